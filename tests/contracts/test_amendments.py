"""Amendments: what they may change, how they come into force, what becomes of drafts."""

import pytest

from approvals.models import Approval
from approvals.services import current_step, decide
from contracts.models import Amendment
from contracts.services import draft_amendment, edit_amendment
from core.errors import Blocked
from core.models import Event
from core.workflow import run
from receivables.models import Receivable
from tenancy.actor import actor_for
from tests.contracts.steps import amend, refusal
from tests.factories.callers import browser, caller
from tests.factories.contracts import SCHEDULE, approve_all, cny, fresh, make_contract
from tests.factories.delivery import make_order


def test_amendment_keeps_prepayment_true(world):
    contract = make_contract(
        world, "in_force", payment_mode="prepayment", schedule=[SCHEDULE[0] | {"share": 1}]
    )
    amendment = draft_amendment(
        contract, by=world.by("ar"), reason="付款", schedule=[part | {"amount": 0} for part in SCHEDULE]
    )

    assert {blocker.code for blocker in refusals(world, amendment, "submit_review")} == {"proposal_adds_up"}


def refusals(world, record, move):
    with pytest.raises(Blocked) as refused:
        run(record, move, by=world.by("ar"))
    return refused.value.blockers


def test_amendment_becomes_the_next_version(world):
    contract = make_contract(world, "in_force")
    amendment = amend(world, contract)
    assert amendment.amount == 339000

    run(amendment, "submit_review", by=world.by("ar"))
    approve_all(amendment)

    assert Amendment.objects.get().state == "in_force"
    assert fresh(contract).agreement.terms_version == 2
    assert fresh(contract).amount == 339000
    planned = Receivable.objects.filter(agreement=contract.agreement_id).exclude(state="cancelled")
    assert sum(row.amount for row in planned) == 339000


def test_amendment_refused_is_a_draft_again(world):
    contract = make_contract(world, "in_force")
    amendment = amend(world, contract)
    run(amendment, "submit_review", by=world.by("ar"))
    approval = Approval.objects.get(gate="ATAC")

    decide(
        approval,
        by=actor_for(approval.steps.first().voters.first().user),
        decision="reject",
        comment="不同意",
    )

    assert Amendment.objects.get().state == "draft"
    assert fresh(contract).agreement.terms_version == 1


@pytest.mark.parametrize(("way", "status"), [
    ("draft", 204), ("reviewing", 409), ("returned", 409), ("withdrawn", 409), ("of another role", 403),
])  # fmt: skip
def test_only_a_draft_that_no_approver_saw_is_deleted(world, way, status):
    amendment = amend(world, make_contract(world, "in_force"))
    if way in ("reviewing", "returned"):
        request = run(amendment, "submit_review", by=world.by("ar")).approval
    if way == "returned":
        decide(request, by=system_voter(request), decision="return", comment="补材料")
    if way == "withdrawn":
        run(amendment, "withdraw", by=world.by("ar"))

    role = "finance" if way == "of another role" else "ar"
    answer = caller(world, role).delete(f"/amendments/{amendment.pk}/")

    assert answer.status_code == status, answer.content
    assert Amendment.objects.filter(pk=amendment.pk).exists() is (status != 204)
    assert Event.objects.filter(deal_id=amendment.deal_id, kind="amendment.deleted").exists() is (
        status == 204
    )


def system_voter(approval):
    """One of those who may vote now."""
    return actor_for(current_step(approval).voters.first().user)


def test_numbers_of_amendments_pass_over_what_was_deleted(world):
    contract = make_contract(world, "in_force")
    first, second = amend(world, contract), amend(world, contract)

    page = browser(world, "ar")
    assert "Delete draft" in page.get(first.get_absolute_url()).content.decode()
    assert (
        page.post(f"/contracts/amendments/{first.pk}/delete/").headers["Location"]
        == contract.get_absolute_url()
    )

    assert amend(world, contract).number == second.number.replace("-A2", "-A3")


def test_amendment_of_an_older_version_is_refused(world):
    contract = make_contract(world, "in_force")
    first, second = amend(world, contract), amend(world, fresh(contract), "4")
    run(first, "submit_review", by=world.by("ar"))
    approve_all(first)

    assert refusal(world, second) == "built_on_current_version"


def test_amendment_that_changes_nothing_is_refused(world):
    contract = make_contract(world, "in_force")

    assert refusal(world, amend(world, contract, "2")) == "changes_something"


def test_amendment_must_add_up(world):
    contract = make_contract(world, "in_force")
    short = [
        {
            "name": "一",
            "kind": "share",
            "share": cny("0.5").amount,
            "amount": cny(0).amount,
            "trigger": "signed",
        }
    ]

    assert refusal(world, amend(world, contract, schedule=short)) == "proposal_adds_up"


def test_amendment_cannot_take_away_what_is_ordered(world):
    contract = make_contract(world, "in_force")
    make_order(world, "released", contract=contract)
    amendment = amend(world, contract, "1")

    run(amendment, "submit_review", by=world.by("ar"))
    approval = approve_all(amendment)

    assert approval.state == "failed"
    assert approval.blockers[0]["code"] == "over_ordered"
    assert Amendment.objects.get().state == "draft"


def test_edited_amendment_voids_its_request(world):
    contract = make_contract(world, "in_force")
    amendment = amend(world, contract)
    run(amendment, "submit_review", by=world.by("ar"))

    edit_amendment(amendment, by=world.by("ar"), warranty_months=24)

    assert Approval.objects.get(gate="ATAC").state == "voided"
    assert Amendment.objects.get().state == "draft"


def test_draft_contract_is_edited_not_amended(world):
    with pytest.raises(Blocked):
        amend(world, make_contract(world))
