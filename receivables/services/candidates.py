"""The open items and payers that some bank lines may mean, read in a number of statements that no book grows.

A book of everything open would take seconds at a million receivables; so items are asked for by the numbers in the
texts, by the customers that may have paid and by amount, each from an index.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q

from core.currencies import CURRENCIES
from core.dates import local_day
from core.ids import one_of
from core.likeness import alike
from core.money import minor_units, round_money
from core.tenancy import current_tenant
from customers.models import Customer, CustomerGroup
from customers.names import normalised
from receivables.models import InvoiceItem, PayerAlias
from receivables.models.invoice import LIVE
from receivables.rules.matching import Book, Item, Line
from receivables.rules.payers import name_key
from receivables.rules.references import SERIES, number_parts, references

# Payers nobody knows are looked for one by one by the search table, or all at once among all names.
ONE_BY_ONE, ALIKE = 6, 40
ITEMS_OF_CUSTOMER, ITEMS_OF_AMOUNT, MEMBERS = 300, 6, 60
# A short number says no year: so many are tried.
YEARS_BACK = 6

_ITEMS = """
with wanted as (
  select r.id from receivables_receivable r where r.number = any(%(own)s)
  union
  select r.id from deals_agreement a
  join receivables_receivable r on r.tenant_id = a.tenant_id and r.agreement_id = a.id
  where a.number = any(%(contracts)s)
  union
  select b.receivable_id from receivables_invoice i
  join receivables_invoiceitem b on b.tenant_id = i.tenant_id and b.invoice_id = i.id where i.number = any(%(invoices)s)
  union
  select b.receivable_id from receivables_invoice i
  join receivables_invoiceitem b on b.tenant_id = i.tenant_id and b.invoice_id = i.id
  where i.fiscal_number = any(%(fiscal)s) and i.fiscal_number <> ''
  union
  select one.id from unnest(%(customers)s::uuid[]) as who (id), unnest(%(currencies)s::text[]) as money (currency),
  lateral (
    select r.id from receivables_receivable r
    where r.customer_id = who.id and r.state = 'open' and r.currency = money.currency
    order by r.due_sort limit %(most)s) as one
  union
  select one.id from unnest(%(amounts)s::bigint[]) as sum (units), lateral (
    select r.id from receivables_receivable r where r.state = 'open' and r.balance_minor = sum.units
    limit %(alike)s) as one
)
select r.id, r.number, r.customer_id, c.name, r.currency, r.balance, r.due_on, a.number, r.amount,
  r.discount_percent, r.discount_until
from wanted join receivables_receivable r on r.id = wanted.id
join customers_customer c on c.tenant_id = r.tenant_id and c.id = r.customer_id
left join deals_agreement a on a.tenant_id = r.tenant_id and a.id = r.agreement_id
where r.state = 'open' and r.balance > 0 and r.currency = any(%(currencies)s)
"""


def book_for(lines: list[Line], told=()) -> Book:
    """What these lines may mean. told: customers that are known to have paid (recognised when the file was read)."""
    names, aliases, accounts = _payers(lines, told)
    groups = _groups(lines, names)
    customers = {*names, *(customer for _group, customer in groups)}
    return Book(_items(lines, customers, _amounts(lines)), names, aliases, accounts, groups)


def named_by(lines: list[Line], told=()) -> Book:
    """What these lines name by number, with who may have paid: all that a certain match needs."""
    return Book(_items(lines, (), ()), *_payers(lines, told))


def payers_of(lines: list[Line]) -> Book:
    """Who may have paid these lines, without items."""
    return Book([], *_payers(lines, ()))


# --- who may have paid --------------------------------------------------------------------------------------------


def _payers(lines, told):
    """(names by customer, aliases, accounts) as a Book takes them."""
    written = {line.payer for line in lines if line.payer}
    aliases, accounts, meant = _aliases(written, {line.account for line in lines if line.account})
    bare = {name for name in map(normalised, written) if name}
    rows = Customer.objects.filter(Q(normalised_name__in=bare) | one_of("pk", meant | {*told}))
    names = dict(rows.values_list("pk", "name"))
    known = {name_key(name) for name in names.values()} | {name_key(name) for name, _one, _sure in aliases}
    unknown = [line for line in lines if name_key(line.payer) not in known and not _is_told(line, names)]
    return names | _alike(unknown), aliases, accounts


def _is_told(line, names) -> bool:
    """Without a payer: does the text name one of the customers that are known?"""
    if line.payer:
        return False
    text = name_key(line.text)
    return any(name_key(name) in text for name in names.values())


def _aliases(written, numbers):
    """What was learned about these names and accounts, and the customers it means."""
    keys = {name_key(name)[:200] for name in written}
    aliases, accounts, meant = [], [], set()
    kinds = PayerAlias.Kind
    asked = Q(kind=kinds.NAME, key__in=keys) | Q(kind=kinds.ACCOUNT, key__in=numbers, is_confirmed=True)
    for kind, key, customer, is_sure in PayerAlias.objects.filter(asked, times__gt=0).values_list(
        "kind", "key", "customer_id", "is_confirmed"
    ):
        meant.add(customer)
        if kind == kinds.NAME:
            aliases.append((key, customer, is_sure))
        else:
            accounts.append((key, customer))
    return aliases, accounts, meant


def _alike(lines) -> dict:
    """{customer: name} of those whose names are like the payers' or stand in the text."""
    asked = {line.payer or line.text[:120] for line in lines}
    if not asked:
        return {}
    if len(asked) > ONE_BY_ONE:
        return dict(Customer.objects.values_list("pk", "name"))
    ids = {pk for text in asked for pk in alike(Customer, text, ALIKE)}
    return dict(Customer.objects.filter(pk__in=ids).values_list("pk", "name"))


def _groups(lines, names) -> list[tuple[str, object]]:
    """(group's name, member) of the groups that payers belong to or whose name they bear."""
    keys = {name_key(line.payer) for line in lines if line.payer}
    all_groups = CustomerGroup.objects.values_list("pk", "name")
    borne = [pk for pk, name in all_groups if any(name_key(name) in key for key in keys)] if keys else []
    payers = [pk for pk, name in names.items() if name_key(name) in keys]
    own = Customer.objects.filter(pk__in=payers, group__isnull=False).values("group_id") if payers else []
    asked = Q(group_id__in=borne) | (Q(group_id__in=own) if payers else Q())
    if not borne and not payers:
        return []
    members = Customer.objects.filter(asked).order_by("pk").values_list("group__name", "pk")
    return list(members[: MEMBERS * max(len(lines), 1)])


# --- what they may have paid --------------------------------------------------------------------------------------


def _items(lines, customers, amounts) -> list[Item]:
    asked: dict[str, Any] = _numbers(lines) | {
        "customers": [str(customer) for customer in customers],
        "currencies": sorted({line.currency for line in lines}),
        "amounts": list(amounts),
        "most": ITEMS_OF_CUSTOMER,
        "alike": ITEMS_OF_AMOUNT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, asked)
        rows = cursor.fetchall()
    invoices = _invoices([row[0] for row in rows])
    return [_item(row, invoices.get(row[0], ())) for row in rows]


def _numbers(lines) -> dict[str, list[str]]:
    """The numbers that the texts name, as records have them."""
    numbers, fiscal = defaultdict(set), set()
    years = range(local_day().year - YEARS_BACK, local_day().year + 2)
    for line in lines:
        found = references(line.text)
        fiscal |= found.fiscal
        for one in found.whole | found.loose | found.short:
            for series in SERIES if one.series is None else (one.series,):
                numbers[series] |= {
                    f"{series}-{year}-{one.serial:06d}"
                    for year in (years if one.year is None else (one.year,))
                }
    named = {"own": "AR", "contracts": "CT", "invoices": "IV"}
    return {name: sorted(numbers[series]) for name, series in named.items()} | {"fiscal": sorted(fiscal)}


def _amounts(lines) -> list[int]:
    """Amounts to look for at any customer: in the tenant's currency, in which balances are indexed."""
    currency = current_tenant().currency
    return sorted({minor_units(line.amount, currency) for line in lines if line.currency == currency})


def _invoices(ids) -> dict:
    """{receivable: [(our number, the tax system's)]} of live invoices."""
    found = defaultdict(list)
    billed = InvoiceItem.objects.filter(one_of("receivable", ids), invoice__state__in=LIVE)
    for receivable, number, fiscal in billed.values_list(
        "receivable_id", "invoice__number", "invoice__fiscal_number"
    ):
        found[receivable].append((number, fiscal))
    return found


def _item(row, invoices) -> Item:
    pk, number, customer, name, currency, balance, due_on, contract, amount, percent, until = row
    written = (number, contract or "", *(own for own, _fiscal in invoices))
    return Item(
        pk, number, customer, name, currency, balance, due_on, frozenset(filter(None, map(number_parts, written))),
        frozenset(fiscal for _own, fiscal in invoices if fiscal), contract or "",
        round_money(amount * percent / 100, currency) if percent and until else Decimal(0), until,
    )  # fmt: skip


def amount_in(currency: str, amount: Decimal, rate: Decimal | None) -> Decimal:
    """An amount of the tenant's currency in that of a line; nothing where there is no rate."""
    if currency == current_tenant().currency:
        return amount
    return (amount / rate).quantize(Decimal(1).scaleb(-CURRENCIES[currency])) if rate else Decimal(0)
