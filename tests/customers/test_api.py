"""Customers over the API: call 1 of the main job, refusals, lists."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.tenancy import acting_for
from customers import credit
from customers.credit import engine
from customers.models import Customer
from tests.factories.customers import GOOD_FACTS, make_contact, make_customer

CODE = "91110000600037341L"


@pytest.fixture
def call(alpha, caller):
    """`call.ar.post(path, body)`: one program per role."""

    class Callers:
        def __getattr__(self, role):
            made = caller(alpha, role)
            setattr(self, role, made)
            return made

    return Callers()


def test_the_first_call_of_the_main_job(call):
    made = call.ar.post("/customers/", {"name": "苏州恒岳精密机械有限公司", "payment_mode": "credit"})
    assert made.status_code == 201, made.content
    customer = made.json()
    assert made["Location"].endswith(f"/api/v1/customers/{customer['id']}/")
    assert customer["state"] == "prospect" and customer["owner"]["name"].startswith("ar")
    for name, function in (("陆总", "production"), ("钱工", "technology"), ("孙经理", "purchasing")):
        body = {"customer": customer["id"], "name": name, "function": function, "decision_role": "decides"}
        assert call.ar.post("/contacts/", body).status_code == 201

    checked = call.credit.post(f"/customers/{customer['id']}/admission-checks/", {"facts": GOOD_FACTS})

    assert checked.status_code == 201, checked.content
    assert checked.json()["result"] == "admitted"
    assert set(checked.json()["rules"][0]) == {"code", "fact", "source", "date", "effect", "outcome"}
    assert call.ar.get(f"/customers/{customer['id']}/").json()["state"] == "admitted"
    body = {
        "customer": customer["id"],
        "amount": {"amount": "2000000", "currency": "CNY"},
        "valid_until": "2099-12-31",
    }
    limit = call.credit.post("/credit-limits/", body)
    assert limit.status_code == 201, limit.content
    assert (limit.json()["state"], limit.json()["pending_gate"]) == ("requested", "credit")
    assert limit.json()["amount"] == {"amount": "2000000.00", "currency": "CNY"}


def test_checks_are_listed_and_margins_hidden(alpha, call):
    customer = make_customer(by=alpha.by.ar)
    shown = call.ar.get(f"/customers/{customer.pk}/admission-checks/").json()

    assert [one["result"] for one in shown] == ["admitted"]
    margins = [rule["fact"] for rule in shown[0]["rules"] if rule["code"] == "expected_gross_margin"]
    assert margins == [None]


def test_facts_are_credits(alpha, call):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    path = f"/customers/{customer.pk}/admission-checks/"

    assert call.ar.post(path, {"facts": GOOD_FACTS}).status_code == 403
    asked = call.ar.post(path, {})
    assert (asked.status_code, asked.json()["result"]) == (201, "review")
    wrong = call.credit.post(path, {"facts": {"pledge_ratio": "lots"}})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "#/facts/pledge_ratio"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/name"), ({"name": " "}, "#/name"), ({"name": "……"}, "#/name"), ({"name": 5}, "#/name"),
        ({"name": "甲" * 161}, "#/name"), ({"name": "甲", "unified_code": CODE[:-1]}, "#/unified_code"),
        ({"name": "甲", "unified_code": CODE[:-1] + "M"}, "#/unified_code"),
        ({"name": "甲", "payment_mode": "barter"}, "#/payment_mode"), ({"name": "甲", "colour": "red"}, "#/colour"),
        ({"name": "甲", "state": "admitted"}, "#/state"), ({"name": "甲", "owner": "nobody"}, "#/owner"),
        ({"name": "甲", "group": "0190a3c0-0000-7000-8000-000000000000"}, "#/group"),
    ],
)  # fmt: skip
def test_a_wrong_customer_names_the_field(call, body, pointer):
    refused = call.ar.post("/customers/", body)
    assert refused.status_code == 422, refused.content
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]


def test_a_short_code_says_how_short(call):
    refused = call.ar.post("/customers/", {"name": "甲", "unified_code": CODE[:-1]})
    assert "17" in refused.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"email": "nobody"}, "#/email"), ({"phone": "12"}, "#/phone"), ({"influence": 6}, "#/influence"),
        ({"attitude": -3}, "#/attitude"), ({"decision_role": "boss"}, "#/decision_role"),
        ({"function": ""}, "#/function"),
    ],
)  # fmt: skip
def test_a_wrong_contact_names_the_field(alpha, call, changed, pointer):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    body = {"customer": str(customer.pk), "name": "陆", "function": "it", **changed}
    refused = call.ar.post("/contacts/", body)
    assert refused.status_code == 422, refused.content
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_attitude_is_a_number_as_it_was_sent(alpha, call):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    made = call.ar.post(
        "/contacts/", {"customer": str(customer.pk), "name": "陆", "function": "it", "attitude": -1}
    ).json()

    assert made["attitude"] == call.ar.get(f"/contacts/{made['id']}/").json()["attitude"] == -1


def test_out_of_sight_is_not_found_whatever_the_right(alpha, call):
    customer = make_customer(by=alpha.by.ar2)
    contact = make_contact(customer, by=alpha.by.ar2)
    for path in (
        f"/customers/{customer.pk}/",
        f"/customers/{customer.pk}/exposure/",
        f"/contacts/{contact.pk}/",
    ):
        assert call.ar.get(path).status_code == 404
    assert call.ar.patch(f"/customers/{customer.pk}/", {"region": "x"}).status_code == 404
    assert call.ar.post(f"/customers/{customer.pk}/transitions/freeze/", {"reason": "x"}).status_code == 404
    assert (
        call.ar.post("/contacts/", {"customer": str(customer.pk), "name": "x", "function": "it"}).status_code
        == 422
    )
    assert call.ar.get("/customers/count/").json()["count"] == 0


def test_another_company_sees_nothing(alpha, beta, caller):
    customer = make_customer(by=alpha.by.ar)
    with acting_for(beta.tenant):
        stranger = caller(beta, "credit")
        assert stranger.get(f"/customers/{customer.pk}/").status_code == 404
        assert stranger.get("/customers/").json()["results"] == []
        assert stranger.post(f"/customers/{customer.pk}/admission-checks/", {"facts": {}}).status_code == 404
        limit = {"customer": str(customer.pk), "amount": "5", "valid_until": "2099-12-31"}
        assert stranger.post("/credit-limits/", limit).status_code == 422


def test_exposure_is_for_people_with_the_right(alpha, call, monkeypatch):
    customer = make_customer(by=alpha.by.ar)
    providers = {kind: [] for kind in credit.KINDS}
    providers["open_balances"] = [lambda ids: [(customer.pk, "AR-1", Decimal("12.30"))]]
    monkeypatch.setattr(engine, "_providers", providers)

    assert call.ar.get(f"/customers/{customer.pk}/exposure/").status_code == 403
    shown = call.credit.get(f"/customers/{customer.pk}/exposure/").json()
    assert shown["total"] == {"amount": "12.30", "currency": "CNY"}
    assert shown["limit"] is None and shown["lines"][0]["label"] == "AR-1"


def test_transitions_draw_the_buttons(alpha, call):
    customer = make_customer(by=alpha.by.ar)
    names = {one["name"]: one for one in call.credit.get(f"/customers/{customer.pk}/transitions/").json()}

    assert set(names) == {"override_admission", "freeze", "unfreeze", "blacklist", "unblacklist", "merge"}
    assert names["freeze"]["allowed"] and not names["unfreeze"]["allowed"]
    assert call.credit.post(f"/customers/{customer.pk}/transitions/admit/", {}).status_code == 404
    frozen = call.credit.post(f"/customers/{customer.pk}/transitions/freeze/", {"reason": "逾期"})
    assert frozen.status_code == 200 and frozen.json()["frozen"] is True
    again = call.credit.post(f"/customers/{customer.pk}/transitions/freeze/", {"reason": "逾期"})
    assert again.status_code == 409 and again.json()["blockers"][0]["code"] == "not_frozen"


def test_holds_are_placed_and_lifted_by_credit(alpha, call):
    customer = make_customer(by=alpha.by.ar)
    path = f"/customers/{customer.pk}"

    assert call.ar.post(f"{path}/holds/", {"reason": "x"}).status_code == 403
    assert call.credit.post(f"{path}/holds/", {"reason": "x"}).status_code == 201
    assert call.credit.post(f"{path}/lift-holds/", {"reason": "paid"}).status_code == 201
    assert call.ar.get(f"{path}/holds/").json()[0]["released_at"] is not None


def test_duplicates_out_of_sight_show_who_has_them(alpha, call):
    make_customer("苏州恒岳精密机械有限公司", by=alpha.by.ar2, admitted=False)
    found = call.ar.get("/customers/duplicates/?name=苏州恒岳精密机械集团").json()

    assert [(one["id"], one["why"], one["owner"]["name"]) for one in found] == [(None, "name", "ar2")]
    assert call.ar.get("/customers/duplicates/?nmae=x").status_code == 400


def test_a_list_costs_the_same_whatever_its_length(alpha, call):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert call.credit.get("/customers/?limit=200").status_code == 200
        return len(captured)

    make_customer("客户 0", by=alpha.by.ar, admitted=False)
    call.credit.get("/customers/")
    one = queries()
    for number in range(1, 6):
        make_customer(f"客户 {number}", by=alpha.by.ar, admitted=False)
    assert queries() == one <= 12


def test_lists_search_filter_and_sort(alpha, call):
    for name in ("无锡锡澄新能源", "苏州恒岳精密", "重庆长江机器人"):
        make_customer(name, by=alpha.by.ar, admitted=False)

    def names(query):
        return [one["name"] for one in call.ar.get(f"/customers/?{query}").json()["results"]]

    assert names("ordering=name") == ["重庆长江机器人", "苏州恒岳精密", "无锡锡澄新能源"]
    assert names("q=恒岳") == ["苏州恒岳精密"]
    assert names("state=admitted") == []
    assert call.ar.get("/customers/?colour=red").status_code == 400


def test_a_stale_change_is_refused(alpha, call):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    path = f"/customers/{customer.pk}/"

    assert call.ar.patch(path, {"region": "华东"}, **{"If-Match": f'"{customer.version}"'}).status_code == 200
    assert call.ar.patch(path, {"region": "华南"}, **{"If-Match": f'"{customer.version}"'}).status_code == 412
    assert Customer.objects.get(pk=customer.pk).region == "华东"


def test_a_visit_is_planned_and_reported(alpha, call):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    contact = make_contact(customer)
    body = {"customer": str(customer.pk), "planned_on": "2026-12-01", "goals": "预算",
            "contacts": [{"contact": str(contact.pk)}]}  # fmt: skip

    visit = call.ar.post("/visits/", body)
    assert visit.status_code == 201, visit.content
    assert visit.json()["contacts"] == [{"id": str(contact.pk), "name": "陆总"}]
    path = f"/visits/{visit.json()['id']}/transitions/report/"
    assert call.ar.post(path, {"outcome": "好"}).status_code == 422
    assert call.ar.post(path, {"outcome": "好", "next_step": "报价"}).json()["state"] == "reported"


def test_credit_plans_are_set_by_credit(call):
    body = {"year": 2026, "total": {"amount": "30000000", "currency": "CNY"}}
    assert call.ar.post("/credit-plans/", body).status_code == 403
    assert call.credit.post("/credit-plans/", body).status_code == 201
    assert call.credit.post("/credit-plans/", {**body, "total": "1"}).json()["total"]["amount"] == "1.00"
