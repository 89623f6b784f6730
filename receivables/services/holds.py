"""Shipping holds that dunning places and a payment lifts."""

from django.db.models import F, Min, Q
from django.utils.translation import gettext as _

from core.dates import local_day
from customers.services.credit import lift_holds
from receivables.claim_states import StepOrigin
from receivables.models import DunningLevel, DunningStep, Receivable
from tenancy.actor import system

KEY = "dunning"


def lift_where_paid(customer_ids) -> None:
    """Lift the hold of customers who no longer owe anything that is overdue long enough to hold shipments."""
    owing = Receivable.objects.overdue(local_day()).filter(customer_id__in=customer_ids)
    steps = DunningStep.objects.filter(receivable__in=owing, cycle=F("receivable__cycle"))
    held = steps.filter(_holding()).exclude(how=StepOrigin.SKIPPED)
    free = set(customer_ids) - set(held.values_list("customer_id", flat=True))
    if free:
        lift_holds(free, key=KEY, by=system(), reason=_("The overdue items are paid."))


def _holding() -> Q:
    """Steps of a level that holds shipments, each by its own procedure."""
    found = Q(pk__in=[])
    rows = DunningLevel.objects.filter(holds=True).values("procedure_id", "procedure__is_default").order_by()
    for row in rows.annotate(first=Min("level")):
        own = Q(procedure=row["procedure_id"]) | (
            Q(procedure=None) if row["procedure__is_default"] else Q(pk__in=[])
        )
        found |= own & Q(level__gte=row["first"])
    return found
