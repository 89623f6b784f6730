"""How late people paid, and what was open, as of a day: read in sums by customer and day, however large the ledger."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from core.sight import visible
from core.tenancy import current_tenant_id
from customers.models import Customer
from receivables.models import CaseItem, Dispute, LedgerEntry, Receivable
from receivables.rules.forecasting import FACTS_NEEDED, Curve, DueDate, Record
from receivables.states import EntryKind

# How people paid longer ago says little of how they pay now.
RECORD_DAYS = 730
CUSTOMER, SEGMENT, COMPANY, DUE_DATE = "customer", "segment", "company", "due_date"
PAYING = [EntryKind.ALLOCATED.value, EntryKind.BILL.value, EntryKind.INSURED.value]
_T = {
    "entry": LedgerEntry._meta.db_table, "receivable": Receivable._meta.db_table, "dispute": Dispute._meta.db_table,
    "case": CaseItem._meta.db_table,
}  # fmt: skip
# One pass over the entries before the day; what is asked of them is summed by customer and days.
_HISTORY = """
with known as (
  select e.receivable_id, sum(e.base_minor)::bigint as balance,
         coalesce(sum(-e.amount) filter (where e.kind = any(%(paying)s)), 0) as paid
  from {entry} e
  where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.counts_on < %(day)s {seen_entries}
  group by e.receivable_id),
each as (
  select r.customer_id, r.due_on, r.triggered_on, r.settled_on, r.amount, k.balance, k.paid,
         {risky} as risky
  from known k join {receivable} r on r.tenant_id = %(tenant)s and r.id = k.receivable_id)
select 'open', customer_id, due_on, 0, sum(balance)::float8, count(*)::bigint
  from each where balance > 0 and not risky group by customer_id, due_on
union all
select 'risky', customer_id, due_on, 0, sum(balance)::float8, count(*)::bigint
  from each where balance > 0 and risky group by customer_id, due_on
union all
select 'seen', customer_id, null, triggered_on - due_on, count(*)::float8, 0
  from each where due_on >= %(since)s and amount > 0 and triggered_on is not null
  group by customer_id, triggered_on - due_on
union all
select 'left', customer_id, null, least(coalesce(settled_on, %(day)s), %(day)s) - 1 - due_on,
       sum(greatest(1 - paid / amount, 0))::float8, 0
  from each where due_on >= %(since)s and amount > 0 and paid < amount and triggered_on is not null
  group by customer_id, least(coalesce(settled_on, %(day)s), %(day)s) - 1 - due_on
union all
select 'paid', r.customer_id, null, e.counts_on - r.due_on, sum(-e.amount / r.amount)::float8, 0
  from {entry} e join {receivable} r on r.tenant_id = e.tenant_id and r.id = e.receivable_id
  where e.tenant_id = %(tenant)s and e.kind = any(%(paying)s) and e.counts_on < %(day)s and r.due_on >= %(since)s
    and r.amount > 0 and r.triggered_on is not null {seen_entries}
  group by r.customer_id, e.counts_on - r.due_on
"""
# Disputed, or in a legal case, on the day before.
RISKY = """(exists (select from {dispute} d where d.tenant_id = %(tenant)s and d.receivable_id = r.id
                     and d.opened_on < %(day)s and (d.resolved_on is null or d.resolved_on >= %(day)s))
          or exists (select from {case} c where c.tenant_id = %(tenant)s and c.receivable_id = r.id
                     and c.added_on < %(day)s and (c.closed_on is null or c.closed_on >= %(day)s)))""".format(
    **_T
)


@dataclass
class History:
    """Before a day: records by customer, and what was open {(customer, due day): minor units}."""

    day: date
    records: dict = field(default_factory=lambda: defaultdict(Record))
    open: dict = field(default_factory=dict)
    risky: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)


def history(by, day: date) -> History:
    """What `by` sees of the time before `day`, by the ledger as it truly was."""
    found = History(day)
    for what, customer, due_on, days, value, count in _rows(by, day):
        if what in ("open", "risky"):
            getattr(found, what)[customer, due_on] = int(value)
            found.counts[customer] = found.counts.get(customer, 0) + count
        else:
            side = getattr(found.records[customer], what)
            side[days] = side.get(days, 0.0) + max(value, 0.0)
    return found


def _rows(by, day: date) -> list[tuple]:
    seen, params = _seen_entries(by)
    statement = _HISTORY.format(risky=RISKY, seen_entries=seen, **_T)
    values = {
        "tenant": current_tenant_id(),
        "day": day,
        "since": day - timedelta(days=RECORD_DAYS),
        "paying": PAYING,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values | params)
        return cursor.fetchall()


def _seen_entries(by) -> tuple[str, dict]:
    """The part of the question that keeps it to what somebody sees; nothing for who sees all."""
    everything = Receivable.objects.all()
    seen = visible(everything, by)
    if seen.query.where == everything.query.where:
        return "", {}
    ids = list(seen.values_list("pk", flat=True))
    return "and e.receivable_id = any(%(seen)s::uuid[])", {"seen": ids}


class Curves:
    """The curve of each customer, leaning on its industry's, that on the company's."""

    def __init__(self, found: History):
        self.records = found.records
        self.industries = dict(
            Customer.objects.filter(pk__in=list(found.records))
            .exclude(industry="")
            .values_list("pk", "industry")
        )
        whole, by_industry = Record(), defaultdict(Record)
        for customer, record in found.records.items():
            whole.add(record)
            if customer in self.industries:
                by_industry[self.industries[customer]].add(record)
        self.company = Curve(whole, DueDate())
        self.segments = {name: Curve(record, self.company) for name, record in by_industry.items()}
        self.own: dict = {}

    def of(self, customer) -> Curve:
        """The customer's curve, made once."""
        if customer not in self.own:
            above = self.segments.get(self.industries.get(customer, ""), self.company)
            record = self.records.get(customer)
            self.own[customer] = Curve(record, above) if record is not None else above
        return self.own[customer]

    def basis(self, customer) -> str:
        """Whose record speaks for the customer: its own, its industry's, the company's, or the due date alone."""
        record = self.records.get(customer)
        if record is not None and record.facts >= FACTS_NEEDED:
            return CUSTOMER
        segment = self.segments.get(self.industries.get(customer, ""))
        if segment is not None and segment.facts >= FACTS_NEEDED:
            return SEGMENT
        return COMPANY if self.company.facts >= FACTS_NEEDED else DUE_DATE

    def mean_delay(self, customer) -> float:
        """The plain average of how late a customer paid; the company's where it has no record, else on the day."""
        for record in (self.records.get(customer), None):
            paid = record.paid if record is not None else self._whole_paid
            if sum(paid.values()) >= FACTS_NEEDED or (record is None and paid):
                return sum(day * share for day, share in paid.items()) / sum(paid.values())
        return 0.0

    @property
    def _whole_paid(self) -> dict:
        if "_paid" not in self.__dict__:
            whole = Record()
            for record in self.records.values():
                whole.add(record)
            self.__dict__["_paid"] = whole.paid
        return self.__dict__["_paid"]
