"""Admission kept in order: asked for by sellers, asked anew when facts grow old, overrides that end, the page."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from core.dates import acting_at, local_day, moment
from core.errors import Denied
from core.models import Event
from core.workflow import run
from customers.models import AdmissionCheck, AdmissionRule, Customer, SourceReading
from customers.selectors import facts_on_file, override_in_force
from customers.services.admission import check_admission
from customers.services.admission_rules import save_rule
from customers.services.admission_upkeep import ask_check, end_overrides, remind_of_stale
from customers.services.fact_sources import save_source
from customers.tasks import end_by_day_of_tenant
from desk.models import Notice, Todo
from tests.factories.customers import GOOD_FACTS, make_customer


def todos(kind):
    return Todo.objects.filter(kind=kind, done_at=None)


def overridden(alpha, customer, days=30):
    fields = {
        "result": "admitted",
        "reason": "母公司担保",
        "expires_on": str(local_day() + timedelta(days=days)),
    }
    return run(customer, "override_admission", by=alpha.by.credit, fields=fields).record


def test_a_seller_asks_and_hears_what_came_of_it(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    save_source(None, by=alpha.by.admin, name="文件", kind="file")

    ask_check(customer, by=alpha.by.ar, note="周五签约")

    asked = todos("admission_asked").get()
    assert (asked.role, asked.facts["note"]) == ("credit", "周五签约") and "周五签约" in asked.text
    assert SourceReading.objects.get().is_waiting
    assert Event.objects.filter(kind="customer.check_asked", record_id=customer.pk).exists()
    with pytest.raises(ValidationError):
        ask_check(customer, by=alpha.by.ar)
    check_admission(customer, by=alpha.by.ar)
    assert todos("admission_asked").exists()
    check_admission(customer, by=alpha.by.credit, facts=GOOD_FACTS)
    assert not todos("admission_asked").exists()
    assert Notice.objects.get(kind="admission_answered").user == alpha.people["ar"]
    ask_check(customer, by=alpha.by.ar)
    overridden(alpha, customer)
    assert not todos("admission_asked").exists()


def test_only_who_looks_after_a_customer_asks(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    with pytest.raises(Denied):
        ask_check(customer, by=alpha.by.service)
    assert not todos("admission_asked").exists()


def test_a_second_review_is_a_second_todo_and_an_open_one_is_enough(alpha):
    customer = make_customer(by=alpha.by.ar)
    for lawsuits in (4, 5, 0, 6):
        check_admission(customer, by=alpha.by.credit, facts={"lawsuits_12m": lawsuits})

    assert Todo.objects.filter(kind="admission_review").count() == 2
    assert todos("admission_review").count() == 1


def test_old_facts_are_a_todo_once_until_they_are_young_again(alpha):
    customer = make_customer(by=alpha.by.ar)
    make_customer("从未核查有限公司", by=alpha.by.ar, admitted=False)
    start = moment()

    with acting_at(start + timedelta(days=180)):
        assert remind_of_stale(local_day()) == 0
    with acting_at(start + timedelta(days=181)):
        assert (remind_of_stale(local_day()), remind_of_stale(local_day())) == (1, 0)
        asked = todos("admission_stale").get()
        assert asked.record_id == customer.pk and asked.facts["days"] == 181 and asked.role == "credit"
        assert Customer.objects.get(pk=customer.pk).state == "admitted"
        check_admission(customer, by=alpha.by.credit)
        assert todos("admission_stale").exists()
        check_admission(customer, by=alpha.by.credit, facts=GOOD_FACTS)
        assert not todos("admission_stale").exists()
        assert remind_of_stale(local_day()) == 0
    with acting_at(start + timedelta(days=400)):
        assert remind_of_stale(local_day()) == 1


def test_without_a_rule_on_age_nothing_grows_old(alpha):
    make_customer(by=alpha.by.ar)
    save_rule(AdmissionRule.objects.get(code="facts_stale"), by=alpha.by.admin, is_active=False)
    with acting_at(moment() + timedelta(days=4000)):
        assert remind_of_stale(local_day()) == 0


def test_an_override_that_ends_is_told_once_to_owner_and_credit(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    check_admission(customer, by=alpha.by.credit, facts={**GOOD_FACTS, "dishonest": True})
    customer = overridden(alpha, customer)
    assert override_in_force(customer).reason == "母公司担保"

    with acting_at(moment() + timedelta(days=31)):
        day = local_day().isoformat()
        end_by_day_of_tenant(str(alpha.tenant.pk), day)
        end_by_day_of_tenant(str(alpha.tenant.pk), day)
        told = Notice.objects.filter(kind="override_ended")
        assert {notice.user for notice in told} == {alpha.people["ar"], alpha.people["credit"]}
        assert told.first().facts["result"] == "rejected"
        customer.refresh_from_db()
        assert customer.state == "rejected" and override_in_force(customer) is None


def test_an_override_that_ends_in_a_review_is_not_checked_each_morning(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    overridden(alpha, customer)

    with acting_at(moment() + timedelta(days=31)):
        assert (end_overrides(local_day()), end_overrides(local_day())) == (1, 0)
        assert AdmissionCheck.objects.get().result == "review"
    with acting_at(moment() + timedelta(days=32)):
        assert end_overrides(local_day()) == 0


def test_the_page_shows_the_file_and_posts_what_each_may(alpha, caller):
    customer = make_customer(by=alpha.by.ar)
    page = f"/customers/{customer.pk}/"
    browsers = {}
    for role in ("ar", "credit"):
        browsers[role] = Client()
        browsers[role].force_login(alpha.people[role])

    shown = browsers["ar"].get(f"{page}?tab=admission")
    assert shown.status_code == 200 and len(shown.context["checks"]) == 1
    assert {one["code"] for one in shown.context["facts_on_file"]} == set(GOOD_FACTS)
    assert browsers["ar"].post(f"{page}ask-check/", {"note": "急"}).status_code == 303
    assert browsers["ar"].post(f"{page}ask-check/", {"note": "急"}).status_code == 422
    assert browsers["ar"].post(f"{page}read-facts/").status_code == 403
    assert browsers["ar"].post(f"{page}check/", {"facts-lawsuits_12m": "1"}).status_code == 403
    entered = {
        "facts-lawsuits_12m": "2",
        "facts-pledge_ratio": "",
        "source": "裁判文书网",
        "day": str(local_day()),
    }
    assert browsers["credit"].post(f"{page}check/", entered).status_code == 303
    fact = facts_on_file(customer)["lawsuits_12m"]
    assert (fact.value, fact.source) == ("2", "裁判文书网")
    assert facts_on_file(customer)["pledge_ratio"].value == GOOD_FACTS["pledge_ratio"]
    assert browsers["credit"].post(f"{page}read-facts/").status_code == 303
    overridden(alpha, customer)
    assert "母公司担保" in browsers["ar"].get(page).content.decode()
    api = caller(alpha, "ar")
    assert api.get(f"/customers/{customer.pk}/admission-overrides/").json()[0]["result"] == "admitted"
    assert api.post(f"/customers/{customer.pk}/admission-requests/", {"note": "x"}).status_code == 201
    assert api.post(f"/customers/{customer.pk}/admission-requests/", {}).status_code == 422
