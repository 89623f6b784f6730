"""Questions about one order, each with the sentence that a refused person reads."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.guards import Blocker, facts, guard
from customers.credit import AT_RELEASE, AT_SHIPMENT, Answer, ask
from customers.guards import customer_not_frozen
from delivery.quantities import order_value_base, over_ordered, short
from delivery.states import COMMITTED, Installation, OrderState


@guard(_l("The order has no lines."), fix=_l("Add lines of the contract."))
def has_lines(order):
    """There is something to deliver."""
    return order.lines.exists()


@guard(
    _l("The handover of the contract is not accepted yet."),
    fix=_l("The delivery manager (FR) accepts the handover on the contract's page."),
)
def handover_accepted(order):
    """Delivery can't start before the FR has taken the contract over (ltc.md §6)."""
    return order.agreement.handed_over_on is not None and not order.agreement.is_over


@guard(_l("The order goes beyond the contract."))
def quantities_within_contract(order):
    """Over all orders that count, no more of a line than the contract has; asked under the deal's lock."""
    return [
        Blocker(
            "quantities_within_contract",
            _("“{line}”: {ordered} ordered over all orders, {contracted} in the contract.").format(
                line=line.description, ordered=short(ordered), contracted=short(contracted)
            ),
            _("Order at most {left} here, or amend the contract.").format(left=short(left)),
        )
        for line, ordered, contracted, left in over_ordered(order)
    ]


@guard(_l("A price differs from the contract."))
def price_as_agreed(order):
    """What is ordered costs what was agreed; an amendment may have changed it since."""
    lines = order.lines.select_related("contract_line")
    return [_other_price(line) for line in lines if line.unit_price != line.contract_line.unit_price]


def _other_price(line) -> Blocker:
    detail = _("“{line}”: ordered at {ordered}, agreed at {agreed}.").format(
        line=line.contract_line.description,
        ordered=short(line.unit_price),
        agreed=short(line.contract_line.unit_price),
    )
    return Blocker(
        "price_as_agreed", detail, _("Save the order's lines again to take over the agreed price.")
    )


@guard(_l("The customer is frozen."))
def customer_may_trade(order):
    """A frozen customer gets no order release and no shipment."""
    return customer_not_frozen(order.customer)


@guard(_l("The customer's credit does not suffice."))
def credit_available(order):
    """The order fits the limit on top of what the customer owes; asked again under the lock (decision 21)."""
    return credit_of(order, AT_RELEASE, not_counted_yet(order), warned=False).blockers


@guard(_l("The customer's credit does not suffice."))
def credit_not_exceeded(order):
    """At shipment: no hold, and what the customer owes is still within the limit."""
    return credit_of(order, AT_SHIPMENT, warned=False).blockers


def credit_of(order, point, additional: Decimal = Decimal(0), warned=True) -> Answer:
    """What the exposure engine says to this order at a check point; warned: see customers.credit.ask."""
    return ask(
        order.customer, additional, point, agreement_id=order.agreement_id, record=order,
        worth=order_value_base(order), warned=warned,
    )  # fmt: skip


def not_counted_yet(order) -> Decimal:
    """What the order adds to the exposure: its value while it is not released, then nothing more."""
    return Decimal(0) if order.state in COMMITTED else order_value_base(order)


@guard(_l("Everything ordered has been shipped."), fix=_l("Record the acceptance."))
def something_left_to_ship(order):
    """A second shipment needs something to carry."""
    return any(line.left_to_ship > 0 for line in order.lines.all())


@guard(_l("{left} of {ordered} are not shipped yet."), fix=_l("Record the rest as shipped first."))
def all_shipped(order):
    """Installation is recorded once, when everything is there."""
    lines = list(order.lines.all())
    left = sum(line.left_to_ship for line in lines)
    return facts(left == 0, left=short(left), ordered=short(sum(line.quantity for line in lines)))


@guard(_l("Nothing of this order is installed: its products are delivered as they are."))
def installation_foreseen(order):
    """A boxed product skips installation by its delivery profile."""
    return order.installation != Installation.SKIPPED


@guard(_l("The goods are not installed yet."), fix=_l("Record the installation first."))
def installation_done(order):
    """What needs installing is accepted only when it stands."""
    return order.state == OrderState.INSTALLED or order.installation != Installation.NEEDED


@guard(_l("Nothing that was shipped is left to accept."))
def something_left_to_accept(order):
    """A certificate names at least one thing."""
    return any(line.left_to_accept > 0 for line in order.lines.all())


@guard(_l("Part of the order has been shipped."), fix=_l("Accept what was shipped, then amend the contract."))
def nothing_shipped(order):
    """What has left the house cannot be called off here."""
    return not any(line.shipped_quantity for line in order.lines.all())
