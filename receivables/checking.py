"""The checker of the books: every balance and every hash chain computed anew; what is wrong is named.

Each check yields sentences. They read the tables alone, by one question each over the whole tenant.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from core.money import from_minor
from core.tenancy import current_tenant, current_tenant_id
from receivables.models import LedgerSeal
from receivables.provision_check import provision_problems
from receivables.services.sealing import digest_of

# More of one sort are counted, not listed.
NAMED = 50

SUMS_OF_RECEIVABLES = """
select r.number, r.balance, r.balance_minor, coalesce(e.amount, 0), coalesce(e.minor, 0)
  from receivables_receivable r
  left join (select receivable_id, sum(amount) as amount, sum(base_minor)::bigint as minor
               from receivables_ledgerentry where tenant_id = %(t)s and receivable_id is not null group by 1) e
    on e.receivable_id = r.id
 where r.tenant_id = %(t)s and (r.balance <> coalesce(e.amount, 0) or r.balance_minor <> coalesce(e.minor, 0))
 order by r.number
"""
SUMS_OF_LINES = """
select l.value_on, l.payer, l.amount, l.unallocated, l.unallocated_minor, coalesce(e.amount, 0), coalesce(e.minor, 0)
  from receivables_bankline l
  left join (select bank_line_id, sum(amount) as amount, sum(base_minor)::bigint as minor
               from receivables_ledgerentry where tenant_id = %(t)s and bank_line_id is not null group by 1) e
    on e.bank_line_id = l.id
 where l.tenant_id = %(t)s
   and (l.unallocated <> coalesce(e.amount, 0) or l.unallocated_minor <> coalesce(e.minor, 0))
 order by l.value_on, l.id
"""
STATES = """
select number, state, balance from receivables_receivable
 where tenant_id = %(t)s
   and ((state in ('settled', 'written_off', 'cancelled', 'planned') and balance <> 0)
     or (state = 'open' and balance = 0 and amount > 0))
 order by number
"""
CURRENCIES = """
select e.id, e.currency, coalesce(r.currency, l.currency)
  from receivables_ledgerentry e
  left join receivables_receivable r on r.tenant_id = e.tenant_id and r.id = e.receivable_id
  left join receivables_bankline l on l.tenant_id = e.tenant_id and l.id = e.bank_line_id
 where e.tenant_id = %(t)s and e.currency <> coalesce(r.currency, l.currency)
 order by e.position
"""
BASE_AMOUNTS = """
select id, base_amount, base_minor, amount, rate from receivables_ledgerentry
 where tenant_id = %(t)s
   and (round(base_amount * power(10::numeric, %(digits)s)) <> base_minor
     or (rate is not null and reverses_id is null and amount <> 0
         and round(amount * rate * power(10::numeric, %(digits)s)) <> base_minor))
 order by position
"""
REVERSALS = """
select c.id, c.amount, e.amount
  from receivables_ledgerentry c
  join receivables_ledgerentry e on e.tenant_id = c.tenant_id and e.id = c.reverses_id
 where c.tenant_id = %(t)s
   and (c.amount <> -e.amount or c.base_minor <> -e.base_minor or c.kind <> e.kind
     or c.receivable_id is distinct from e.receivable_id or c.bank_line_id is distinct from e.bank_line_id)
 order by c.position
"""
# What an allocation's entries must come to: its own amounts while it stands, nothing once it is reversed.
ALLOCATIONS = """
select r.number, a.amount, a.reversed_at is not null, coalesce(e.paid, 0), coalesce(e.taken, 0), coalesce(e.minor, 0)
  from receivables_allocation a
  join receivables_receivable r on r.tenant_id = a.tenant_id and r.id = a.receivable_id
  left join (select allocation_id,
                    sum(amount) filter (where kind = 'allocated' and receivable_id is not null) as paid,
                    sum(amount) filter (where kind = 'allocated' and bank_line_id is not null) as taken,
                    sum(case when receivable_id is null then base_minor else -base_minor end)
                      filter (where kind = 'allocated')::bigint as minor
               from receivables_ledgerentry where tenant_id = %(t)s and allocation_id is not null group by 1) e
    on e.allocation_id = a.id
 where a.tenant_id = %(t)s
   and (coalesce(e.paid, 0) <> case when a.reversed_at is null then -a.amount else 0 end
     or coalesce(e.taken, 0) <> case when a.reversed_at is null then -coalesce(a.taken, a.amount) else 0 end)
 order by a.created_at, a.id
"""
INVOICES = """
select coalesce(nullif(i.number, ''), i.id::text), i.amount, i.net + i.tax, coalesce(s.sum, 0)
  from receivables_invoice i
  left join (select invoice_id, sum(amount) as sum from receivables_invoiceitem where tenant_id = %(t)s group by 1) s
    on s.invoice_id = i.id
 where i.tenant_id = %(t)s and (i.amount <> i.net + i.tax or i.amount <> coalesce(s.sum, 0))
 order by 1
"""
CLOSED = """
select e.id, e.counts_on, m.month
  from receivables_accountingmonth m
  join receivables_ledgerentry e on e.tenant_id = m.tenant_id and e.counts_on >= m.month
   and e.counts_on < m.month + interval '1 month' and e.written_at > m.state_since
 where m.tenant_id = %(t)s and m.state = 'closed'
 order by e.position
"""


def problems() -> Iterator[str]:
    """Everything that is wrong in the books of the tenant in force, one sentence each; nothing where all is right."""
    for check in (
        _receivables, _lines, _states, _currencies, _base_amounts, _reversals, _allocations, _invoices, _closed_months,
        _seals, provision_problems,
    ):  # fmt: skip
        found = 0
        for sentence in check():
            found += 1
            if found <= NAMED:
                yield sentence
        if found > NAMED:
            yield _("… and {count} more of this sort.").format(count=found - NAMED)


def _rows(sql, **values):
    with connection.cursor() as cursor:
        cursor.execute(sql, {"t": current_tenant_id(), **values})
        return cursor.fetchall()


def _shown(minor: int) -> str:
    currency = current_tenant().currency
    return f"{currency} {from_minor(minor, currency):,}"


def _receivables():
    for number, balance, minor, amount, base in _rows(SUMS_OF_RECEIVABLES):
        if balance != amount:
            yield _("{number}: the balance is {balance}, its entries add up to {sum}.").format(
                number=number, balance=f"{balance:,.2f}", sum=f"{amount:,.2f}"
            )
        if minor != base:
            yield _("{number}: the balance is worth {balance}, its entries {sum}.").format(
                number=number, balance=_shown(minor), sum=_shown(base)
            )


def _lines():
    for day, payer, amount, rest, minor, entries, base in _rows(SUMS_OF_LINES):
        line = f"{day} {payer or '—'} {amount:,.2f}"
        if rest != entries:
            yield _("Payment {line}: {rest} is left of it, its entries add up to {sum}.").format(
                line=line, rest=f"{rest:,.2f}", sum=f"{entries:,.2f}"
            )
        if minor != base:
            yield _("Payment {line}: its rest is worth {rest}, its entries {sum}.").format(
                line=line, rest=_shown(minor), sum=_shown(base)
            )


def _states():
    for number, state, balance in _rows(STATES):
        yield _("{number} is “{state}” with a balance of {balance}.").format(
            number=number, state=state, balance=f"{balance:,.2f}"
        )


def _currencies():
    for pk, found, wanted in _rows(CURRENCIES):
        yield _("Entry {id} is in {found} on something in {wanted}.").format(
            id=pk, found=found, wanted=wanted
        )


def _base_amounts():
    from core.currencies import CURRENCIES as DIGITS

    for pk, base, minor, amount, rate in _rows(BASE_AMOUNTS, digits=DIGITS[current_tenant().currency]):
        yield _("Entry {id}: {amount} at {rate} is not {base} ({minor}).").format(
            id=pk, amount=amount, rate=rate or "—", base=base, minor=_shown(minor)
        )


def _reversals():
    for pk, counter, amount in _rows(REVERSALS):
        yield _("Entry {id} reverses {amount} by {counter}, or on something else.").format(
            id=pk, amount=f"{amount:,.2f}", counter=f"{counter:,.2f}"
        )


def _allocations():
    for number, amount, is_reversed, paid, taken, _minor in _rows(ALLOCATIONS):
        text = (
            _("{number}: the reversed allocation of {amount} left {paid} on it and {taken} on the payment.")
            if is_reversed
            else _("{number}: the allocation of {amount} made {paid} on it and {taken} on the payment.")
        )
        yield text.format(number=number, amount=f"{amount:,.2f}", paid=f"{paid:,.2f}", taken=f"{taken:,.2f}")


def _invoices():
    for number, amount, parts, items in _rows(INVOICES):
        yield _(
            "Invoice {number} is over {amount}: net and tax come to {parts}, its items to {items}."
        ).format(number=number, amount=f"{amount:,.2f}", parts=f"{parts:,.2f}", items=f"{items:,.2f}")


def _closed_months():
    for pk, day, month in _rows(CLOSED):
        yield _("Entry {id} counts from {day} and was written after {month} was closed.").format(
            id=pk, day=day, month=f"{month:%Y-%m}"
        )


def _seals():
    previous, number, position = "", 0, 0
    for seal in LedgerSeal.objects.order_by("number").iterator():
        if (seal.number, seal.previous, seal.after_position) != (number + 1, previous, position):
            yield _("Seal {number} of {day} does not follow the one before it.").format(
                number=seal.number, day=seal.day
            )
        digest, entries = digest_of(seal.previous, seal.after_position, seal.to_position)
        if entries != seal.entries:
            yield _("Seal {number} of {day} stands over {sealed} entries, {found} are there.").format(
                number=seal.number, day=seal.day, sealed=seal.entries, found=entries
            )
        elif digest != seal.digest:
            yield _("Seal {number} of {day} is broken: an entry is not as it was sealed.").format(
                number=seal.number, day=seal.day
            )
        previous, number, position = seal.digest, seal.number, seal.to_position
