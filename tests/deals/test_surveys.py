"""Satisfaction: asked by a private link, answered once, counted as NPS."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Denied
from core.models import Outbox, PrivateLink
from customers.services.contacts import update_contact
from deals.models import Survey
from deals.satisfaction import nps
from deals.services.surveys import ask_satisfaction
from desk.models import Notice, Todo
from tests.factories.callers import browser, caller
from tests.factories.customers import make_contact, make_customer
from tests.factories.opportunities import make_opportunity

ANSWER = {"score": "3", "comment": "交期拖了两周", "name": "陆 明"}


@pytest.fixture
def contact(world):
    """A contact with an address, of a customer of the AR's."""
    with world.acting():
        yield make_contact(make_customer(owner=world.ar), "陆明", email="lu@example.com")


@pytest.fixture
def asked(world, contact):
    """(survey, path of its page)."""
    survey, address = ask_satisfaction(by=world.by("ar"), contact=contact)
    return survey, re.sub(r"^https?://[^/]+", "", address)


@given(scores=st.lists(st.integers(0, 10), max_size=40))
def test_the_score_is_between_the_extremes_and_counts_everybody(scores):
    found = nps(scores)
    assert found.answers == len(scores)
    assert found.value is None if not scores else -100 <= found.value <= 100


@pytest.mark.parametrize(
    ("scores", "value"), [([9, 10], 100), ([7, 8], 0), ([6, 0], -100), ([9, 7, 6, 10], 25)]
)
def test_nine_promotes_and_six_detracts(scores, value):
    assert nps(scores).value == value


def test_looking_answers_nothing_and_the_answer_counts_once(world, asked):
    _survey, path = asked
    visitor = Client(headers={"Accept-Language": "en"})

    for _look in range(2):
        page = visitor.get(path)
        assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert Survey.objects.get().answered_at is None
    assert visitor.post(path, {**ANSWER, "score": "11"}).status_code == 422
    assert visitor.post(path, {**ANSWER, "name": " "}).status_code == 422
    assert visitor.post(path, ANSWER).status_code == 200
    again = visitor.post(path, {**ANSWER, "score": "10"})

    kept = Survey.objects.get()
    assert (kept.score, kept.answered_by) == (3, "陆 明") and "3" in again.content.decode()
    assert Notice.objects.filter(kind="survey_answered", user=world.ar).count() == 1
    assert Todo.objects.get(kind="survey_low").user == world.ar


def test_the_link_goes_by_mail_and_only_its_digest_is_kept(world, asked):
    _survey, path = asked
    token = path.split("/")[3]
    assert token in str(Outbox.objects.get(kind="mail").payload)
    assert token not in str(PrivateLink.objects.values().get())
    assert Client().get(path.replace(token, "x" * 43)).status_code == 404


def test_the_link_ends_with_the_contact(world, contact, asked):
    update_contact(contact, by=world.by("ar"), is_active=False)
    assert Client().get(asked[1]).status_code == 404


def test_who_cannot_be_asked(world, contact):
    other = make_contact(make_customer("别家有限公司", owner=world.ar), "无名")
    with pytest.raises(ValidationError):
        ask_satisfaction(by=world.by("ar"), contact=other)
    with pytest.raises(Denied):
        ask_satisfaction(by=world.by("legal"), contact=contact)


def test_asked_and_shown_on_the_customers_page_and_by_the_api(world, contact):
    person, program = browser(world, "ar"), caller(world, "ar")
    shown = person.post(f"/deals/surveys/{contact.customer_id}/ask/", {"contact": str(contact.pk)})
    assert shown.status_code == 200 and "/deals/p/" in shown.context["address"]
    made = program.post("/surveys/", {"contact": str(contact.pk)})
    assert made.status_code == 201, made.content
    path = re.sub(r"^https?://[^/]+", "", shown.context["address"])
    Client().post(path, {**ANSWER, "score": "10"})

    assert "陆明" in person.get(f"/customers/{contact.customer_id}/").content.decode()
    found = program.get(f"/surveys/nps/?customer={contact.customer_id}").json()
    assert (found["nps"], found["answers"]) == (100, 1)
    assert caller(world, "planner").get("/surveys/").json()["results"] == []


def test_a_deals_page_shows_its_own_answers_and_asks_for_it(world, contact, signed_in):
    deal = make_opportunity(world, customer=contact.customer).deal
    make_opportunity(world, customer=contact.customer)
    of_deal, _address = ask_satisfaction(by=world.by("ar"), contact=contact, deal=deal)
    ask_satisfaction(by=world.by("ar"), contact=contact)
    Survey.objects.filter(pk=of_deal.pk).update(score=9, comment="按期验收", answered_at=of_deal.created_at)
    Survey.objects.exclude(pk=of_deal.pk).update(score=2, comment="总体一般", answered_at=of_deal.created_at)
    page = signed_in("ar").get(deal.get_absolute_url()).content.decode()
    assert "按期验收" in page and "总体一般" not in page
    assert f'type="hidden" name="deal" value="{deal.pk}"' in page
