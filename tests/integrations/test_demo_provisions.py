"""The demo's provisions and forecasts, made over a company of the demo by its own people."""

from datetime import timedelta
from random import Random

from core.dates import acting_at, local_day, start_of_day
from core.tenancy import acting_for
from integrations.demo import provisions, words
from integrations.demo.company import make_company
from receivables.models import ForecastSnapshot, ProvisionRun, SpecificProvision
from tests.factories.receivables import make_open


def test_months_are_posted_by_two_people_and_each_week_has_its_forecast(db):
    about = words.FIRST | {"code": "demo-provided", "prefix": "dp-"}
    more = [(f"dp-{login}", name, role) for login, name, role in words.MORE_PEOPLE]
    company = make_company(about, words.ROLE_NAMES, "x" * 12, Random(1), more)
    with acting_for(company.tenant):
        for days in (10, 60, 130):
            due_on = local_day() - timedelta(days=days)
            with acting_at(start_of_day(due_on) + timedelta(hours=2)):
                make_open("1000", due_on=due_on)

        provisions.provide(company)
        provisions.forecast(company)

        runs = list(ProvisionRun.objects.order_by("closes_on"))
        assert [run.state for run in runs] == ["posted", "posted", "draft"]
        assert all(run.approved_by_id not in (None, run.prepared_by_id) for run in runs[:2])
        assert [run.opening_minor for run in runs[1:]] == [run.closing_minor for run in runs[:2]]
        assert SpecificProvision.objects.get().state == "doubtful"
        assert ForecastSnapshot.objects.count() >= provisions.WEEKS
