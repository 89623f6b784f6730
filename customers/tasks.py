"""What each local morning brings: credit limits and overrides of admission end, overdue commitments are told."""

from datetime import date, timedelta
from uuid import UUID

from celery import shared_task

from core.dates import moment
from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from customers.services import limit_reviews, restrictions
from customers.services.admission_upkeep import end_overrides, remind_of_stale
from customers.services.commitments import tell_overdue
from customers.services.credit import expire_limits
from customers.services.credit_cases import expire_cases
from customers.services.credit_watch import watch_limits
from customers.services.merging import take_all_along
from customers.services.plans import remind_of_reviews

# Nobody is still writing for a customer that was merged longer ago.
LATECOMERS = timedelta(days=2)


@shared_task(name="customers.end_by_day")
def end_by_day() -> None:
    """Hourly: the tenants whose morning has come."""
    for_each_tenant("customers.end_by_day_of_tenant")


@shared_task(name="customers.end_by_day_of_tenant", **ONE_TENANT)
def end_by_day_of_tenant(tenant_id: str, as_of: str) -> None:
    """End limits, credit cases and overrides whose last day is over, ask for reviews and for facts that have grown
    old, see after merges; a second run finds nothing to do."""
    day = date.fromisoformat(as_of)
    with acting_for(UUID(tenant_id)):
        expire_limits(day)
        expire_cases(day)
        watch_limits(day)
        limit_reviews.ask_for_reviews(day)
        restrictions.ask_for_reviews(day)
        end_overrides(day)
        remind_of_stale(day)
        take_all_along(moment() - LATECOMERS)


@shared_task(name="customers.commitments")
def commitments() -> None:
    """Hourly: the tenants whose morning has come."""
    for_each_tenant("customers.commitments_of_tenant")


@shared_task(name="customers.commitments_of_tenant", **ONE_TENANT)
def commitments_of_tenant(tenant_id: str, as_of: str) -> None:
    """Tell whose promises are overdue and whose plans wait for a review; a second run tells nobody again."""
    with acting_for(UUID(tenant_id)):
        tell_overdue(date.fromisoformat(as_of))
        remind_of_reviews(date.fromisoformat(as_of))
