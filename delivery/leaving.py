"""What a person answers for among orders."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delivery.models import DeliveryOrder
from delivery.states import ENDED
from tenancy.holdings import Holding, pass_on, register, stays


def _running() -> Q:
    return ~Q(state__in=ENDED)


register(Holding(60, "orders", _("Orders"), DeliveryOrder, "owner", pass_on, now=_running))
stays("tells who did it", "delivery.Acceptance.recorded_by")
