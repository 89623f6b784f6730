"""Suggestions for bank lines from what is open, and the certain ones posted by themselves (decision 24)."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import F

from core.errors import Refused
from core.ids import one_of
from core.money import from_minor
from core.tenancy import current_tenant
from receivables.models import Allocation, BankLine
from receivables.rules.matching import Line, Suggestion, certain
from receivables.rules.payers import name_key
from receivables.rules.references import references
from receivables.rules.suggesting import suggestions
from receivables.rules.weighing import Tolerance
from receivables.services import ledger
from receivables.services.allocation import Part, post
from receivables.services.candidates import amount_in, book_for, named_by, payers_of
from receivables.services.doubles import likely_doubles
from receivables.settings import (
    AUTO_POST,
    AUTO_POST_LIMIT,
    FEE_TOLERANCE,
    PERCENT_TOLERANCE,
    ROUNDING_UNIT,
    SMALL_WRITE_OFF,
)
from tenancy.actor import system
from tenancy.rules import rule

CHUNK = 500
# Equal money with equal numbers within so many days may be the same payment made twice: a person looks at it.
REPEATED_DAYS = 10
# The bank's own reference is a riddle of digits unless it has one of our prefixes.
OUR_PREFIXES = ("AR", "IV", "CT")


def as_line(line: BankLine, amount: Decimal | None = None) -> Line:
    """A bank line as matching reads it: what is left of it (or a part of that) and all of its text."""
    bank = line.bank_reference if line.bank_reference.upper().startswith(OUR_PREFIXES) else ""
    text = " ".join(filter(None, (line.text, line.customer_reference, bank)))
    left = line.unallocated if amount is None else amount
    return Line(line.pk, left, line.currency, line.payer, line.payer_account, text, line.value_on)


def suggest(line: BankLine, *, amount: Decimal | None = None) -> list[Suggestion]:
    """Suggestions for one line, best first; none where nothing is left of it or its file is held.

    amount: for so much of it, a part it was split into.
    """
    return suggest_many([line], {line.pk: amount} if amount is not None else None)[line.pk]


def suggest_many(lines: list[BankLine], amounts=None) -> dict:
    """{line id: its suggestions}: open items and payers are read once for a chunk of lines. amounts: of parts."""
    found: dict = {line.pk: [] for line in lines}
    open_lines = [line for line in lines if line.unallocated > 0 and not line.is_held]
    for start in range(0, len(open_lines), CHUNK):
        chunk = open_lines[start : start + CHUNK]
        asked = {line.pk: as_line(line, (amounts or {}).get(line.pk)) for line in chunk}
        known = book_for([*asked.values()], _told(chunk))
        tolerances: dict = {}
        for line in chunk:
            key = (line.currency, line.value_on)
            tolerances[key] = tolerances.get(key) or tolerance_for(line)
            found[line.pk] = suggestions(asked[line.pk], known, tolerances[key])
    return found


def _told(lines) -> set:
    return {line.customer_id for line in lines if line.customer_id}


def tolerance_for(line: BankLine) -> Tolerance:
    """How much less than open settles in the currency of a line, as the tenant has set it."""
    own = line.currency == current_tenant().currency
    rate = None if own else ledger.known_rate(line.currency, line.value_on)
    kept = (FEE_TOLERANCE, SMALL_WRITE_OFF, ROUNDING_UNIT)
    fee, write_off, rounding = (amount_in(line.currency, _number(one), rate) for one in kept)
    return Tolerance(fee, _number(PERCENT_TOLERANCE), write_off, rounding)


def _number(setting) -> Decimal:
    return Decimal(str(rule(setting.key) or 0))


def parts_of(line: BankLine, suggestion: Suggestion) -> list[Part]:
    """What posting a suggestion as it stands means: its amounts, and what is closed by fee, discount or write-off."""
    closed = {item.id: (amount, kind) for item, amount, kind in suggestion.differences}
    return [
        Part(line.pk, item.id, amount, *closed.get(item.id, ())) for item, amount in suggestion.allocations
    ]


def confidences(lines: list[BankLine]) -> dict:
    """{line id: percent of its best suggestion, 0 for none}."""
    return {pk: int(found[0].confidence * 100) if found else 0 for pk, found in suggest_many(lines).items()}


def recognise(lines: list[BankLine]) -> None:
    """Note on unsaved lines whose money it is, where the payer is exactly one customer."""
    incoming = [line for line in lines if line.amount > 0]
    if not incoming:
        return
    asked = [as_line(line) for line in incoming]
    known = payers_of(asked)
    for line, read in zip(incoming, asked, strict=True):
        payer = known.payer(read)
        if len(payer.exact) == 1:
            (line.customer_id,) = payer.exact


# --- what is posted by itself -------------------------------------------------------------------------------------


def post_certain(line_ids, *, by, asked: bool = False) -> int:
    """Post every certain match among these lines; returns how many. A line somebody took meanwhile is left alone.

    asked: somebody wants it now, also where the tenant lets nothing post by itself.
    """
    if not (asked or rule(AUTO_POST.key)):
        return 0
    ids = list(line_ids)
    return sum(_post_chunk(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def post_certain_of(line_ids, *, by) -> list[Allocation]:
    """Post in a person's name what is certain among these lines, all at once. Raises as `post`."""
    found = certain_sets(line_ids)
    parts = [Part(pk, item.id, item.balance) for pk, chosen in found.items() for item in chosen]
    return post(parts, by=by, automatic=True) if parts else []


def _post_chunk(ids) -> int:
    found = certain_sets(ids)
    parts = [[Part(pk, item.id, item.balance) for item in chosen] for pk, chosen in found.items()]
    return sum(_posted(batch) for batch in _batches(parts))


def certain_sets(line_ids) -> dict:
    """{line id: the items it certainly pays} of those lines that may be posted by themselves and nobody has touched."""
    lines = list(_untouched(line_ids))
    if not lines:
        return {}
    asked = {line.pk: as_line(line) for line in lines}
    known, used, found = named_by([*asked.values()], _told(lines)), set(), {}
    for line in within_limit(lines):
        chosen = certain(asked[line.pk], known)
        if chosen and not used & {item.id for item in chosen}:
            used |= {item.id for item in chosen}
            found[line.pk] = chosen
    certain_lines = [line for line in lines if line.pk in found]
    repeated = _repeated(certain_lines) | set(likely_doubles(certain_lines))
    return {pk: chosen for pk, chosen in found.items() if pk not in repeated}


def _untouched(line_ids):
    """Whole lines that nobody parked, used a part of, or took an automatic posting back from: a person had a reason."""
    rows = BankLine.objects.usable().filter(
        one_of("pk", line_ids), unallocated__gt=0, unallocated=F("amount"), parked_at=None
    )
    taken_back = Allocation.objects.filter(one_of("bank_line", line_ids), reversed_at__isnull=False)
    return (
        rows.exclude(pk__in=taken_back.values("bank_line_id"))
        .select_related("statement")
        .order_by("value_on", "pk")
    )


def _repeated(lines) -> set:
    """Those of the lines that may be a payment made a second time: equal money and numbers a few days apart."""
    if not lines:
        return set()
    days, span = [line.value_on for line in lines], timedelta(days=REPEATED_DAYS)
    others = (
        BankLine.objects.told()
        .filter(
            amount_minor__in={line.amount_minor for line in lines},
            value_on__range=(min(days) - span, max(days) + span),
        )
        .exclude(one_of("pk", [line.pk for line in lines]))
    )
    of_amount = defaultdict(list)
    for line in [*lines, *others.only("payer", "payer_account", "amount", "currency", "value_on", "text")]:
        of_amount[line.amount, line.currency].append(line)
    return {
        line.pk
        for line in lines
        for other in of_amount[line.amount, line.currency]
        if other.pk != line.pk
        and abs(other.value_on - line.value_on) <= span
        and _said_by(other) == _said_by(line)
    }


def _said_by(line):
    """Who pays and what for: two lines that say the same may be one payment made twice."""
    found = references(line.text)
    return (name_key(line.payer) or line.payer_account, found.whole, found.loose, found.short)


def within_limit(lines):
    """The lines that the tenant lets post by themselves: up to its largest amount, all where it sets none."""
    limit = rule(AUTO_POST_LIMIT.key)
    if limit in (None, ""):
        return lines
    currency, most = current_tenant().currency, Decimal(str(limit))
    return [
        line
        for line in lines
        if line.unallocated_minor > 0 and from_minor(line.unallocated_minor, currency) <= most
    ]


def _batches(posted, size=200):
    """Several lines in one transaction: fast; when one of them is refused each is tried alone."""
    return [posted[start : start + size] for start in range(0, len(posted), size)]


def _posted(batch) -> int:
    try:
        post([part for parts in batch for part in parts], by=system(), automatic=True)
        return len(batch)
    except (Refused, ValidationError):
        if len(batch) == 1:
            return 0
        return sum(_posted([parts]) for parts in batch)
