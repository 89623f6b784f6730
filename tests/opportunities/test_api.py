"""Opportunities and quotes over the API: calls 3 and 4 of the ten, and what is refused."""

import pytest

from core.workflow import run
from opportunities.models import Opportunity, Quote
from tests.factories.customers import make_customer
from tests.factories.opportunities import make_opportunity, make_quote, prepare_ati

pytestmark = pytest.mark.django_db


def money(amount) -> dict:
    return {"amount": amount, "currency": "CNY"}


LINE = {
    "description": "柔性装配单元",
    "quantity": "2",
    "unit_price": money("100000.123456"),
    "unit_cost": money("60000"),
    "tax_rate": "0.13",
}


def test_a_bid_is_prepared_submitted_and_won_in_the_documented_calls(world, api):
    made = make_opportunity(world)
    ar, sr, fr, boss = api("ar"), api("sr"), api("fr"), api("sales_manager")
    here = f"/opportunities/{made.pk}/"

    def go(move, by=ar, **fields):
        return by.post(f"{here}transitions/{move}/", fields)

    def approve(answer):
        pending = answer.json()["approval"]
        return boss.post(f"/approvals/{pending['id']}/decide/", {"decision": "approve"})

    team = ar.put(
        f"/deals/{made.deal_id}/team/",
        {"ar": str(world.ar.pk), "sr": str(world.sr.pk), "fr": str(world.fr.pk)},
    )
    insight = sr.put(f"{here}insight/", {"market": "增长", "customer": ["扩产", "降本"], "product": "成长期",
                                         "competition": [{"text": "低价", "found_on": "2026-11-01"}]})  # fmt: skip
    estimate = ar.put(f"{here}estimate/", {"revenue": money("300000"), "cost": money("200000")})
    asked = go("initiate")
    approved = approve(asked)
    moved = [go("guide"), go("prepare_bid")]
    quote = sr.post("/quotes/", {"opportunity": str(made.pk), "valid_until": "2099-12-31", "lines": [LINE]})
    checks = [
        sr.put(f"{here}bid-check/", {"risks": ["交期紧", {"text": "汇率", "level": "high"}]}),
        fr.put(f"{here}bid-check/", {"delivery_opinion": "可交付"}),
    ]
    submitted = go("submit")
    approve(submitted)
    negotiating, won = go("negotiate"), go("win")

    assert [answer.status_code for answer in (team, insight, estimate, *checks)] == [200] * 5
    assert [row["text"] for row in insight.json()["insight"]["customer"]] == ["扩产", "降本"]
    assert insight.json()["insight"]["competition"][0]["found_on"] == "2026-11-01"
    assert (asked.status_code, asked.json()["approval"]["gate"]) == (202, "ATI")
    assert approved.json()["state"] == "approved"
    assert [answer.json()["state"] for answer in moved] == ["guiding", "bidding"]
    assert quote.json()["lines"][0]["unit_price"] == money("100000.123456")
    assert quote.json()["total"] == money("226000.28")
    assert submitted.status_code == 202
    assert (negotiating.json()["state"], won.json()["state"]) == ("negotiating", "won")
    contract = api("ar").get(f"/contracts/{won.json()['contract']['id']}/").json()
    assert contract["state"] == "drafting"


def test_the_fr_alone_gives_the_opinion_and_ar_or_sr_the_risks(world, api):
    made = make_opportunity(world, at="bidding")
    here = f"/opportunities/{made.pk}/bid-check/"

    assert api("ar").put(here, {"delivery_opinion": "没问题"}).status_code == 403
    assert api("fr").put(here, {"risks": ["交期"]}).status_code == 403
    assert api("fr").put(here, {"delivery_opinion": "可交付"}).status_code == 200


def test_an_empty_bid_check_is_422(world, api):
    made = make_opportunity(world, at="bidding")

    assert api("ar").put(f"/opportunities/{made.pk}/bid-check/", {}).status_code == 422


def test_cost_is_hidden_from_who_may_not_see_it(world, api):
    made = make_opportunity(world, at="initiated")
    quote = make_quote(world, made)

    for role, sees in (("ar", True), ("executive", True), ("legal", False)):
        opportunity = api(role).get(f"/opportunities/{made.pk}/").json()
        shown = api(role).get(f"/quotes/{quote.pk}/").json()
        assert (opportunity["estimate"]["cost"] is not None) == sees
        assert (shown["lines"][0]["unit_cost"] is not None) == sees
        assert (shown["margin"] is not None) == sees


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"quantity": "0"}, "#/lines/0/quantity"), ({"quantity": "1.23456"}, "#/lines/0/quantity"),
     ({"unit_price": {"amount": "1.1234567", "currency": "CNY"}}, "#/lines/0/unit_price"),
     ({"tax_rate": "1.5"}, "#/lines/0/tax_rate"), ({"description": ""}, "#/lines/0/description"),
     ({"unit_cost": {"amount": "1", "currency": "EUR"}}, "#/lines")],
)  # fmt: skip
def test_a_wrong_line_is_422_and_named(world, api, change, pointer):
    made = make_opportunity(world, at="bidding")
    body = {"opportunity": str(made.pk), "valid_until": "2099-12-31", "lines": [LINE | change]}

    answer = api("ar").post("/quotes/", body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Quote.objects.exists()


def test_an_opportunity_is_made_directly(world, api):
    customer = make_customer(owner=world.ar)

    answer = api("ar").post(
        "/opportunities/", {"customer": str(customer.pk), "title": "维保续约", "amount": money("300000")}
    )

    assert answer.status_code == 201
    assert answer.json()["deal"]["number"].startswith("DL-")


def test_lose_takes_reason_winner_and_price(world, api):
    made = make_opportunity(world, at="negotiating")
    fields = {"reason": "price", "winner": "某公司", "winning_price": money("990000")}

    answer = api("ar").post(f"/opportunities/{made.pk}/transitions/lose/", fields)

    assert answer.status_code == 200
    assert (answer.json()["loss_reason"], answer.json()["winning_price"]) == ("price", money("990000.00"))


def test_a_loss_without_a_reason_is_422(world, api):
    made = make_opportunity(world)

    answer = api("ar").post(f"/opportunities/{made.pk}/transitions/lose/", {})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/reason"


def test_moves_that_only_the_platform_makes_have_no_address(world, api):
    quote = make_quote(world, make_opportunity(world, at="bidding"))

    assert api("ar").post(f"/quotes/{quote.pk}/transitions/expire/", {}).status_code == 404


def test_out_of_sight_is_404_and_without_right_403(world, other_world, api):
    made = make_opportunity(world)

    assert api("fr").post(f"/opportunities/{made.pk}/transitions/initiate/", {}).status_code == 404
    assert api("executive").post(f"/opportunities/{made.pk}/transitions/initiate/", {}).status_code == 403
    assert api("ar", of=other_world).get(f"/opportunities/{made.pk}/").status_code == 404


def test_a_pending_gate_is_shown_and_not_asked_twice(world, api):
    made = make_opportunity(world)
    prepare_ati(world, made)
    run(Opportunity.objects.get(pk=made.pk), "initiate", by=world.by("ar"))

    again = api("ar").post(f"/opportunities/{made.pk}/transitions/initiate/", {})

    assert api("ar").get(f"/opportunities/{made.pk}/").json()["pending_gate"] == "ATI"
    assert again.status_code == 409
    assert again.json()["blockers"][0]["code"] == "gate_pending"


@pytest.mark.parametrize("address", ["/opportunities/", "/quotes/"])
def test_a_list_asks_the_same_number_of_times_for_more_rows(
    world, api, address, django_assert_max_num_queries
):
    customer = make_customer(owner=world.ar)
    for _n in range(3):
        make_quote(world, make_opportunity(world, customer=customer))
    caller = api("ar")
    caller.get(address)

    with django_assert_max_num_queries(12):
        assert len(caller.get(address).json()["results"]) == 3
