"""What quotes do by themselves: their last day passes."""

from uuid import UUID

import structlog
from celery import shared_task
from django.utils.dateparse import parse_date

from core.errors import Refused
from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from core.workflow import run
from opportunities.models import Quote
from opportunities.states import QuoteState
from tenancy.actor import system

log = structlog.get_logger("opportunities.tasks")


@shared_task(name="opportunities.expire_quotes")
def expire_quotes() -> None:
    """Hourly: start the day's run of each tenant whose morning has come."""
    for_each_tenant("opportunities.expire_quotes_tenant")


@shared_task(name="opportunities.expire_quotes_tenant", **ONE_TENANT)
def expire_quotes_tenant(tenant_id: str, as_of: str) -> None:
    """Mark every sent quote expired whose last day lies before `as_of`; a repeat finds none left."""
    with acting_for(UUID(tenant_id)):
        over = Quote.objects.filter(state=QuoteState.SENT, valid_until__lt=parse_date(as_of))
        for quote in over.order_by("pk"):
            _expire(quote)


def _expire(quote) -> None:
    try:
        run(quote, "expire", by=system())
    except Refused as refused:
        # Accepted or replaced in the meantime: nothing is left to expire.
        log.info("quote_not_expired", quote=str(quote.pk), why=str(refused))
