"""What the month close looks at: the months of the books with their figures and what still waits in them."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, Sum

from core.dates import local_day
from core.money import Money, from_minor
from core.tenancy import current_tenant
from receivables.models import AccountingMonth, BankLine, LedgerEntry, Receivable
from receivables.services.month_close import closed_until, first_month, next_month
from receivables.states import EntryKind, MonthState, ReceivableState
from tenancy.roles import Right

SHOWN = 24
READING = (Right.BOOKS_CLOSE, Right.ALLOCATE, Right.STATEMENT_IMPORT, Right.PROVISION)


def may_read_months(by) -> bool:
    """Whoever closes the books, or works towards it, looks at the months."""
    return any(by.can(right) for right in READING)


@dataclass
class MonthRow:
    """A month as the page shows it; `record` is None where nobody closed it yet."""

    first: date
    record: AccountingMonth | None
    may_close: bool = False
    may_reopen: bool = False
    # With the open ones before it.
    may_close_through: bool = False
    figures: dict = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        return self.record is not None and self.record.state == MonthState.CLOSED

    @property
    def is_over(self) -> bool:
        return self.shown.last_day < local_day()

    @property
    def shown(self) -> AccountingMonth:
        """A record to name it by."""
        return self.record or AccountingMonth(month=self.first)


def months(limit: int = SHOWN) -> tuple[list[MonthRow], MonthRow | None]:
    """(the last months, the newest first, and the oldest open one, however long ago).

    That one has its figures and may be closed once it is over.
    """
    known = {
        row.month: row for row in AccountingMonth.objects.select_related("created_by").order_by("-month")
    }
    rows, day = [], min([first_month(), *known])
    while day <= local_day():
        rows.append(MonthRow(day, known.get(day)))
        day = next_month(day)
    closed = closed_until()
    first_open = next((row for row in rows if closed is None or row.first > closed), None)
    if first_open is not None:
        first_open.figures = figures(first_open)
        first_open.may_close = first_open.is_over
    for row in rows:
        row.may_reopen = row.is_closed and row.shown.last_day == closed
        row.may_close_through = first_open is not None and first_open.first < row.first and row.is_over
    return rows[::-1][:limit], first_open


def figures(row: MonthRow) -> dict:
    """What happened in a month by the ledger, in the tenant's currency, and what finance should look at first."""
    first, last = row.first, row.shown.last_day
    entries = LedgerEntry.objects.filter(counts_on__gte=first, counts_on__lte=last)
    own = current_tenant().currency
    sums = entries.aggregate(
        count=Count("pk"),
        opened=Sum("base_minor", filter=Q(kind=EntryKind.OPENED)),
        received=Sum("base_minor", filter=Q(kind=EntryKind.RECEIVED)),
        allocated=Sum("base_minor", filter=Q(kind=EntryKind.ALLOCATED, receivable__isnull=False)),
        exchange=Sum("base_minor", filter=Q(kind=EntryKind.EXCHANGE)),
    )
    lines = BankLine.objects.filter(value_on__gte=first, value_on__lte=last, unallocated__gt=0)
    undated = Receivable.objects.filter(
        state=ReceivableState.OPEN, triggered_on__gte=first, triggered_on__lte=last, due_on=None
    )

    def money(name, sign=1) -> Money:
        return Money(from_minor(sign * (sums[name] or 0), own), own)

    return {
        "count": sums["count"], "opened": money("opened"), "received": money("received"),
        "allocated": money("allocated", -1), "exchange": money("exchange"),
        "unmatched": lines.filter(parked_at=None).count(),
        "held": lines.filter(statement__state="held").count(),
        "undated": undated.count(),
    }  # fmt: skip
