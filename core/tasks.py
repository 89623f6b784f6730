"""Tasks of the core, and the way in which a periodic task reaches every tenant at its own local hour."""

from uuid import UUID

from celery import shared_task
from django.apps import apps
from django.db import DatabaseError

from core import idempotency, relay
from core.dates import local_now
from core.outbox import handler, post, queue
from core.tenancy import acting_for, current_tenant_id

MORNING = 6

# For tasks of one tenant: `@shared_task(name="…", **ONE_TENANT)`, fn(tenant_id, as_of). Their work is safe to repeat.
ONE_TENANT = {"autoretry_for": (Exception,), "retry_backoff": 30, "retry_backoff_max": 600, "max_retries": 12}


# Only a database that is away ends in an error here: what a handler raises is kept on the row.
@shared_task(
    name=relay.DELIVER, autoretry_for=(DatabaseError,), retry_backoff=5, retry_backoff_max=300, max_retries=20
)
def deliver(tenant_id: str, outbox_id: str) -> None:
    """Do what one row of the outbox asks for; repeated calls do it once."""
    relay.deliver(UUID(tenant_id), UUID(outbox_id))


def for_each_tenant(task_name: str, hour: int = MORNING) -> int:
    """Have `task_name(tenant_id=, as_of=)` run once on each local day of each active tenant, from `hour` on.

    Called hourly or oftener. The posting's key (task and day) is the record of it: a restart or a second beat
    changes nothing. Returns for how many tenants the hour has come.
    """
    tenants = apps.get_model("tenancy", "Tenant").objects.filter(is_active=True).order_by("pk")
    return sum(_start_for(tenant, task_name, hour) for tenant in tenants)


def _start_for(tenant, task_name: str, hour: int) -> bool:
    with acting_for(tenant):
        now = local_now()
        if now.hour < hour:
            return False
        day = now.date().isoformat()
        post("task", {"name": task_name, "as_of": day}, key=f"{task_name}:{day}")
        return True


@handler("task")
def start_task(payload: dict) -> None:
    """Queue a tenant's task; where the broker is away the outbox tries again."""
    queue(payload["name"], tenant_id=str(current_tenant_id()), as_of=payload["as_of"])


@shared_task(name="core.clean_up")
def clean_up() -> None:
    """Daily: have each tenant's used-up keys and sent rows deleted."""
    for_each_tenant("core.clean_up_tenant", hour=3)


@shared_task(name="core.clean_up_tenant", **ONE_TENANT)
def clean_up_tenant(tenant_id: str, as_of: str) -> None:
    """Delete what only had to be kept for a while."""
    with acting_for(UUID(tenant_id)):
        idempotency.purge()
        relay.purge()
