"""Trust of a relation: its arithmetic, and which facts make it."""

import math
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.dates import local_day
from core.workflow import run
from customers.relation import relation_of
from customers.services.commitments import commit
from customers.services.touches import log_touch
from customers.states import Touch
from customers.trust import Terms, trust
from tenancy.rules import set_rule
from tests.customers.test_pages import browser  # noqa: F401
from tests.factories.customers import make_customer

FULL = {
    "ratings": [5, 4, 3, 2],
    "kept": [True, True, False],
    "touches": [2, 2, 2],
    "days_known": 365,
    "meetings": 3,
}


def values(**facts) -> dict:
    found = trust(**{**FULL, **facts}, terms=Terms())
    return {part.code: part.value for part in found.parts} | {"whole": found.value}


def test_the_parts_are_the_handbooks():
    found = values()
    assert found["expertise"] == 0.5
    assert found["reliability"] == pytest.approx(2 / 3)
    assert found["connection"] == 0.5
    assert found["time"] == pytest.approx(1 - math.exp(-365 / (365.25 / 12) / 12))
    assert found["whole"] == pytest.approx(0.5 * 2 / 3 * 0.5 * found["time"])


@pytest.mark.parametrize(
    ("part", "few"),
    [("expertise", {"ratings": [5, 5]}), ("reliability", {"kept": [True] * 2}), ("connection", {"touches": [5, 5]}),
     ("time", {"meetings": 2})],
)  # fmt: skip
def test_two_facts_are_not_enough_for_a_part_nor_for_the_whole(part, few):
    found = values(**few)
    assert found[part] is None and found["whole"] is None
    assert [name for name, value in found.items() if value is None] == [part, "whole"]


@given(
    ratings=st.lists(st.integers(1, 5), max_size=9),
    kept=st.lists(st.booleans(), max_size=9),
    touches=st.lists(st.integers(0, 20), max_size=30),
    days=st.integers(0, 20000),
    meetings=st.integers(0, 50),
)
def test_every_part_and_the_whole_lie_between_nothing_and_one(ratings, kept, touches, days, meetings):
    found = trust(
        ratings=ratings, kept=kept, touches=touches, days_known=days, meetings=meetings, terms=Terms()
    )
    for value in (*(part.value for part in found.parts), found.value):
        assert value is None or 0 <= value <= 1


def filled(alpha):
    """A customer with three exchanges, three promises of which one is late, and the touches that they are."""
    customer, today = make_customer(by=alpha.by.ar), local_day()
    for rating in (5, 4, 2):
        log_touch(by=alpha.by.ar, customer=customer, outcome="x", kind=Touch.TOPIC_EXCHANGE, rating=rating)
    for late in (0, 0, 2):
        made = commit(by=alpha.by.ar, customer=customer, text="x", due_on=today - timedelta(days=late))
        if not late:
            run(made, "keep", by=alpha.by.ar)
    return customer


def test_an_open_promise_counts_against_us_once_its_day_is_over(alpha):
    customer, today = filled(alpha), local_day()
    commit(by=alpha.by.ar, customer=customer, text="x", due_on=today)

    now, tomorrow = (relation_of(customer, today + timedelta(days=days)).trust.parts[1] for days in (0, 1))

    assert (now.count, now.facts) == (2, 3)
    assert (tomorrow.count, tomorrow.facts) == (2, 4)


@pytest.mark.parametrize(("age", "counted"), [(89, 4), (90, 3)])
def test_a_touch_connects_for_ninety_days(alpha, age, counted):
    customer, today = filled(alpha), local_day()
    log_touch(by=alpha.by.ar, customer=customer, outcome="x", visited_on=today - timedelta(days=age))

    found = relation_of(customer, today)

    assert (len(found.touches), found.meetings, found.since) == (counted, 4, today - timedelta(days=age))


def test_a_companys_own_weight_counts(alpha):
    customer = filled(alpha)
    assert relation_of(customer, local_day()).trust.parts[2].count == 6

    set_rule("trust.weight_topic_exchange", 5, by=alpha.by.admin)

    assert relation_of(customer, local_day()).trust.parts[2].value == 1


def test_trust_is_shown_with_its_parts(alpha, browser, caller, django_assert_max_num_queries):  # noqa: F811
    customer, new = filled(alpha), make_customer("新客户有限公司", by=alpha.by.ar)

    shown = caller(alpha, "ar").get(f"/customers/{customer.pk}/trust/").json()

    assert [part["code"] for part in shown["parts"]] == ["expertise", "reliability", "connection", "time"]
    assert shown["parts"][0]["facts_known"] == len(shown["parts"][0]["facts"]) == 3
    assert shown["value"] == 0  # known since today
    person = browser("ar")
    assert (
        "2 of 3 topic exchanges rated 4 or better"
        in person.get(f"/customers/{customer.pk}/").content.decode()
    )
    assert "not enough data" in person.get(f"/customers/{new.pk}/").content.decode()
    assert b"trust.weight_summit" in browser("admin").get(reverse("tenancy:rules", args=["relation"])).content
    with django_assert_max_num_queries(3):
        relation_of(customer, local_day())
