"""What delivery does by itself: warranties come to their end."""

from uuid import UUID

from celery import shared_task
from django.utils.dateparse import parse_date

from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from delivery.models import Acceptance
from delivery.services import end_warranty
from tenancy.actor import system


@shared_task(name="delivery.end_warranties")
def end_warranties() -> None:
    """Hourly: start the day's run of each tenant whose morning has come."""
    for_each_tenant("delivery.end_warranties_tenant")


@shared_task(name="delivery.end_warranties_tenant", **ONE_TENANT)
def end_warranties_tenant(tenant_id: str, as_of: str) -> None:
    """Trigger what falls due with the end of a warranty, for every certificate whose last day is over."""
    with acting_for(UUID(tenant_id)):
        due = Acceptance.objects.filter(warranty_triggered=False, warranty_ends_on__lt=parse_date(as_of))
        for acceptance in due.order_by("warranty_ends_on", "pk"):
            end_warranty(acceptance, by=system())
