"""What delivery does when something happens elsewhere, and what it tells the search."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from core import search
from core.errors import Blocked
from core.guards import Blocker
from core.workflow import run
from customers.credit import AT_RELEASE
from deals.signals import deal_ended, stage_entered, terms_set
from deals.states import Stage
from delivery.models import DeliveryOrder
from delivery.quantities import contracted, ordered_by_line, short
from delivery.services.calling import call_for_orders, call_is_over
from delivery.services.following import follow_prices, follow_warranty
from delivery.services.planning import ask_credit
from delivery.states import ENDED
from tenancy.actor import system


@receiver(stage_entered, dispatch_uid="delivery.propose")
def propose_orders(sender, deal, stage, by, **rest):
    """Entering delivery opens no order but a to-do for the FR with the lines that need one (decision 16)."""
    if stage == Stage.DELIVERY:
        call_for_orders(deal)


@receiver(terms_set, dispatch_uid="delivery.amended")
def follow_the_terms(sender, agreement, by, **rest):
    """An amendment can't take away what orders promise; price and warranty of what is under way follow it."""
    refuse_to_take_away(agreement)
    ask_repriced(follow_prices(agreement, by=by), by=by)
    follow_warranty(agreement)


def ask_repriced(orders, *, by) -> None:
    """Released orders that cost more now are asked like releases; refused here, the amendment stays a draft."""
    for order in orders:
        ask_credit(order, AT_RELEASE, by=by)


def refuse_to_take_away(agreement) -> None:
    """Refused here, the amendment stays a draft. Raises Blocked."""
    ordered = ordered_by_line(agreement.pk)
    lines = {line.pk: line for line in agreement.lines.filter(pk__in=ordered)}
    beyond = [
        (lines[key], quantity) for key, quantity in ordered.items() if quantity > contracted(lines[key])
    ]
    if beyond:
        raise Blocked([_over_ordered(line, quantity) for line, quantity in beyond])


@receiver(deal_ended, dispatch_uid="delivery.call_off")
def call_off(sender, deal, how, by, **rest):
    """A terminated deal's orders are called off as far as nothing has left the house."""
    if how != Stage.TERMINATED:
        return
    reason = {"reason": _("The contract was terminated.")}
    for order in DeliveryOrder.objects.filter(deal=deal).exclude(state__in=ENDED).order_by("pk"):
        if not any(line.shipped_quantity for line in order.lines.all()):
            run(order, "cancel", by=system(), fields=reason)
    call_is_over(deal)


def _over_ordered(line, ordered) -> Blocker:
    detail = _("“{line}”: orders cover {ordered}, the amendment leaves {left}.")
    fix = _("Cancel or reduce the orders first.")
    left = short(contracted(line))
    return Blocker(
        "over_ordered", detail.format(line=line.description, ordered=short(ordered), left=left), fix
    )


search.register(
    DeliveryOrder,
    text=lambda order: [order.number, order.agreement.number, order.customer.name],
    title=lambda order: f"{order.number} {order.customer.name}",
    url=DeliveryOrder.get_absolute_url,
    related=("customer", "agreement"),
)
