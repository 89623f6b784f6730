"""The contract's part of the job in ten calls, over the API."""

from approvals.models import Approval
from contracts.models import Clause
from tests.factories.contracts import approve_all, fresh, make_contract
from tests.factories.customers import make_customer, make_live_limit

M = lambda amount: {"amount": str(amount), "currency": "CNY"}  # noqa: E731
SCHEDULE = [
    {"name": "预付款", "share": "0.30", "trigger": "signed", "days": 0},
    {"name": "到货款", "share": "0.40", "trigger": "shipped", "days": 30},
    {"name": "验收款", "share": "0.30", "trigger": "accepted", "days": 30},
]
LINE = {
    "description": "装配线",
    "quantity": "2",
    "unit_price": M("100000"),
    "unit_cost": M("60000"),
    "tax_rate": "0.13",
}


ORDER_MOVES = (
    ("submit_review", "fr"),
    ("release", "planner"),
    ("schedule", "planner"),
    ("start", "planner"),
    ("ship", "fr"),
    ("accept", "fr"),
    ("close", "fr"),
)


def new_contract(api, world, **values):
    """A contract that enters the chain here, over the API."""
    customer = make_customer(owner=world.ar)
    make_live_limit(customer)
    body = {"customer": str(customer.pk), "title": "框架合同", "lines": [LINE]} | values
    made = api("ar").post("/contracts/", body)
    assert made.status_code == 201, made.json()
    return made.json()


def test_framework_contract_enters_the_chain_here(api, world):
    made = new_contract(api, world)

    assert made["state"] == "drafting"
    assert made["number"].startswith("CT-D-")
    assert made["amount"] == M("226000.00")
    assert made["lines"][0]["quantity"] == "2"
    assert made["budget"]["cost"] == M("120000.00")


def test_call_five_and_six_work_as_written(api, world):
    contract = make_contract(world)
    ar, fr = api("ar"), api("fr")
    clause = Clause.objects.get(code="5.1")
    path = f"/contracts/{contract.pk}/"

    assert ar.put(f"{path}payment-schedule/", SCHEDULE).status_code == 200
    assert ar.put(f"{path}clauses/", [{"clause": str(clause.pk), "text": None}]).status_code == 200
    asked = ar.post(f"{path}transitions/submit_review/", {})
    assert asked.status_code == 202, asked.json()
    assert ar.get(path).json()["state"] == "reviewing"
    approve_all(contract)
    signed = ar.post(f"{path}transitions/sign/", {})
    assert signed.status_code == 200, signed.json()
    assert signed.json()["number"] == "CT-2026-000001"
    assert ar.get(f"/receivables/?contract={contract.pk}&state=open").json()["results"]
    assert ar.post(f"{path}transitions/hand_over/", {"points": ["交期 90 天"]}).status_code == 200
    taken = fr.post(f"{path}transitions/accept_handover/", {})
    assert taken.json()["state"] == "in_force", taken.json()

    line = taken.json()["lines"][0]["id"]
    body = {
        "contract": str(contract.pk),
        "required_on": "2099-01-31",
        "lines": [{"contract_line": line, "quantity": "2"}],
    }
    order = fr.post("/delivery-orders/", body)
    assert order.status_code == 201, order.json()
    path = f"/delivery-orders/{order.json()['id']}/transitions/"
    for move, who in ORDER_MOVES:
        done = api(who).post(f"{path}{move}/", {})
        assert done.status_code == 200, (move, done.json())
    assert done.json()["state"] == "closed"
    assert fresh(contract).deal.stage == "cash"
    opened = ar.get(f"/receivables/?contract={contract.pk}&state=open").json()["results"]
    assert sorted(row["amount"]["amount"] for row in opened) == ["67800.00", "67800.00", "90400.00"]


def test_schedule_short_of_the_total_is_kept_and_named(api, world):
    made = new_contract(api, world)

    kept = api("ar").put(f"/contracts/{made['id']}/payment-schedule/", SCHEDULE[:2])

    assert kept.status_code == 200
    assert kept.json()["schedule_problems"] == ["The shares add up to 70 %, 30 % short of 100 %."]
    asked = api("ar").post(f"/contracts/{made['id']}/transitions/submit_review/", {})
    assert asked.status_code == 409
    assert "30 % short of 100 %" in str(asked.json()["blockers"])


def test_instalment_errors_point_at_their_row(api, world):
    made = new_contract(api, world)
    rows = [SCHEDULE[0], {"name": "尾款", "trigger": "whenever", "share": "2"}]

    refused = api("ar").put(f"/contracts/{made['id']}/payment-schedule/", rows)

    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} >= {"#/1/trigger", "#/1/share"}


def test_opinion_on_a_clause_left_out_of_the_contract_is_refused(api, world):
    contract = make_contract(world)
    left_out = contract.clauses.first()
    left_out.delete()
    body = {"clause": str(left_out.clause_id), "verdict": "accept"}
    refused = api("legal").post(f"/contracts/{contract.pk}/opinions/", body)

    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"] == "#/clause"


def test_price_in_another_currency_is_refused(api, world):
    made = new_contract(api, world)
    row = LINE | {"unit_price": {"amount": "1", "currency": "USD"}}

    refused = api("ar").put(f"/contracts/{made['id']}/lines/", [row])

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/0/unit_price"


def test_other_tenants_contract_does_not_exist(api, world, other_world):
    contract = make_contract(world)

    stranger = api("ar", other_world)

    assert stranger.get(f"/contracts/{contract.pk}/").status_code == 404
    assert stranger.patch(f"/contracts/{contract.pk}/", {"title": "x"}).status_code == 404
    assert stranger.post(f"/contracts/{contract.pk}/transitions/sign/", {}).status_code == 404


def test_stale_version_is_refused(api, world):
    contract = make_contract(world)

    refused = api("ar").patch(f"/contracts/{contract.pk}/", {"title": "新"}, headers={"If-Match": '"1"'})

    assert refused.status_code == 412


def test_cost_is_hidden_from_those_without_the_right(api, world):
    contract = make_contract(world)

    seen = api("legal").get(f"/contracts/{contract.pk}/").json()

    assert seen["budget"] is None
    assert seen["lines"][0]["unit_cost"] is None
    assert Approval.objects.count() == 0


def test_list_asks_few_questions(api, world, django_assert_max_num_queries):
    make_contract(world)
    ar = api("ar")
    ar.get("/contracts/")  # the key's first use is noted, once

    with django_assert_max_num_queries(12):
        listed = ar.get("/contracts/?state=drafting")

    assert len(listed.json()["results"]) == 1
