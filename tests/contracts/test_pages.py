"""The contract's pages: what they show and what they take."""

from decimal import Decimal

import pytest
from django.test import Client

from approvals.models import Approval
from contracts.models import Amendment, Clause, Contract
from tests.factories.contracts import fresh, make_contract
from tests.factories.customers import make_customer


@pytest.fixture
def browser(world):
    """`browser("ar")`: a signed-in person's browser, in English."""

    def signed_in(role):
        user = world.people[role]
        user.language = "en"
        user.save()
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.mark.parametrize("state", ["drafting", "reviewing", "signed", "handed_over", "in_force"])
def test_contract_page_shows_every_state(world, browser, state):
    contract = make_contract(world, state)

    for role in ("ar", "fr", "legal"):
        page = browser(role).get(f"/contracts/{contract.pk}/?clauses=all")
        assert page.status_code == 200
        assert contract.title in page.content.decode()


def test_strangers_contract_is_not_found(world, browser, other_world):
    contract = make_contract(world)
    client = Client()
    client.force_login(other_world.ar)

    assert client.get(f"/contracts/{contract.pk}/").status_code == 404


def test_list_names_the_contract(world, browser):
    contract = make_contract(world)

    assert contract.number in browser("ar").get("/contracts/").content.decode()


def test_clause_is_changed_and_judged_on_the_page(world, browser):
    contract, clause = make_contract(world), Clause.objects.get(code="11.2")
    wording = {"clause": str(clause.pk), "text": "违约金不设上限。", "risk": "high"}

    assert browser("ar").post(f"/contracts/{contract.pk}/wording/", wording).status_code == 303
    assert browser("ar").post(f"/contracts/{contract.pk}/submit_review/", {}).status_code == 409
    opinion = {"clause": str(clause.pk), "verdict": "accept", "comment": "可接受"}
    assert browser("legal").post(f"/contracts/{contract.pk}/opinion/", opinion).status_code == 303
    assert browser("ar").post(f"/contracts/{contract.pk}/submit_review/", {}).status_code == 303
    assert fresh(contract).state == "reviewing"


def test_sales_cannot_judge_a_clause(world, browser):
    contract, clause = make_contract(world), Clause.objects.get(code="11.2")
    browser("ar").post(f"/contracts/{contract.pk}/wording/", {"clause": str(clause.pk), "text": "不设上限"})

    refused = browser("ar").post(
        f"/contracts/{contract.pk}/opinion/", {"clause": str(clause.pk), "verdict": "accept"}
    )

    assert refused.status_code == 403


def test_tables_of_lines_and_instalments_are_saved(world, browser):
    contract = make_contract(world)
    client = browser("ar")
    assert client.get(f"/contracts/{contract.pk}/lines/").status_code == 200
    assert client.get(f"/contracts/{contract.pk}/payment-schedule/").status_code == 200

    line = {
        "lines-0-description": "机器人",
        "lines-0-quantity": "3",
        "lines-0-unit_price": "1000.5",
        "lines-0-tax_rate": "0.13",
    }
    assert client.post(f"/contracts/{contract.pk}/lines/", line).status_code == 303
    part = {"parts-0-name": "全款", "parts-0-share": "1", "parts-0-trigger": "accepted", "parts-0-days": "30"}
    assert client.post(f"/contracts/{contract.pk}/payment-schedule/", part).status_code == 303

    assert fresh(contract).amount == Decimal("3391.70")
    assert contract.agreement.instalments.get().amount == fresh(contract).amount


def test_wrong_row_is_named(world, browser):
    contract = make_contract(world)
    line = {"lines-0-description": "机器人", "lines-0-quantity": "-3", "lines-0-unit_price": "x"}

    refused = browser("ar").post(f"/contracts/{contract.pk}/lines/", line)

    assert refused.status_code == 422
    assert "Row 1:" in refused.content.decode()


def test_new_contract_is_drafted(world, browser):
    customer = make_customer(owner=world.ar)
    client = browser("ar")
    assert client.get("/contracts/new/").status_code == 200

    assert client.post("/contracts/new/", {"customer": str(customer.pk), "title": "框架"}).status_code == 303

    assert Contract.objects.get().title == "框架"


def test_amendment_is_written_beside_the_contract(world, browser):
    contract = make_contract(world, "in_force")
    line = contract.agreement.lines.get()
    client = browser("ar")
    assert client.get(f"/contracts/{contract.pk}/amend/").status_code == 200
    sent = {
        "reason": "加购一台",
        "lines-0-id": str(line.pk), "lines-0-description": line.description, "lines-0-quantity": "3",
        "lines-0-unit_price": "100000", "lines-0-tax_rate": "0.13",
    }  # fmt: skip

    assert client.post(f"/contracts/{contract.pk}/amend/", sent).status_code == 303

    amendment = Amendment.objects.get()
    page = client.get(f"/contracts/amendments/{amendment.pk}/").content.decode()
    assert "339000.00" in page
    assert client.post(f"/contracts/amendments/{amendment.pk}/submit_review/", {}).status_code == 303
    assert Approval.objects.get(gate="ATAC").state == "pending"


def test_clause_library_is_shown_and_edited_with_the_right(world, browser):
    clause = Clause.objects.get(code="11.2")

    assert "11.2" in browser("ar").get("/contracts/clauses/").content.decode()
    assert browser("ar").get(f"/contracts/clauses/{clause.pk}/").status_code == 200
    changed = {
        "code": "11.2", "category": "penalty", "title_zh": "违约", "text_zh": "新文本", "risk": "high",
        "opinion_by": "legal", "is_active": "true",
    }  # fmt: skip
    assert browser("ar").post(f"/contracts/clauses/{clause.pk}/", changed).status_code == 403
    assert browser("legal").post(f"/contracts/clauses/{clause.pk}/", changed).status_code == 303
