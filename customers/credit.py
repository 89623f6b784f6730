"""The exposure engine: one computation, line by line, that every path asks under lock (decision 21).

Later stages register their share; this app knows no contract, order or receivable.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import local_day
from core.display import short_amount
from core.guards import Blocker
from core.tenancy import current_tenant
from customers.guards import customer_not_frozen
from customers.models import CreditAccount, CreditHold, CreditLimit, Customer
from customers.rules import BLOCK
from tenancy.rules import rule

OPEN_BALANCES, RELEASED, EVER_OPENED, UNALLOCATED = "open_balances", "released", "ever_opened", "unallocated"
KINDS = (OPEN_BALANCES, RELEASED, EVER_OPENED, UNALLOCATED)
AT_RELEASE, AT_SHIPMENT = "release", "shipment"

_providers: dict[str, list[Callable]] = {kind: [] for kind in KINDS}


@dataclass(frozen=True)
class Line:
    """One line of the explanation. kind: receivables, released_orders, unallocated (negative)."""

    kind: str
    label: str
    amount: Decimal
    customer_id: object = None


@dataclass(frozen=True)
class Exposure:
    """What a customer owes or will owe, in the tenant's currency; `limit` is None where none is in force."""

    lines: list[Line] = field(default_factory=list)
    total: Decimal = Decimal(0)
    limit: Decimal | None = None
    currency: str = ""

    @property
    def available(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.total

    @property
    def utilisation(self) -> int | None:
        """Percent of the limit in use, rounded down; None without a limit."""
        return int(self.total * 100 / self.limit) if self.limit else None


def register_exposure(kind: str, terms: Callable[[list], Iterable[tuple]]) -> None:
    """Add a stage's share. `terms(customer_ids)` yields amounts in the tenant's currency:

    open_balances, unallocated: (customer_id, label, amount); released, ever_opened: (customer_id, agreement_id,
    label, amount), amounts including tax.
    """
    _providers[kind].append(terms)


# --- reading ------------------------------------------------------------------------------------------------------


def exposure(customer, as_of=None) -> Exposure:
    """The customer's own exposure against its own limit, if one is in force."""
    as_of = as_of or local_day()
    lines = lines_of([customer.pk])
    limit = limit_in_force(as_of, customer_id=customer.pk)
    return _summed(lines, limit)


def group_exposure(group_id, as_of=None) -> Exposure:
    """The exposure of all members of a group against the group's limit."""
    members = list(Customer.objects.filter(group_id=group_id).order_by("pk").values_list("pk", flat=True))
    return _summed(lines_of(members), limit_in_force(as_of or local_day(), group_id=group_id))


def limit_in_force(on, **holder) -> Decimal | None:
    """The standing limit and its live raises on day `on`; None where there is none. holder: customer_id or group_id."""
    amounts = CreditLimit.objects.in_force(on).filter(**holder).values_list("amount", flat=True)
    return sum(amounts, Decimal(0)) if amounts else None


def lines_of(customer_ids, extra=None) -> list[Line]:
    """Σ open balances + Σ per contract max(0, released − ever opened) − unallocated money, each as a line.

    extra: (customer_id, agreement_id, amount) about to be released, counted as if it were.
    """
    ids = list(customer_ids)
    lines = [
        Line("receivables", label, amount, who) for who, label, amount in _terms(OPEN_BALANCES, ids) if amount
    ]
    lines += _unbilled(ids, extra)
    lines += [
        Line("unallocated", label, -amount, who) for who, label, amount in _terms(UNALLOCATED, ids) if amount
    ]
    return lines


def _terms(kind, ids):
    for terms in _providers[kind]:
        yield from terms(ids)


def _unbilled(ids, extra) -> list[Line]:
    """What is released and not yet billed, contract by contract; billing ahead of release never counts below 0."""
    released, labels = defaultdict(Decimal), {}
    for who, agreement, label, amount in _terms(RELEASED, ids):
        released[who, agreement] += amount
        labels[who, agreement] = label
    if extra:
        who, agreement, amount = extra
        released[who, agreement] += amount
        labels.setdefault((who, agreement), _("This order"))
    for who, agreement, _label, amount in _terms(EVER_OPENED, ids):
        if (who, agreement) in released:
            released[who, agreement] -= amount
    return [Line("released_orders", labels[key], rest, key[0]) for key, rest in released.items() if rest > 0]


def _summed(lines, limit) -> Exposure:
    total = sum((line.amount for line in lines), Decimal(0))
    return Exposure(lines, total, limit, current_tenant().currency)


# --- locking and asking -------------------------------------------------------------------------------------------


def lock_account(customer_id) -> list:
    """Lock everything that can raise the customer's exposure, a group's members in id order; returns their ids.

    Taken after the stage record and before bank lines and receivables (lock order, decision 6).
    """
    return lock_accounts([customer_id])


def lock_accounts(customer_ids) -> list:
    """The same for several customers at once."""
    asked = Customer.objects.filter(pk__in=customer_ids)
    groups = asked.exclude(group_id=None).values("group_id")
    members = Customer.objects.filter(Q(pk__in=customer_ids) | Q(group_id__in=groups))
    ids = sorted(members.values_list("pk", flat=True))
    accounts = CreditAccount.objects.filter(customer_id__in=ids)
    if accounts.count() < len(ids):
        CreditAccount.objects.bulk_create(
            [CreditAccount(customer_id=one) for one in ids], ignore_conflicts=True
        )
    list(accounts.order_by("customer_id").select_for_update().values_list("pk", flat=True))
    return ids


def credit_blockers(
    customer, additional: Decimal, at_point: str = AT_RELEASE, agreement_id=None
) -> list[Blocker]:
    """What holds back a release or shipment that adds `additional` (tenant's currency, incl. tax).

    Called under lock_account; reads the customer afresh, since it may have been frozen while we waited for the lock.
    With agreement_id the addition is weighed against what that contract was billed already: a paid advance is room.
    """
    customer = Customer.objects.select_related("group").get(pk=customer.pk)
    blockers = customer_not_frozen(customer)
    if at_point == AT_SHIPMENT:
        blockers += _holds(customer)
    extra = (customer.pk, agreement_id, additional)
    return blockers + _over_limit(customer, extra)


def _holds(customer) -> list[Blocker]:
    holds = CreditHold.objects.filter(customer=customer, released_at=None).values_list("reason", flat=True)
    fix = _("Ask the credit controller to lift the hold once the customer has paid.")
    return [
        Blocker("credit_hold", _("Shipments to the customer are on hold: {reason}.").format(reason=r), fix,
                reverse("customers:page", args=[customer.pk]))
        for r in holds
    ]  # fmt: skip


def _over_limit(customer, extra) -> list[Blocker]:
    """The customer's own limit and its group's: both hold where both are set; one of them is needed."""
    on = local_day()
    own = limit_in_force(on, customer_id=customer.pk)
    group = limit_in_force(on, group_id=customer.group_id) if customer.group_id else None
    after = _summed(lines_of([customer.pk], extra), own)
    if own is None and group is None:
        return _no_limit(customer, after)
    blockers = _beyond(customer, after) if own is not None else []
    if group is not None:
        members = Customer.objects.filter(group_id=customer.group_id).values_list("pk", flat=True)
        blockers += _beyond(customer, _summed(lines_of(members, extra), group))
    return blockers


def _no_limit(customer, after: Exposure) -> list[Blocker]:
    if after.total <= 0 or rule("credit.no_limit") != BLOCK:
        return []
    detail = _("The customer has no live credit limit; this makes an exposure of {exposure}.")
    fix = _("Ask the credit controller for a limit, or agree payment before release.")
    return [
        Blocker("no_credit_limit", detail.format(exposure=written(after.total)), fix, _limits_page(customer))
    ]


def _beyond(customer, after: Exposure) -> list[Blocker]:
    limit = after.limit or Decimal(0)
    allowed = limit * (1 + Decimal(str(rule("credit.tolerance_percent"))) / 100)
    if after.total <= allowed:
        return []
    detail = _("An exposure of {exposure} is {over} over the limit of {limit}.").format(
        exposure=written(after.total), over=written(after.total - limit), limit=written(limit)
    )
    fix = _("Release less, or ask the credit controller for a temporary raise.")
    return [Blocker("over_credit_limit", detail, fix, _limits_page(customer))]


def written(amount: Decimal) -> str:
    """An amount in the tenant's currency as sentences write it: 420.0 万, ¥4.20M."""
    home = current_tenant().currency
    return str(short_amount(amount, home, home))


def _limits_page(customer) -> str:
    return reverse("customers:page", args=[customer.pk]) + "?tab=credit"
