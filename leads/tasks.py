"""Periodic work on leads: each tenant at its own local morning (l2cplat/schedule.py calls the first one hourly)."""

from datetime import date
from uuid import UUID

from celery import shared_task

from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from leads.services.recycling import recycle, warn


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
