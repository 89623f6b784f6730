"""Periodic work: each tenant at its own local morning (l2cplat/schedule.py calls the first one hourly)."""

from datetime import date
from uuid import UUID

from celery import shared_task

from core.tasks import ONE_TENANT, for_each_tenant
from core.tenancy import acting_for
from receivables.services import account_statements, confirmation
from receivables.services.corrective import escalate_actions
from receivables.services.disputes import tell_overdue
from receivables.services.dunning import escalate
from receivables.services.dunning_fees import charge_fees
from receivables.services.forecasts import keep_forecast
from receivables.services.insurance import alert_deadlines
from receivables.services.letters import post_letters
from receivables.services.promises import judge_promises
from receivables.services.receipts import tell_due
from receivables.services.reconciliation import announce
from receivables.services.sealing import seal
from receivables.services.statement_runs import start_scheduled

HOUR, NIGHT = 6, 1


@shared_task(name="receivables.escalate_overdue")
def escalate_overdue() -> None:
    """Start the day's escalation where the local morning has come."""
    for_each_tenant("receivables.escalate_tenant", hour=HOUR)


@shared_task(name="receivables.escalate_tenant", **ONE_TENANT)
def escalate_tenant(tenant_id: str, as_of: str) -> None:
    """Steps that are due, notices before due, then the letters of the day; each on record once."""
    tenant, day = UUID(tenant_id), date.fromisoformat(as_of)
    with acting_for(tenant):
        # A promise broken yesterday no longer pauses today's reminder.
        judge_promises(day)
        tell_overdue(day)
        escalate_actions(day)
        tell_due(day)
        alert_deadlines(day)
    outcome = escalate(tenant, day)
    charge_fees(tenant, day)
    announce(tenant, day)
    post_letters(tenant, day)
    account_statements.remind(tenant, day)
    confirmation.remind(tenant, day)
    with acting_for(tenant):
        start_scheduled(day)
    if outcome.failed:
        # Celery tries again; what is on record is not done twice.
        raise RuntimeError(f"{len(outcome.failed)} receivables could not be escalated") from outcome.failed[
            0
        ][1]


@shared_task(name="receivables.seal_ledger")
def seal_ledger() -> None:
    """Have each tenant's ledger sealed in its night."""
    for_each_tenant("receivables.seal_tenant", hour=NIGHT)


@shared_task(name="receivables.seal_tenant", **ONE_TENANT)
def seal_tenant(tenant_id: str, as_of: str) -> None:
    """Seal what was written since the last seal; a repeat finds nothing to seal."""
    seal(UUID(tenant_id))


@shared_task(name="receivables.forecast_cash")
def forecast_cash() -> None:
    """Keep the day's cash forecast where the local morning has come."""
    for_each_tenant("receivables.forecast_tenant", hour=HOUR)


@shared_task(name="receivables.forecast_tenant", **ONE_TENANT)
def forecast_tenant(tenant_id: str, as_of: str) -> None:
    """One forecast a day, kept once; weekly it is tried on the past."""
    keep_forecast(UUID(tenant_id), date.fromisoformat(as_of))
