"""The demo's provisions: last months' runs posted, one drafted, a specific item, and the forecasts of each week."""

from datetime import date, timedelta
from decimal import Decimal

from core.dates import acting_at, local_day, moment, start_of_day
from core.workflow import run
from integrations.demo.company import Company
from receivables.models import Receivable
from receivables.services.forecasts import keep_forecast
from receivables.services.provision_runs import prepare_run
from receivables.services.provisions import propose_specific
from tenancy.actor import actor_for, system
from tenancy.models import RoleGrant

# Two months on the books and the last one waiting for its second person.
MONTHS, WEEKS = 3, 6
REASON = "客户停产，已申请重整，收回可能性低。"


def provide(company: Company) -> int:
    """Provide for the last months through the real moves of two people, at their days; returns the runs."""
    _specific(company)
    second = _second(company)
    ends = month_ends(local_day(), MONTHS)
    for number, day in enumerate(ends):
        with acting_at(min(start_of_day(day + timedelta(days=2)) + timedelta(hours=10), moment())):
            made = prepare_run(by=company.by("finance"), closes_on=day)
            if number < len(ends) - 1:
                made = run(made, "approve", by=second).record
                run(made, "post", by=company.by("finance"))
    return len(ends)


def _specific(company: Company) -> None:
    """The item that is latest, provided for by itself since its month's end."""
    late = Receivable.objects.overdue(local_day()).order_by("due_on", "pk").first()
    if late is None:
        return
    item = propose_specific(late, by=system(), reason=REASON, percent=Decimal(50))
    run(item, "accept", by=company.by("finance"))


def _second(company: Company):
    """Another person of finance; where the company has none, the platform."""
    grants = RoleGrant.objects.filter(role__code="finance").exclude(user_id=company.by("finance").user_id)
    other = grants.select_related("user").first()
    return actor_for(other.user) if other else system()


def forecast(company: Company) -> int:
    """A forecast for each of the last Mondays, so that what came can be seen beside it; returns how many."""
    today = local_day()
    monday = today - timedelta(days=today.weekday())
    days = sorted({monday - timedelta(weeks=week) for week in range(WEEKS)} | {today})
    for day in days:
        with acting_at(min(start_of_day(day) + timedelta(hours=6), moment())):
            keep_forecast(company.tenant.pk, day)
    return len(days)


def month_ends(today: date, count: int) -> list[date]:
    """The last `count` month ends before a day, the oldest first."""
    ends, first = [], today.replace(day=1)
    for _month in range(count):
        last = first - timedelta(days=1)
        ends.append(last)
        first = last.replace(day=1)
    return ends[::-1]
