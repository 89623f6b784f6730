"""Periodic work on leads: each tenant at its own local morning (l2cplat/schedule.py calls the first one hourly)."""

from datetime import date
from uuid import UUID

from celery import shared_task

from core.dates import moment
from core.outbox import queue
from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from leads.services.recycling import recycle, warn
from leads.services.reviewing import ask_for_reviews
from leads.services.watching import find_late, hand_on
from tenancy.models import Tenant


@shared_task(name="leads.watch")
def watch_leads() -> None:
    """Every quarter of an hour: have each active tenant's first responses looked at."""
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        queue("leads.watch_tenant", tenant_id=str(tenant_id), at=moment().isoformat())


@shared_task(name="leads.watch_tenant", **ONE_TENANT)
def watch_tenant(tenant_id: str, at: str) -> None:
    """What is late is said, what nobody accepted goes to the next in line."""
    with acting_for(UUID(tenant_id)):
        find_late()
        hand_on()


@shared_task(name="leads.review")
def review_leads() -> None:
    """Have the day's reviews asked for where the local morning has come."""
    for_each_tenant("leads.review_tenant")


@shared_task(name="leads.review_tenant", **ONE_TENANT)
def review_tenant(tenant_id: str, as_of: str) -> None:
    """To-dos for the leads whose review has come."""
    with acting_for(UUID(tenant_id)):
        ask_for_reviews(date.fromisoformat(as_of))


@shared_task(name="leads.recycle")
def recycle_leads() -> None:
    """Start the day's run where the local morning has come."""
    for_each_tenant("leads.recycle_tenant")


@shared_task(name="leads.recycle_tenant", **ONE_TENANT)
def recycle_tenant(tenant_id: str, as_of: str) -> None:
    """Warnings, then what goes back to the pool."""
    day = date.fromisoformat(as_of)
    with acting_for(UUID(tenant_id)):
        warn(day)
    outcome = recycle(UUID(tenant_id), day)
    if outcome.failed:
        # Celery tries again; what is in the pool is not put there twice.
        raise RuntimeError(f"{len(outcome.failed)} leads could not go back to the pool") from outcome.failed[
            0
        ][1]
