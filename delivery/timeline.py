"""The words of what happens to orders: timeline sentences, to-dos and notices."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.events import sentences

sentences(
    {
        "order.created": _("{actor} drafted the order {number}"),
        "order.updated": _("{actor} changed the order"),
        "order.repriced": _("{actor} took the amended prices over into order {number}"),
        "order.deleted": _("{actor} deleted the draft order {number}"),
        "order.submitted": _("{actor} submitted the order for review"),
        "order.released": _("{actor} released the order"),
        "order.scheduled": _("{actor} scheduled the order, promised {promised_on}"),
        "order.promise_changed": _("{actor} moved the promised date from {former} to {promised_on}"),
        "order.started": _("{actor} started production"),
        "order.shipped": _("{actor} recorded shipment {tracking}"),
        "order.received": _("{actor} recorded the delivery receipt of {received_on}"),
        "order.installed": _("{actor} recorded installation"),
        "order.accepted": _("{actor} recorded acceptance on {accepted_on}"),
        "order.partly_accepted": _("{actor} recorded partial acceptance on {accepted_on}"),
        "order.warranty_ended": _("{actor} noted the end of the warranty on {ended_on}"),
        "order.held": _("{actor} put the order on hold: {reason}"),
        "order.resumed": _("{actor} resumed the order"),
        "order.closed": _("{actor} closed the order"),
        "order.cancelled": _("{actor} cancelled the order: {reason}"),
        "order.quantities_dropped": _("{actor} dropped the quantities of {number} from the contract"),
    }
)

texts(
    {
        "order.to_create": _("Order what contract {number} promises: {lines}"),
        "order.to_source": _("Source the material of order {number}: {note}"),
        "order.promised": _("Order {number} is promised for {promised_on}; tell the customer"),
    }
)
