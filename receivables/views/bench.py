"""What the matching bench shows: lines, the one at hand with suggestions and open items, what is left (design 06)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from core.dates import local_day
from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from receivables.models import BankLine, Receivable
from receivables.services import matching
from receivables.services.doubles import likely_doubles

SUGGESTED, ITEMS, LINES, MARKED = 3, 60, 200, 40
TABS = ("unmatched", "matched", "parked")
LEFT = Q(unallocated__gt=0)
OF_TAB = {"unmatched": LEFT & Q(parked_at=None), "matched": ~LEFT, "parked": LEFT & ~Q(parked_at=None)}
# Progress over all statements: what came in lately; older lines are parked or forgotten, both count as left.
LATELY_DAYS = 30


@dataclass
class Offer:
    """An open item, what goes on it now (as text for its field), and what then stays open."""

    row: Receivable
    text: str
    amount: Decimal
    disputed: bool = False

    @property
    def after(self) -> Decimal:
        return self.row.balance - self.amount


def incoming(statement=None):
    """The lines that brought money: of one statement, or of all that may be allocated."""
    rows = BankLine.objects.filter(amount__gt=0).select_related("customer", "statement", "account")
    if statement is not None:
        return rows.filter(statement=statement).order_by("-amount", "pk")
    return rows.usable().order_by("-value_on", "-amount", "pk")


def bench(request, rows, *, may_allocate: bool) -> dict:
    """The context of a bench over these lines; the query names tab, line, suggestion, search and typed amounts."""
    asked, by = request.GET, request.actor
    tab = asked.get("tab") if asked.get("tab") in TABS else TABS[0]
    lines = list(rows.filter(OF_TAB[tab])[:LINES])
    line = next((one for one in lines if str(one.pk) == asked.get("line")), lines[0] if lines else None)
    found = {
        "tab": tab,
        "tabs": _tabs(rows),
        "lines": lines,
        "marks": matching.confidences(lines[:MARKED]) if tab != "matched" else {},
        "line": line,
        "next_line": _after(lines, line),
        "before_line": _after(lines[::-1], line),
        "may_allocate": may_allocate,
        "doubles": likely_doubles([line]).get(line.pk, [])
        if line is not None and line.unallocated > 0
        else [],
    }
    if line is None:
        return found
    return found | (_open_line(asked, by, line, tab) if line.unallocated > 0 else {}) | _used(line)


def progress(rows) -> dict:
    """How much of these lines is done: {done, all, left} with the money left in the tenant's currency."""
    counted = rows.aggregate(
        all=Count("pk"), done=Count("pk", filter=~LEFT), left=Sum("unallocated_minor", filter=LEFT)
    )
    currency = current_tenant().currency
    counted["left"] = Money(from_minor(counted["left"] or 0, currency), currency)
    return counted


def lately(rows):
    """Lines of the last weeks: what the progress over all statements counts."""
    return rows.filter(value_on__gte=local_day() - timedelta(days=LATELY_DAYS))


def _tabs(rows) -> list[dict]:
    counts = rows.order_by().aggregate(**{name: Count("pk", filter=asked) for name, asked in OF_TAB.items()})
    labels = {"unmatched": _("To match"), "matched": _("Matched"), "parked": _("Parked")}
    return [{"name": name, "count": counts[name], "label": labels[name]} for name in TABS]


def _open_line(asked, by, line, tab) -> dict:
    """Suggestions and open items for a line with money left."""
    suggested = matching.suggest(line)[:SUGGESTED]
    chosen = _index(asked.get("s"), len(suggested))
    amounts = _typed(asked) or (
        {str(item.id): str(amount) for item, amount in suggested[chosen].allocations} if suggested else {}
    )
    offers = [_offer(row, amounts) for row in _items(line, suggested, amounts, asked.get("find", ""), by)]
    spent = sum((one.amount for one in offers), Decimal(0))
    return {
        "suggestions": [
            {"found": one, "percent": int(one.confidence * 100), "key": index + 1, "on": index == chosen,
             "url": "?" + urlencode({"tab": tab, "line": line.pk, "s": index})}
            for index, one in enumerate(suggested)
        ],
        "offers": offers,
        "customers": sorted({one.row.customer.name for one in offers}),
        "open_sum": Money(sum((one.row.balance for one in offers), Decimal(0)), line.currency),
        "spent": Money(spent, line.currency),
        "left": Money(line.unallocated - spent, line.currency),
    }  # fmt: skip


def _typed(asked) -> dict[str, str]:
    """Amounts that were typed before the page came back with a refusal."""
    return {name[7:]: asked[name] for name in asked if name.startswith("amount-")}


def _offer(row, amounts) -> Offer:
    text = amounts.get(str(row.pk), "")
    try:
        amount = Decimal(text.replace(",", "")) if text else Decimal(0)
        text = Money(amount, row.currency).as_json()["amount"] if text else ""
    except ArithmeticError:
        amount = Decimal(0)
    return Offer(row, text, amount, row.has_dispute)


def _used(line) -> dict:
    """What of the line is allocated already, for undoing."""
    return {"allocations": line.allocations.filter(reversed_at=None).select_related("receivable__customer")}


def _after(lines, line):
    ids = [one.pk for one in lines]
    at = ids.index(line.pk) if line is not None else -1
    return lines[at + 1] if 0 <= at < len(lines) - 1 else None


def _index(raw, count: int) -> int:
    return int(raw) if raw and raw.isdecimal() and int(raw) < count else 0


def _items(line, suggested, amounts, asked, by) -> list[Receivable]:
    """Open items of the customers in question and whatever a search across customers asks for."""
    customers = {one.customer_id for one in suggested} | ({line.customer_id} if line.customer_id else set())
    rows = visible(Receivable.objects.open().filter(currency=line.currency, balance__gt=0), by)
    rows = rows.select_related("customer", "agreement").with_flags()
    if asked:
        wanted = rows.filter(number__icontains=asked) | rows.filter(customer__name__icontains=asked)
    else:
        wanted = rows.filter(customer_id__in=customers)
    picked = [pk for pk in amounts if _is_id(pk)]
    chosen = list(rows.filter(pk__in=picked))
    others = wanted.exclude(pk__in=picked).order_by("due_sort", "number")[: ITEMS - len(chosen)]
    return [*sorted(chosen, key=lambda row: (row.due_sort, row.number)), *others]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
