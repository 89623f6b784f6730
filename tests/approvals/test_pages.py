"""The decision inbox and the vote bar."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from approvals import services
from approvals.evidence import evidence_of, without_costs
from approvals.models import Approval, Condition
from core.dates import local_day
from core.workflow import run
from desk.papers import attach
from opportunities.models import Opportunity
from tests.factories.callers import browser, caller
from tests.factories.opportunities import make_opportunity, prepare_ati


@pytest.fixture
def waiting(world):
    """An opportunity's request for ATI."""
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)
    return run(opportunity, "initiate", by=world.by("ar")).approval


def test_the_inbox_opens_on_what_waits_for_the_voter(world, waiting):
    page = browser(world, "sales_manager").get("/approvals/").content.decode()

    assert waiting.title in page
    assert f"/approvals/{waiting.pk}/vote/" in page


def test_the_asker_sees_the_request_and_can_withdraw_it(world, waiting):
    client = browser(world, "ar")
    assert f"/approvals/{waiting.pk}/withdraw/" in client.get(waiting.get_absolute_url()).content.decode()

    assert client.post(f"/approvals/{waiting.pk}/withdraw/").status_code == 303
    assert Approval.objects.get(pk=waiting.pk).state == "withdrawn"


def test_a_request_one_has_no_part_in_is_not_there(world, waiting):
    assert browser(world, "planner").get(waiting.get_absolute_url()).status_code == 404


def test_a_return_without_a_word_is_refused_and_keeps_the_choice(world, waiting):
    answer = browser(world, "sales_manager").post(f"/approvals/{waiting.pk}/vote/", {"decision": "return"})

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert answer["HX-Push-Url"] == "false"


def test_a_conditional_vote_writes_its_conditions(world, waiting):
    vote = {
        "decision": "condition",
        "condition_text": ["锁定进口件价格", ""],
        "condition_owner": [str(world.ar.pk), ""],
        "condition_due": ["2026-12-20", ""],
    }

    answer = browser(world, "sales_manager").post(f"/approvals/{waiting.pk}/vote/", vote)

    assert answer.status_code == 303
    assert Condition.objects.get(approval=waiting).owner_id == world.ar.pk


def test_a_conditional_vote_names_a_condition(world, waiting):
    answer = browser(world, "sales_manager").post(f"/approvals/{waiting.pk}/vote/", {"decision": "condition"})

    assert answer.status_code == 422


def test_a_stranger_to_the_step_cannot_vote(world, waiting):
    answer = browser(world, "executive").post(f"/approvals/{waiting.pk}/vote/", {"decision": "approve"})

    assert answer.status_code == 403


def test_evidence_hides_costs_and_ids_and_keeps_the_order_people_read_in():
    frozen = {
        "customer": "01a20a5b-af91-75ff-beda-2b1d6481d660",
        "cost": "800000.00",
        "lines": [{"total": "226000.00", "description": "装配线", "unit_cost": "60000", "due_on": "None"}],
    }

    open_copy, closed_copy = (evidence_of(frozen, with_costs=seen) for seen in (True, False))

    assert [text for _label, text in open_copy.facts] == ["800,000.00"]
    assert open_copy.tables[0]["rows"] == [["装配线", "60,000.00", "226,000.00"]]
    assert closed_copy.facts == []
    assert closed_copy.tables[0]["rows"] == [["装配线", "226,000.00"]]


def test_costs_are_null_wherever_the_copy_holds_them():
    frozen = {
        "cost": "8", "revenue": "10", "budget": {"cost": "8", "revenue": "10"},
        "quote": {"lines": [["装配线", "2", "5", "4", "0.13", "11"]]}, "lines": [{"unit_cost": "4", "total": "11"}],
    }  # fmt: skip

    assert without_costs(frozen) == {
        "cost": None, "revenue": "10", "budget": {"cost": None, "revenue": "10"},
        "quote": {"lines": [["装配线", "2", "5", None, "0.13", "11"]]}, "lines": [{"unit_cost": None, "total": "11"}],
    }  # fmt: skip


def test_costs_are_for_the_right_and_for_those_who_ask_or_decide(world):
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)
    approval = run(opportunity, "initiate", by=world.by("ar")).approval

    def cost_read_by(role):
        return caller(world, role).get(f"/approvals/{approval.pk}/").json()["frozen"]["cost"]

    assert cost_read_by("sales_manager") == cost_read_by("finance") == approval.frozen["cost"]
    assert cost_read_by("legal") is None


def test_frozen_papers_stand_beside_those_in_force(world):
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)
    for name in ("plan.txt", "costs.txt"):
        attach(opportunity, SimpleUploadedFile(name, name.encode()), by=world.by("ar"))
    approval = run(opportunity, "initiate", by=world.by("ar")).approval
    attach(opportunity, SimpleUploadedFile("plan.txt", b"another"), by=world.by("ar"))

    context = browser(world, "sales_manager").get(approval.get_absolute_url()).context

    assert {paper.name: paper.stands for paper in context["papers"]} == {"plan.txt": False, "costs.txt": True}
    assert (context["approval"].state, context["last_change"].by) == ("voided", world.ar)


def test_a_refused_vote_keeps_its_conditions(world, waiting):
    vote = {"decision": "condition", "condition_text": ["锁定价格", ""], "condition_owner": ["", ""],
            "condition_due": ["2026-12-20", ""]}  # fmt: skip

    answer = browser(world, "sales_manager").post(f"/approvals/{waiting.pk}/vote/", vote)

    assert answer.status_code == 422
    assert answer.context["condition_rows"][0] == {"text": "锁定价格", "owner": "", "due": "2026-12-20"}


def test_the_second_request_says_so_and_conditions_mark_the_vote(world, waiting):
    manager = browser(world, "sales_manager")
    services.decide(waiting, by=world.by("sales_manager"), decision="return", comment="重算")
    opportunity = Opportunity.objects.get(pk=waiting.record_id)
    second = run(opportunity, "initiate", by=world.by("ar")).approval
    services.decide(
        second,
        by=world.by("sales_manager"),
        decision="approve",
        conditions=[{"text": "锁价", "owner": world.ar, "due_on": local_day()}],
    )

    context = manager.get(second.get_absolute_url()).context

    assert context["round"] == 2
    assert next(one.is_conditional for one in context["opinions"]) is True
    assert context["month"]["count"] == 2


def test_codes_of_the_copy_are_read_as_words():
    frozen = {"kind": "standing", "risks": [["交期紧", "medium", ""]]}

    with override("zh-hans"):
        copy = evidence_of(frozen, with_costs=True)
        said = [str(text) for _label, text in copy.facts] + copy.tables[0]["rows"][0]

    assert said == ["信用额度", "交期紧", "中"]
