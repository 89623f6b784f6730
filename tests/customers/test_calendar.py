"""The calendar of visits and the private feed of one's own."""

from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from core.attention import todo
from core.dates import local_day
from core.logs import CUT, cut_text
from core.models import PrivateLink
from core.workflow import run
from customers.services.visits import plan_visit
from tenancy.models import Membership
from tests.customers.test_pages import browser  # noqa: F401
from tests.factories.customers import make_customer

CALENDAR = "/customers/visits/calendar/"


@pytest.fixture
def planned(alpha):
    """A visit of the AR's and one of a colleague's, both today."""
    customer = make_customer(by=alpha.by.ar)
    return [
        plan_visit(by=by, customer=customer, planned_on=local_day(), goals="确认预算；带样本，\n别迟到")
        for by in (alpha.by.ar, alpha.by.sales_manager)
    ]


def address_made(person) -> str:
    """The address that the page shows once, as a path."""
    page = person.post(f"{CALENDAR}link/")
    return page.context["address"].removeprefix("http://testserver")


def test_a_month_shows_ones_own_visits_or_all_that_one_sees(alpha, browser, planned):  # noqa: F811
    run(planned[0], "cancel", by=alpha.by.ar, fields={"reason": "x"})
    person = browser("sales_manager")

    own, everybody = (person.get(f"{CALENDAR}{asked}").context["days"] for asked in ("", "?who=all"))

    assert [visit for day in own for visit in day.visits] == [planned[1]]
    assert [visit for day in everybody for visit in day.visits] == [planned[1]]
    assert person.get(f"{CALENDAR}?month=2026-02").context["after"] == "2026-03"
    for wrong in ("2026-13", "x", "0001-01"):
        assert person.get(f"{CALENDAR}?month={wrong}").context["first"] == local_day().replace(day=1)


def test_the_feed_has_ones_own_visits_and_to_dos_with_a_day(alpha, browser, planned):  # noqa: F811
    customer = planned[0].customer
    todo(customer, "admission_review", user=alpha.people["ar"], due_on=local_day(), customer=customer.name)
    todo(customer, "admission_review", user=alpha.people["sr"], due_on=local_day(), customer=customer.name)
    path = address_made(browser("ar"))

    answer = Client().get(path)

    assert answer["Content-Type"].startswith("text/calendar") and answer["Referrer-Policy"] == "no-referrer"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(one["uid"]).split("-")[0] for one in events] == ["visit", "todo"]
    assert events[0]["dtstart"].dt == local_day() and str(events[0]["description"]) == planned[0].goals
    assert customer.name in str(events[0]["summary"]) and customer.name in str(events[1]["summary"])
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_only_the_newest_address_works_and_ending_it_ends_it(alpha, browser):  # noqa: F811
    person = browser("ar")
    former, newest = address_made(person), address_made(person)
    assert Client().get(former).status_code == 404
    assert Client().get(newest).status_code == 200

    person.post(f"{CALENDAR}unlink/")

    assert Client().get(newest).status_code == 404
    assert Client().get("/customers/p/nonsense/visits.ics").status_code == 404
    assert Client().post(newest).status_code == 405


def test_who_left_the_company_has_no_feed(alpha, browser):  # noqa: F811
    path = address_made(browser("ar"))
    Membership.objects.filter(user=alpha.people["ar"]).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_the_token_is_neither_kept_nor_logged(alpha, browser):  # noqa: F811
    path = address_made(browser("ar"))
    token = path.split("/")[3]
    assert token not in str(PrivateLink.objects.values().get())
    assert cut_text(path) == f"/customers/p/{CUT}/visits.ics"
    assert PrivateLink.objects.get().expires_at.date() > local_day() + timedelta(days=365)
