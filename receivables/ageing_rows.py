"""The very rows behind a figure of a day: receivables with what was open on them then, entries of a period.

Their sums are the figures': both come from the same entries.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from receivables.ageing import _T, _WHO, CUSTOMER, _Asked, _bucket, sees_all
from receivables.models import LedgerEntry, Receivable
from receivables.rules.ageing import CODES, days_overdue
from receivables.states import EntryKind

PAGE = 100
# What fell due newly, less what was credited: the sales of a period as the ledger has them.
SALES = (EntryKind.OPENED, EntryKind.CREDITED)
_ROWS = """
with known as (
  select e.receivable_id, sum(e.{measure}) as sum from {entry} e
  where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.counts_on <= %(day)s {more}
  group by e.receivable_id having sum(e.{measure}) <> 0),
found as (
  select r.id, k.sum, {who} as who, {bucket} as bucket
  from known k join {receivable} r on r.tenant_id = %(tenant)s and r.id = k.receivable_id {join})
select id, sum, count(*) over () as count, sum(sum) over () as total
from found where (%(who)s::uuid is null or who = %(who)s) and (%(nobody)s is false or who is null)
  and (%(buckets)s::text[] is null or bucket = any(%(buckets)s))
order by abs(sum) desc, id limit %(limit)s offset %(offset)s
"""


@dataclass
class Rows:
    """A page of rows, how many there are, and what all of them come to."""

    rows: list[dict]
    count: int
    total: Money
    page: int

    @property
    def pages(self) -> int:
        return max((self.count + PAGE - 1) // PAGE, 1)


def open_rows(
    by, *, as_of: date, currency: str = "", basis: str = "actual", group: str = CUSTOMER, who="", buckets=(), page=1
) -> Rows:  # fmt: skip
    """What was open on a day, the largest first. who: the id of a row of the ageing by `group`, or "none"."""
    own = current_tenant().currency
    asked = _Asked(by, as_of, currency or own, own, basis, group, None)
    kind, join = _WHO[group]
    statement = _ROWS.format(more=asked.of_entries, **asked.parts | _T | {"who": kind, "join": join,
                                                                         "bucket": _bucket(as_of)})  # fmt: skip
    values = asked.values | {
        "who": who if who not in ("", "none") else None, "nobody": who == "none",
        "buckets": list(buckets) or None, "limit": PAGE, "offset": (page - 1) * PAGE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    records = Receivable.objects.select_related("customer", "owner").in_bulk([row[0] for row in found])
    total = found[0][3] if found else 0

    def money(value) -> Money:
        return Money(from_minor(int(value), own) if asked.is_own else Decimal(value), asked.currency)

    rows = [
        {"row": records[pk], "open": money(value), "days": days_overdue(records[pk].due_on, as_of)}
        for pk, value, _count, _total in found
    ]
    return Rows(rows, found[0][2] if found else 0, money(total), page)


def entries_of(by, *, first: date, last: date, kinds=SALES, page: int = 1) -> Rows:
    """The entries of a period that a figure sums up, the latest first."""
    entries = period_entries(by, first=first, last=last, kinds=kinds)
    own = current_tenant().currency
    total = entries.aggregate(sum=Sum("base_minor"))["sum"] or 0
    start = (page - 1) * PAGE
    rows = entries.select_related("receivable__customer").order_by("-counts_on", "-position")[
        start : start + PAGE
    ]
    shown = [{"entry": row, "base": Money(from_minor(row.base_minor, own), own)} for row in rows]
    return Rows(shown, entries.count(), Money(from_minor(total, own), own), page)


def period_entries(by, *, first: date, last: date, kinds=SALES):
    """The entries of these kinds that count from the first to the last day, of what `by` sees."""
    entries = LedgerEntry.objects.filter(
        receivable__isnull=False, kind__in=kinds, counts_on__range=(first, last)
    )
    if not sees_all(by):
        entries = entries.filter(receivable__in=visible(Receivable.objects.all(), by).values("pk"))
    return entries


def buckets_of(code: str) -> tuple[str, ...]:
    """The buckets that a word stands for: one of them, "overdue", "over90", or nothing for all."""
    if code == "overdue":
        return CODES[1:]
    if code == "over90":
        return ("91-180", "181-365", "365+")
    return (code,) if code else ()
