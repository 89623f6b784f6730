"""The main job in ten calls, as the API's paper tells it: from a customer's name to a closed deal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.dates import local_day
from tests.factories.callers import caller
from tests.factories.people import make_world

pytestmark = pytest.mark.django_db
TRIANGLE = ("ar", "sr", "fr")
ROLES = (*TRIANGLE, "sales_manager", "finance", "credit", "legal", "planner", "executive")
STATEMENT = """:20:STARTUMS
:25:6222000011112222
:28C:1/1
:60F:C{day}CNY0,00
:61:{day}{mmdd}C{amount},00NTRFNONREF
:86:{text}
:62F:C{day}CNY{amount},00
-
"""


def M(amount):
    return {"amount": str(amount), "currency": "CNY"}


class Journey:
    """The people of a company, each with a key, and what they have made so far."""

    def __init__(self):
        self.world = make_world()
        self.calls = {role: caller(self.world, role) for role in ROLES}
        self.ids = {role: str(self.world.people[role].pk) for role in ROLES}
        with self.world.acting():
            self.today = local_day()

    def ask(self, role, method, path, body=None, status=200):
        """One call by one person; answers the JSON."""
        response = getattr(self.calls[role], method)(path, body)
        assert response.status_code == status, (
            f"{role} {method} {path}: {response.status_code} {response.content.decode()}"
        )
        return response.json()

    def move(self, role, path, name, body=None, status=200):
        """A move; one that a gate decides is approved by its approvers."""
        answer = self.ask(role, "post", f"{path}transitions/{name}/", body or {}, status)
        return self.approve(answer["approval"]) if status == 202 else answer

    def approve(self, approval):
        """Every approver in turn finds the request among their own and agrees."""
        for _round in range(10):
            for role in ROLES:
                waiting = self.ask(role, "get", "/approvals/?mine=true&state=pending")["results"]
                if approval["id"] in [one["id"] for one in waiting]:
                    body = {"decision": "approve", "comment": "ok", "conditions": []}
                    approval = self.ask(role, "post", f"/approvals/{approval['id']}/decide/", body)
            if approval["state"] != "pending":
                break
        assert approval["state"] == "approved", approval
        return approval


def test_main_job_in_ten_calls():
    job = Journey()

    customer, contacts = a_customer_is_admitted(job)
    deal, opportunity = a_lead_is_verified(job, customer, contacts)
    the_opportunity_is_initiated(job, deal, opportunity)
    contract = the_bid_is_won(job, opportunity)
    the_contract_is_signed(job, contract)
    order = the_order_is_delivered(job, contract)
    the_money_is_matched(job, contract)
    the_ageing_adds_up(job, customer)
    everything_is_closed(job, order, contract, deal)
    the_deal_tells_its_story(job, deal)


def a_customer_is_admitted(job):  # 1
    customer = job.ask(
        "ar", "post", "/customers/", {"name": "苏州恒岳精密机械有限公司", "payment_mode": "credit"}, 201
    )["id"]
    contacts = [
        job.ask("ar", "post", "/contacts/",
                {"customer": customer, "name": name, "function": function, "decision_role": role}, 201)["id"]
        for name, function, role in (
            ("陆总", "production", "decides"), ("王工", "technical", "technical"), ("钱会计", "finance", "budget"),
        )
    ]  # fmt: skip
    facts = {
        "expected_gross_margin": "0.30", "expected_yearly_volume": M(5000000), "pledge_ratio": "0.20",
        "dishonest": False, "lawsuits_12m": 0,
    }  # fmt: skip
    checked = job.ask("credit", "post", f"/customers/{customer}/admission-checks/", {"facts": facts}, 201)
    assert checked["result"] == "admitted"
    assert {"code", "fact", "source", "date", "effect", "outcome"} <= set(checked["rules"][0])
    until = f"{job.today.year + 1}-12-31"
    limit = job.ask("credit", "post", "/credit-limits/",
                    {"customer": customer, "amount": M(2000000), "valid_until": until}, 201)  # fmt: skip
    waiting = job.ask("credit", "get", f"/approvals/?record={limit['id']}")["results"]
    if waiting:
        job.approve(waiting[0])
    assert job.ask("credit", "get", f"/credit-limits/{limit['id']}/")["state"] == "live"
    return customer, contacts


def a_lead_is_verified(job, customer, contacts):  # 2
    lead = job.ask("ar", "post", "/leads/", {
        "title": "五轴加工单元", "customer": customer, "source": "technical_exchange", "need": "产能提高一倍",
        "solution": "两台五轴加工单元", "expected_amount": M(1130000),
    }, 201)["id"]  # fmt: skip
    path = f"/leads/{lead}/"
    job.ask("ar", "put", f"{path}helpers/", [job.ids["sr"], job.ids["fr"]])
    job.ask("ar", "patch", path, {"budget": M(1200000), "expected_start_on": f"{job.today.year + 1}-03-01"})
    job.move("ar", path, "assign", {"owner": job.ids["ar"]})
    for role, contact in zip(TRIANGLE, contacts, strict=True):
        job.ask(role, "post", f"{path}verifications/",
                {"contact": contact, "question": "预算批了吗？", "evidence": "会议纪要"}, 201)  # fmt: skip
    job.move("ar", path, "verify")
    job.move("ar", path, "qualify")
    converted = job.move("ar", path, "convert")
    return converted["deal"]["id"], converted["opportunity"]["id"]


def the_opportunity_is_initiated(job, deal, opportunity):  # 3
    job.ask("ar", "put", f"/deals/{deal}/team/", {role: job.ids[role] for role in TRIANGLE})
    path = f"/opportunities/{opportunity}/"
    dimensions = ("market", "customer", "product", "competition")
    job.ask("ar", "put", f"{path}insight/", {name: f"{name}：三条发现" for name in dimensions})
    job.ask("ar", "put", f"{path}estimate/", {"revenue": M(1130000), "cost": M(800000)})
    job.move("ar", path, "initiate", status=202)


def the_bid_is_won(job, opportunity):  # 4
    path = f"/opportunities/{opportunity}/"
    job.move("ar", path, "guide")
    job.move("ar", path, "prepare_bid")
    line = {"description": "五轴加工单元", "quantity": "2", "unit_price": M("500000"), "unit_cost": M("350000"),
            "tax_rate": "0.13"}  # fmt: skip
    until = f"{job.today.year + 1}-06-30"
    job.ask(
        "ar", "post", "/quotes/", {"opportunity": opportunity, "valid_until": until, "lines": [line]}, 201
    )
    job.ask("sr", "put", f"{path}bid-check/", {"risks": "交期紧"})
    job.ask("fr", "put", f"{path}bid-check/", {"delivery_opinion": "可以交付"})
    job.move("ar", path, "submit", status=202)
    job.move("ar", path, "negotiate")
    contract = job.move("ar", path, "win")["contract"]["id"]
    draft = job.ask("ar", "get", f"/contracts/{contract}/")
    assert draft["state"] == "drafting" and draft["lines"][0]["id"]
    return contract


def the_contract_is_signed(job, contract):  # 5
    path = f"/contracts/{contract}/"
    job.ask("ar", "put", f"{path}payment-schedule/", [
        {"name": "预付款", "share": "0.30", "trigger": "signed", "days": 0},
        {"name": "到货款", "share": "0.40", "trigger": "shipped", "days": 30},
        {"name": "验收款", "share": "0.30", "trigger": "accepted", "days": 30},
    ])  # fmt: skip
    clause = job.ask("ar", "get", "/clauses/?limit=1")["results"][0]["id"]
    job.ask("ar", "put", f"{path}clauses/", [{"clause": clause, "text": None}])
    job.move("ar", path, "submit_review", status=202)
    job.move("ar", path, "sign", {"signed_on": job.today.isoformat(), "place": "苏州"})
    first = open_receivables(job, contract)
    assert [one["amount"] for one in first] == [M("339000.00")]
    job.move("ar", path, "hand_over", {"points": ["两台设备，三月开工"]})
    job.move("fr", path, "accept_handover")
    assert job.ask("ar", "get", path)["state"] == "in_force"


def open_receivables(job, contract):
    return job.ask("finance", "get", f"/receivables/?contract={contract}&state=open&ordering=created_at")[
        "results"
    ]


def the_order_is_delivered(job, contract):  # 6
    line = job.ask("fr", "get", f"/contracts/{contract}/")["lines"][0]["id"]
    order = job.ask("fr", "post", "/delivery-orders/", {
        "contract": contract, "required_on": f"{job.today.year + 1}-03-01",
        "lines": [{"contract_line": line, "quantity": "2"}],
    }, 201)["id"]  # fmt: skip
    path = f"/delivery-orders/{order}/"
    for role, name in (
        ("fr", "submit_review"),
        ("planner", "release"),
        ("planner", "schedule"),
        ("planner", "start"),
    ):
        job.move(role, path, name)
    job.move("fr", path, "ship")
    offered = [move["name"] for move in job.ask("fr", "get", f"{path}transitions/")]
    if "install" in offered and "accept" not in offered:
        job.move("fr", path, "install")
    job.move("fr", path, "accept", {"accepted_on": job.today.isoformat(), "quantities": {line: "2"}})
    assert len(open_receivables(job, contract)) == 3
    return order


def the_money_is_matched(job, contract):  # 7
    text = STATEMENT.format(
        day=f"{job.today:%y%m%d}", mmdd=f"{job.today:%m%d}", amount=1130000, text="HENGYUE PAYMENT"
    )
    file = SimpleUploadedFile("statement.sta", text.encode(), content_type="text/plain")
    posted = job.calls["finance"].client.post("/api/v1/bank-statements/", {"file": file})
    assert posted.status_code == 201, posted.content.decode()
    statement = posted.json()
    assert statement["state"] == "imported" and statement["new_lines"] == 1 and statement["known_lines"] == 0
    assert statement["statements"][0]["closing"] == M("1130000.00")
    line = job.ask("finance", "get", f"/bank-lines/?statement={statement['id']}")["results"][0]
    assert line["unallocated"] == M("1130000.00")
    suggestions = job.ask("finance", "get", f"/bank-lines/{line['id']}/suggestions/")
    assert isinstance(suggestions, list)
    for receivable in open_receivables(job, contract):
        body = {"bank_line": line["id"], "receivable": receivable["id"], "amount": receivable["amount"]}
        made = job.ask("finance", "post", "/allocations/", body, 201)
    job.ask("finance", "post", f"/allocations/{made['id']}/reverse/", {"reason": "wrong line"})
    assert len(open_receivables(job, contract)) == 1
    job.ask("finance", "post", "/allocations/", body, 201)
    assert open_receivables(job, contract) == []


def the_ageing_adds_up(job, customer):  # 8
    ageing = job.ask("finance", "get", f"/receivables/ageing/?as_of={job.today}&by=customer")
    assert {"not_due", "1-30"} <= {bucket["code"] for bucket in ageing["buckets"]}
    assert ageing["total"]["sum"] == ageing["ledger_total"] == M("0.00")
    assert (
        job.calls["finance"].get(f"/customers/{customer}/account-statement/?as_of={job.today}").status_code
        == 200
    )


def everything_is_closed(job, order, contract, deal):  # 9
    job.move("fr", f"/delivery-orders/{order}/", "close")
    job.move("ar", f"/contracts/{contract}/", "close", {"lessons": "早做排产"}, status=202)
    assert job.ask("ar", "get", f"/contracts/{contract}/")["state"] == "closed"
    assert job.ask("ar", "get", f"/deals/{deal}/")["stage"] == "closed"


def the_deal_tells_its_story(job, deal):  # 10
    whole = job.ask("ar", "get", f"/deals/{deal}/")
    assert whole["amounts"]["contracted"] == whole["amounts"]["accepted"] == M("1130000.00")
    assert set(whole["calculations"]) == {"estimate", "budget", "actual", "final"}
    assert whole["calculations"]["estimate"]["cost"] == M("800000.00")
    assert [stay["stage"] for stay in whole["stages"]] == [
        "lead", "opportunity", "contract", "delivery", "cash", "closed",
    ]  # fmt: skip
    timeline = job.ask("ar", "get", f"/deals/{deal}/timeline/?limit=200")["results"]
    said = {event["type"]: event["sentence"] for event in reversed(timeline)}
    assert "lead.converted" in said and not [kind for kind, sentence in said.items() if kind in sentence]
    assert said["deal.stage_changed"].endswith("to stage Closed")
    assert said["lead.qualified"].endswith("as Opportunity-grade")
