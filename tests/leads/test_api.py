"""Leads over the API: the second of the ten calls, and what is refused."""

import pytest

from core.workflow import run
from leads.models import Lead
from tests.factories.customers import make_contact, make_customer
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db


def body(customer) -> dict:
    return {
        "title": "电机定子柔性装配线",
        "customer": str(customer.pk),
        "source": "technical_exchange",
        "need": "节拍 42 秒",
        "solution": "柔性装配线",
        "expected_amount": {"amount": "6400000.00", "currency": "CNY"},
    }


def test_a_lead_is_entered_verified_and_converted_in_the_documented_calls(world, api):
    customer = make_customer(owner=world.ar)
    contacts = [
        make_contact(customer, "陆总", "production", decision_role="decides"),
        make_contact(customer, "骆工", "technology"),
        make_contact(customer, "单经理", "purchasing"),
    ]
    ar, sr, fr = api("ar"), api("sr"), api("fr")

    made = ar.post("/leads/", body(customer))
    lead = f"/leads/{made.json()['id']}/"
    helpers = ar.put(f"{lead}helpers/", [str(world.sr.pk), str(world.fr.pk)])
    logged = [
        caller.post(f"{lead}verifications/", {"contact": str(contact.pk), "question": "?", "evidence": "!"})
        for caller, contact in zip((ar, sr, fr), contacts, strict=True)
    ]
    money = {"amount": "7000000", "currency": "CNY"}
    patched = ar.patch(lead, {"budget": money, "expected_start_on": "2027-03-01"})
    moved = [
        ar.post(f"{lead}transitions/{move}/", fields)
        for move, fields in [
            ("assign", {"owner": str(world.ar.pk)}),
            ("verify", {}),
            ("qualify", {}),
            ("convert", {}),
        ]
    ]

    assert (made.status_code, made.json()["state"], made.json()["grade"]) == (201, "new", "raw")
    assert made["Location"].endswith(lead)
    assert {one["id"] for one in helpers.json()} == {str(world.sr.pk), str(world.fr.pk)}
    assert [answer.status_code for answer in logged] == [201, 201, 201]
    assert logged[1].json()["verifier"]["id"] == str(world.sr.pk)
    assert (patched.json()["grade"], patched.json()["version"]) == (
        "opportunity",
        logged_version(made, logged) + 1,
    )
    assert [answer.status_code for answer in moved] == [200, 200, 200, 200]
    assert moved[-1].json()["deal"]["id"] and moved[-1].json()["opportunity"]["id"]


def logged_version(made, logged) -> int:
    """Inviting helpers and each verification change the lead once."""
    return made.json()["version"] + 1 + len(logged)


def test_transitions_name_what_is_missing(world, api):
    lead = make_lead(world, at="verifying")

    moves = {move["name"]: move for move in api("ar").get(f"/leads/{lead.pk}/transitions/").json()}

    assert not moves["qualify"]["allowed"]
    first = moves["qualify"]["blockers"][0]
    assert first["code"] == "needs_second_verification"
    assert "2" in first["detail"] and first["fix"]


def test_a_refused_move_is_409_with_blockers(world, api):
    lead = make_lead(world, at="verifying")

    answer = api("ar").post(f"/leads/{lead.pk}/transitions/qualify/", {})

    assert answer.status_code == 409
    assert "needs_budget" in {blocker["code"] for blocker in answer.json()["blockers"]}


def test_out_of_sight_is_404_before_403(world, other_world, api):
    lead = make_lead(world, at="assigned")

    assert api("sr").post(f"/leads/{lead.pk}/transitions/verify/", {}).status_code == 404
    assert api("executive").post(f"/leads/{lead.pk}/transitions/verify/", {}).status_code == 403
    assert api("ar", of=other_world).get(f"/leads/{lead.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("expected_amount", {"amount": "NaN", "currency": "CNY"}), ("expected_amount", {"amount": "1", "currency": "XXZ"}),
     ("expected_amount", {"amount": "99999999999999999999", "currency": "CNY"}), ("source", "gossip"), ("title", ""),
     ("expected_amount", {"amount": "999999999999999999", "currency": "CNY"}),
     ("expected_start_on", "2027-02-30"), ("customer", "0195f0f0-0000-7000-8000-000000000000"), ("owner", "me"),
     ("colour", "red")],
)  # fmt: skip
def test_a_wrong_field_is_422_and_named(world, api, field, value):
    customer = make_customer(owner=world.ar)

    answer = api("ar").post("/leads/", body(customer) | {field: value})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"#/{field}")
    assert not Lead.objects.exists()


def test_a_lead_without_customer_or_company_is_422(world, api):
    answer = api("ar").post("/leads/", {"title": "线索", "source": "exhibition"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/customer"


def test_a_stale_version_is_412(world, api):
    lead = make_lead(world)

    answer = api("ar").patch(f"/leads/{lead.pk}/", {"title": "新名"}, headers={"If-Match": '"99"'})

    assert answer.status_code == 412


def test_a_contact_of_another_customer_is_422(world, api):
    lead = make_lead(world)
    stranger = make_contact(make_customer("另一家公司", owner=world.ar))

    answer = api("ar").post(
        f"/leads/{lead.pk}/verifications/", {"contact": str(stranger.pk), "question": "?", "evidence": "!"}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/contact"


def test_leads_are_found_by_two_chinese_characters(world, api):
    lead = make_lead(world, title="点检机器人")

    found = api("ar").get("/leads/?q=点检").json()["results"]
    none = api("ar").get("/leads/?q=冲压").json()["results"]

    assert [row["id"] for row in found] == [str(lead.pk)]
    assert none == []


def test_the_list_asks_the_database_the_same_number_of_times_for_more_rows(
    world, api, django_assert_max_num_queries
):
    customer = make_customer(owner=world.ar)
    for _n in range(5):
        make_lead(world, customer=customer)
    caller = api("ar")
    caller.get("/leads/")

    with django_assert_max_num_queries(12):
        answer = caller.get("/leads/")

    assert len(answer.json()["results"]) == 5


def test_the_pool_gives_a_lead_to_whoever_claims_it_first(world, api):
    lead = make_lead(world, at="pooled")
    run(lead, "claim", by=world.by("ar"))

    assert api("sales_manager").post(f"/leads/{lead.pk}/transitions/claim/", {}).status_code in (
        403,
        404,
        409,
    )
