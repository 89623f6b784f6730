"""The states of a delivery order, in the order of its life."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderState(TextChoices):
    """An order from its draft to its closing."""

    DRAFT = "draft", _("Draft")
    REVIEWING = "reviewing", pgettext_lazy("order", "In review")
    RELEASED = "released", _("Released")
    SCHEDULED = "scheduled", _("Scheduled")
    PRODUCING = "producing", _("In production")
    SHIPPED = "shipped", _("Shipped")
    INSTALLED = "installed", _("Installed")
    ACCEPTED = "accepted", pgettext_lazy("order", "Accepted")
    CLOSED = "closed", _("Closed")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")


EDITABLE = (OrderState.DRAFT, OrderState.REVIEWING)
# On the way between release and acceptance: what can be put on hold.
UNDER_WAY = (
    OrderState.RELEASED,
    OrderState.SCHEDULED,
    OrderState.PRODUCING,
    OrderState.SHIPPED,
    OrderState.INSTALLED,
)
# The order stands behind its value in the customer's exposure: released and not called off.
COMMITTED = (*UNDER_WAY, OrderState.ON_HOLD, OrderState.ACCEPTED, OrderState.CLOSED)
ENDED = (OrderState.CLOSED, OrderState.CANCELLED)


class Material(TextChoices):
    """What the order review found of the material the order needs."""

    READY = "ready", _("In stock or on its way")
    SOURCING = "sourcing", _("To be sourced")


class Installation(TextChoices):
    """What the delivery profiles of an order's products say about installing them."""

    NEEDED = "needed", _("Needed")
    OPTIONAL = "optional", _("If agreed")
    SKIPPED = "skipped", _("Skipped")
