"""Every quarter of an hour: requests that wait too long, tenant by tenant."""

from datetime import datetime
from uuid import UUID

from celery import shared_task

from approvals.services.chasing import chase
from core.dates import moment
from core.outbox import queue
from core.tasks import ONE_TENANT
from core.tenancy import acting_for
from tenancy.models import Tenant


@shared_task(name="approvals.chase")
def chase_approvals() -> None:
    """Have each active tenant's waiting requests looked at."""
    at = moment().isoformat()
    for tenant_id in Tenant.objects.filter(is_active=True).values_list("pk", flat=True):
        queue("approvals.chase_tenant", tenant_id=str(tenant_id), at=at)


@shared_task(name="approvals.chase_tenant", **ONE_TENANT)
def chase_tenant(tenant_id: str, at: str) -> None:
    """Remind and escalate in one tenant."""
    with acting_for(UUID(tenant_id)):
        chase(datetime.fromisoformat(at))
