"""Shipping holds that dunning places and a payment lifts."""

from django.utils.translation import gettext as _

from core.dates import local_day
from customers.services.credit import lift_holds
from receivables.models import DunningStep, Receivable
from receivables.settings import HOLD_LEVEL
from tenancy.actor import system
from tenancy.rules import rule

KEY = "dunning"


def lift_where_paid(customer_ids) -> None:
    """Lift the hold of customers who no longer owe anything that is overdue long enough to hold shipments."""
    owing = Receivable.objects.overdue(local_day()).filter(customer_id__in=customer_ids)
    held = DunningStep.objects.filter(receivable__in=owing, level__gte=rule(HOLD_LEVEL.key))
    free = set(customer_ids) - set(held.values_list("customer_id", flat=True))
    if free:
        lift_holds(free, key=KEY, by=system(), reason=_("The overdue items are paid."))
