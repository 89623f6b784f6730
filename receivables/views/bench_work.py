"""The line at hand on the matching bench: suggestions, open items, parts, the payer as we know it (design 06)."""

import json
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

from core.dates import local_day
from core.money import Money
from core.sight import visible
from core.tenancy import current_tenant_id
from receivables.models import BankLine, Receivable
from receivables.services import matching, questions, shares
from receivables.services.doubles import likely_doubles
from receivables.services.payer_memory import memory_of, provision_shares, statement_of
from receivables.states import Difference

SUGGESTED, ITEMS = 3, 40
HERE_SECONDS = 70
KINDS = (Difference.FEE, Difference.WRITE_OFF, Difference.DISCOUNT, Difference.ROUNDING)


@dataclass
class Offer:
    """An open item, what goes on it now, what of it is closed without money, and what then stays open."""

    row: Receivable
    text: str
    amount: Decimal
    difference: Decimal = Decimal(0)
    kind: str = ""
    disputed: bool = False
    # The share of it that is provided for: so much of what is paid is released.
    provided: Decimal = Decimal(0)

    @property
    def after(self) -> Decimal:
        return self.row.balance - self.amount - self.difference

    @property
    def is_late(self) -> bool:
        return self.row.due_on is not None and self.row.due_on < local_day()


def work(request, line: BankLine | None, *, may_allocate: bool) -> dict:
    """All that the right side shows of a line."""
    found: dict = {"line": line, "may_allocate": may_allocate}
    if line is None:
        return found
    found["allocations"] = line.allocations.filter(reversed_at=None).select_related("receivable__customer")
    found["doubles"] = likely_doubles([line]).get(line.pk, [])[:2] if line.unallocated > 0 else []
    found["questions"] = line.questions.select_related("asked_of", "answered_by").order_by("-pk")[:3]
    return found | (_open_line(request, line) if line.unallocated > 0 else {})


def _open_line(request, line) -> dict:
    """Suggestions and open items for a line with money left."""
    asked, by = request.GET, request.actor
    parts = shares.shares_of(line)
    share = next((one for one in parts if str(one.pk) == asked.get("share")), None)
    if share is None:
        share = next((one for one in parts if not one.is_parked), None)
    rest = share.rest if share else line.unallocated
    suggested = matching.suggest(line, amount=rest)[:SUGGESTED]
    chosen = _index(asked.get("s"), len(suggested))
    typed = _typed(asked)
    amounts, closed = (typed, {}) if typed else _as_suggested(suggested[chosen] if suggested else None)
    rows = _items(line, suggested, amounts, asked.get("find", ""), by)
    provided = provision_shares([row.pk for row in rows])
    offers = [_offer(row, amounts, closed, provided) for row in rows]
    spent = sum((one.amount for one in offers), Decimal(0))
    customer = suggested[chosen].customer_id if suggested else line.customer_id
    # What the customer of the first best item is like says nothing of a payer whom nobody knows.
    payer = customer if not suggested or suggested[chosen].knows_payer else line.customer_id
    return {
        "rest": Money(rest, line.currency),
        "shares": parts,
        "share": share,
        "suggestions": [_card(one, index, index == chosen) for index, one in enumerate(suggested)],
        "offers": offers,
        "find": asked.get("find", ""),
        "customers": sorted({one.row.customer.name for one in offers}),
        "open_sum": Money(sum((one.row.balance for one in offers), Decimal(0)), line.currency),
        "spent": Money(spent, line.currency),
        "left": Money(rest - spent, line.currency),
        "late_count": sum(1 for one in offers if one.is_late),
        "memory": memory_of(line, payer),
        "asked_for": statement_of(payer, by),
        "kinds": [(kind.value, kind.label) for kind in KINDS],
    }


def people_to_ask(line) -> dict:
    """Whom the question may go to, the likeliest first."""
    people, likely = questions.to_ask(), questions.likeliest(line)
    return {"line": line, "people": people, "likely": likely}


def _card(found, index, is_on) -> dict:
    """A suggestion as its card shows it; `parts` is what choosing it fills in."""
    closed = {item.id: (amount, kind) for item, amount, kind in found.differences}
    parts = {
        str(item.id): {"amount": entered(amount), **_closing(closed.get(item.id))}
        for item, amount in found.allocations
    }
    partly = sum(
        1
        for item, amount in found.allocations
        if amount + closed.get(item.id, (Decimal(0),))[0] < item.balance
    )
    return {
        "found": found, "percent": int(found.confidence * 100), "key": index + 1, "index": index, "on": is_on,
        "partly": partly, "short": bool(found.differences), "parts": json.dumps(parts),
    }  # fmt: skip


def _closing(closed) -> dict:
    return {"difference": entered(closed[0]), "kind": closed[1]} if closed else {}


def _as_suggested(found) -> tuple[dict, dict]:
    """({receivable: amount as text}, {receivable: (difference, kind)}) of a suggestion."""
    if found is None:
        return {}, {}
    amounts = {str(item.id): str(amount) for item, amount in found.allocations}
    return amounts, {str(item.id): (amount, kind) for item, amount, kind in found.differences}


def _typed(asked) -> dict[str, str]:
    """Amounts that were typed before the page came back with a refusal."""
    return {name[7:]: asked[name] for name in asked if name.startswith("amount-")}


def _offer(row, amounts, closed, provided) -> Offer:
    text = amounts.get(str(row.pk), "")
    try:
        amount = Decimal(text.replace(",", "")) if text else Decimal(0)
        text = entered(amount) if text else ""
    except ArithmeticError:
        amount = Decimal(0)
    difference, kind = closed.get(str(row.pk), (Decimal(0), ""))
    return Offer(row, text, amount, difference, kind, row.has_dispute, provided.get(row.pk, Decimal(0)))


def entered(amount: Decimal) -> str:
    """An amount as its field has it: 1,494,000.00, more decimals only where it has some."""
    cents = amount.quantize(Decimal("0.01"))
    return f"{cents:,f}" if cents == amount else f"{amount.normalize():,f}"


def _index(raw, count: int) -> int:
    return int(raw) if raw and raw.isdecimal() and int(raw) < count else 0


def _items(line, suggested, amounts, asked, by) -> list[Receivable]:
    """Open items: those that suggestions name, more of the customers in question, and what a search asks for."""
    rows = visible(Receivable.objects.open().filter(currency=line.currency, balance__gt=0), by)
    rows = rows.select_related("customer", "agreement").with_flags()
    named = {item.id for one in suggested for item, _amount in one.allocations}
    picked = named | {pk for pk in map(as_id, amounts) if pk}
    chosen = sorted(
        rows.filter(pk__in=picked), key=lambda row: (str(row.pk) not in amounts, row.due_sort, row.number)
    )
    if asked:
        wanted = rows.filter(number__icontains=asked) | rows.filter(customer__name__icontains=asked)
    else:
        customers = {one.customer_id for one in suggested[:1]} | (
            {line.customer_id} if line.customer_id else set()
        )
        wanted = rows.filter(customer_id__in=customers)
    room = max(ITEMS - len(chosen), 0)
    return [*chosen, *wanted.exclude(pk__in=picked).order_by("due_sort", "number")[:room]]


def as_id(text: str) -> UUID | None:
    """The text as an id, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


# --- who else is here ---------------------------------------------------------------------------------------------


def others_at(line_id, by) -> list[str]:
    """Names of colleagues who had this line before them in the last minute; notes that one has it now oneself."""
    key = f"bench:{current_tenant_id()}:{line_id}"
    here: dict = cache.get(key) or {}
    others = [name for user, name in here.items() if user != str(by.user_id)]
    cache.set(key, here | {str(by.user_id): by.user.name}, HERE_SECONDS)
    return others


def here_in_words(names: list[str]) -> str:
    """Who else looks at the line, in a sentence; empty for nobody."""
    if not names:
        return ""
    return _("{names} has this line open too").format(names=_(", ").join(names[:3]))
