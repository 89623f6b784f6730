"""Ageing 账龄 of any day by customer, client manager or product line, with its proof (handbook §8, decision 27).

What is open on a day is what is open now less what was entered for later days, or the sum of all entries up to it:
whichever reads less. The proof asks the ledger's whole sum by itself, from other rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db import connection
from django.utils.translation import gettext as _

from catalogue.models import Product
from core.dates import local_day, start_of_day
from core.money import Money, from_minor
from core.prepared import array
from core.sight import visible
from core.tenancy import current_tenant, current_tenant_id
from customers.models import Customer
from deals.models import DealLine
from receivables.models import LedgerEntry, Receivable
from receivables.rules.ageing import CODES, due_ranges
from tenancy.models import User

# As it truly was (every entry dated up to the day), or as it was known (only those written by its end).
ACTUAL, KNOWN = "actual", "known"
CUSTOMER, AR, PRODUCT = "customer", "ar", "product"
GROUPS = (CUSTOMER, AR, PRODUCT)
# Days so near are told from what is open now: of later entries there are fewer than of earlier ones.
NEAR = timedelta(days=200)
_T = {
    "entry": LedgerEntry._meta.db_table,
    "receivable": Receivable._meta.db_table,
    "line": DealLine._meta.db_table,
}
# A contract's receivables are of the product that most of it is about.
_WHO = {
    CUSTOMER: ("r.customer_id", ""),
    AR: ("r.owner_id", ""),
    PRODUCT: (
        "p.product_id",
        """left join (
             select distinct on (l.agreement_id) l.agreement_id, l.product_id from {line} l
             where l.tenant_id = %(tenant)s and not l.is_removed
             order by l.agreement_id, l.total desc, l.position) p on p.agreement_id = r.agreement_id""".format(**_T),
    ),
}  # fmt: skip
_SUMMED = """
with known as (
  select e.receivable_id, sum(e.{measure}) as sum from {entry} e
  where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.counts_on <= %(day)s {more}
  group by e.receivable_id)
select {who} as who, {bucket} as bucket, sum(k.sum) as sum
from known k join {receivable} r on r.tenant_id = %(tenant)s and r.id = k.receivable_id {join}
group by 1, 2
"""
_OPEN_NOW = """
select {who} as who, {bucket} as bucket, sum(r.{balance}) as sum
from {receivable} r {join}
where r.tenant_id = %(tenant)s and r.state = 'open' {more}
group by 1, 2
"""
_LATER = """
with later as (
  select e.receivable_id, sum(e.{measure}) as sum from {entry} e
  where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.counts_on > %(day)s {more}
  group by e.receivable_id)
select {who} as who, {bucket} as bucket, -sum(k.sum) as sum
from later k join {receivable} r on r.tenant_id = %(tenant)s and r.id = k.receivable_id {join}
group by 1, 2
"""
_PROOF = """
select coalesce(sum(e.{measure}), 0) from {entry} e
where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.counts_on <= %(day)s {more}
"""

_CUSTOMERS = f"""
select id, number, name from {Customer._meta.db_table}
where tenant_id = %s and id = any(%s::uuid[]) order by sort_key, id
"""


@dataclass
class AgeingRow:
    """One customer, client manager or product: amounts by bucket, every bucket present. id None: nobody's."""

    id: object
    number: str
    name: str
    amounts: dict

    @property
    def customer_id(self):
        return self.id

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return self.total - self.amounts["not_due"]


@dataclass
class Ageing:
    """Open receivables by row and bucket on a day, in one currency; `ledger` is the sum asked independently."""

    as_of: date
    currency: str
    rows: list[AgeingRow]
    ledger: Decimal
    group: str = CUSTOMER
    basis: str = ACTUAL

    @cached_property
    def amounts(self) -> dict:
        return {code: sum((row.amounts[code] for row in self.rows), Decimal(0)) for code in CODES}

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        return self.total - self.amounts["not_due"]

    @property
    def adds_up(self) -> bool:
        return self.total == self.ledger

    def money(self, amount) -> Money:
        return Money(amount, self.currency)


def ageing(
    by, *, as_of: date, currency: str = "", basis: str = ACTUAL, group: str = CUSTOMER, customer=None
) -> Ageing:
    """What `by` sees of open receivables on a day, by days overdue.

    currency: the tenant's (default) over all receivables at their booked rates; another one: the receivables in it, in
    its own amounts. customer: the id of the only one asked about.
    """
    own = current_tenant().currency
    asked = _Asked(by, as_of, currency or own, own, basis, group, customer)
    sums: dict = defaultdict(lambda: dict.fromkeys(CODES, Decimal(0)))
    for who, bucket, value in asked.sums():
        sums[who][bucket] += from_minor(value, own) if asked.is_own else value
    ledger = asked.proof()
    ledger = from_minor(ledger, own) if asked.is_own else Decimal(ledger)
    return Ageing(as_of, asked.currency, _rows(sums, group), ledger, group, basis)


def ledger_total(by, as_of: date) -> Decimal:
    """What `by` sees of the ledger's whole sum on a day, in the tenant's currency."""
    own = current_tenant().currency
    return from_minor(_Asked(by, as_of, own, own, ACTUAL, CUSTOMER, None).proof(), own)


def sees_all(by) -> bool:
    """Does somebody see every receivable of the company?"""
    everything = Receivable.objects.all()
    return visible(everything, by).query.where == everything.query.where


class _Asked:
    """One question, in the parts that its statements share."""

    def __init__(self, by, as_of, currency, own, basis, group, customer):
        self.as_of, self.currency, self.is_own, self.basis = as_of, currency, currency == own, basis
        self.values = {"tenant": current_tenant_id(), "day": as_of, "currency": currency}
        self.of_entries, self.of_receivables = self._narrowed(by, customer)
        who, join = _WHO[group]
        self.parts = _T | {
            "who": who, "join": join, "bucket": _bucket(as_of),
            "measure": "base_minor" if self.is_own else "amount",
            "balance": "balance_minor" if self.is_own else "balance",
        }  # fmt: skip

    def _narrowed(self, by, customer) -> tuple[str, str]:
        """What keeps entries, and receivables, to those asked about."""
        entries, rows = [], []
        if not sees_all(by) or customer is not None:
            seen = visible(Receivable.objects.all(), by)
            seen = seen.filter(customer_id=customer) if customer is not None else seen
            self.values["seen"] = list(seen.values_list("pk", flat=True))
            entries.append("and e.receivable_id = any(%(seen)s::uuid[])")
            rows.append("and r.id = any(%(seen)s::uuid[])")
        if not self.is_own:
            entries.append("and e.currency = %(currency)s")
            rows.append("and r.currency = %(currency)s")
        if self.basis == KNOWN:
            self.values["end"] = start_of_day(self.as_of + timedelta(days=1))
            entries.append("and e.written_at < %(end)s")
        return " ".join(entries), " ".join(rows)

    def sums(self) -> Iterable[tuple]:
        """(who, bucket, sum)."""
        if self.basis == ACTUAL and local_day() - self.as_of <= NEAR:
            yield from self._ask(_OPEN_NOW, self.of_receivables)
            yield from self._ask(_LATER, self.of_entries)
        else:
            yield from self._ask(_SUMMED, self.of_entries)

    def proof(self):
        """The ledger's own sum."""
        return self._ask(_PROOF, self.of_entries)[0][0]

    def _ask(self, statement, more) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(more=more, **self.parts), self.values)
            return cursor.fetchall()


def _bucket(as_of: date) -> str:
    """The bucket's code by due date; without one nothing is overdue."""
    whens = []
    for code, first, last in due_ranges(as_of):
        limits = [f"r.due_on >= '{first}'"] if first else []
        limits += [f"r.due_on <= '{last}'"] if last else []
        whens.append(f"when {' and '.join(limits)} then '{code}'")
    return f"case when r.due_on is null then 'not_due' {' '.join(whens)} end"


def _rows(sums, group) -> list[AgeingRow]:
    """{id: amounts} as rows in the order of their names; who owes nothing is left out."""
    # Named afterwards: with the names in its key the sum sorts every entry of the ledger, on disk where there are many.
    owing = [who for who, amounts in sums.items() if any(amounts.values())]
    named = [AgeingRow(who, number, name, sums[who]) for who, number, name in _names(owing, group)]
    if None in owing:
        named.append(AgeingRow(None, "", _nobody(group), sums[None]))
    return named


def _names(ids, group) -> Iterable[tuple]:
    if group == CUSTOMER:
        # Tens of thousands of ids in one array; as a list of placeholders they take longer than all the sums.
        with connection.cursor() as cursor:
            cursor.execute(_CUSTOMERS, [current_tenant_id(), array(who for who in ids if who is not None)])
            return cursor.fetchall()
    if group == AR:
        return User.objects.filter(pk__in=ids).order_by("name", "pk").values_list("pk", "username", "name")
    return Product.objects.filter(pk__in=ids).order_by("code", "pk").values_list("pk", "code", "name")


def _nobody(group) -> str:
    return _("Without an owner") if group == AR else _("Without a product")
