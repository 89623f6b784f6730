"""The four calculations 四算: estimate at ATI, budget at ATC, actual while it runs, final at ATCC (ltc §6)."""

from collections import defaultdict
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import moment
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money, round_money
from core.workflow import lock
from deals.models import Calculation, Cost, Deal, DealLine
from deals.states import ENDED, CalculationKind
from tenancy.roles import Right, may

MAY_RECORD_COST = may(Right.COST_RECORD, seats=("fr",))
# What the lines cost at their unit costs, beside the kinds of cost that people record.
GOODS = "goods"


def write_calculation(deal: Deal, kind, *, revenue, cost, currency, by, detail=None) -> Calculation:
    """Write or replace one of the four; a frozen one stays. Raises Blocked when it is frozen."""
    row = Calculation.objects.select_for_update().filter(deal=deal, kind=kind).first() or Calculation(
        deal=deal, kind=kind, created_by_id=by.user_id
    )
    if row.frozen_at:
        raise Blocked([Blocker("calculation_frozen", _frozen(row))])
    row.revenue, row.cost, row.currency, row.detail = revenue, cost, currency, detail or {}
    row.save()
    return row


def freeze_calculation(deal: Deal, kind) -> None:
    """Freeze a calculation at its gate; nothing changes it afterwards."""
    for row in Calculation.objects.filter(deal=deal, kind=kind, frozen_at=None):
        row.frozen_at = moment()
        row.save()


def calculate_actual(deal: Deal, *, by, kind=CalculationKind.ACTUAL) -> Calculation:
    """Write what the deal has brought and cost so far, without tax; at ATCC the same figures are the final ones.

    Revenue and unit costs count as quantities are accepted, those of lines that nobody delivers from signing on;
    recorded costs come on top.
    """
    lines = list(DealLine.objects.filter(agreement__deal=deal, agreement__signed_on__isnull=False))
    costs = {GOODS: cost_of(lines, deal.currency, done), **_recorded(deal)}
    return write_calculation(
        deal,
        kind,
        revenue=sum((round_money(done(line) * line.unit_price, deal.currency) for line in lines), Decimal(0)),
        cost=sum(costs.values(), Decimal(0)),
        currency=deal.currency,
        by=by,
        detail={"kinds": {name: str(amount) for name, amount in costs.items()}},
    )


def done(line: DealLine) -> Decimal:
    """How much of a line is fulfilled: what was accepted, or all of a line that is not delivered."""
    return line.accepted_quantity if line.is_deliverable else line.quantity


def cost_of(lines, currency: str, quantity=lambda line: line.quantity) -> Decimal:
    """What the lines cost at their unit costs, for the quantity that `quantity(line)` tells."""
    return sum((round_money(quantity(line) * line.unit_cost, currency) for line in lines), Decimal(0))


def _recorded(deal: Deal) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for kind, amount in Cost.objects.filter(deal=deal).values_list("kind", "amount"):
        sums[kind] += amount
    return sums


@transaction.atomic
def record_cost(deal: Deal, *, by, kind, amount: Money, incurred_on, note) -> Cost:
    """Record a cost beyond the lines' unit costs (below 0: a saving, or a correction) and calculate anew.

    Raises Denied, Blocked on a deal that has ended, ValidationError: another currency, nothing, a day to come.
    """
    deal = lock(deal)
    if not MAY_RECORD_COST(deal, by):
        raise Denied(MAY_RECORD_COST.sentence)
    if deal.stage in ENDED:
        told = _("The deal has ended; its final calculation stays as it is.")
        raise Blocked([Blocker("deal_ended", told)])
    _check_cost(deal, amount, incurred_on)
    cost = Cost.objects.create(
        deal=deal,
        kind=kind,
        amount=amount.amount,
        currency=amount.currency,
        incurred_on=incurred_on,
        note=note,
        created_by_id=by.user_id,
    )
    calculate_actual(deal, by=by)
    # No amount: everybody on the deal reads its timeline, not everybody may see costs.
    happened(deal, "deal.cost_recorded", by=by, note=note)
    return cost


def _check_cost(deal, amount: Money, incurred_on) -> None:
    errors = {}
    if amount.currency != deal.currency:
        errors["amount"] = _("The deal is calculated in {currency}.").format(currency=deal.currency)
    elif not round_money(amount.amount, amount.currency):
        errors["amount"] = _("Enter an amount other than 0.")
    if incurred_on > deal.as_of:
        errors["incurred_on"] = _("{day} is still to come.").format(day=incurred_on)
    if errors:
        raise ValidationError(errors)


def _frozen(row) -> str:
    return _("The {kind} was frozen at its gate and stays as it is.").format(kind=row.get_kind_display())
