"""The contract's machine, complete: state × move × role, and every guard on both sides."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from approvals.models import Approval
from approvals.services import current_step, decide
from contracts.models import Amendment, Clause
from contracts.services import (
    draft_amendment,
    edit_amendment,
    edit_contract,
    give_opinion,
    set_budget,
    set_clauses,
    set_schedule,
)
from contracts.terms import schedule_problems
from core.errors import Blocked, Denied
from core.models import Event
from core.workflow import run
from customers.models import Customer
from deals.models import Calculation
from deals.states import BY_DELIVERY, Trigger
from receivables.models import Receivable
from tenancy.actor import actor_for, system
from tests.factories.callers import browser, caller
from tests.factories.contracts import SCHEDULE, advance, approve_all, cny, fresh, line, make_contract
from tests.factories.customers import make_customer
from tests.factories.delivery import make_order


def closed_contract(world):
    """A contract that was delivered, paid, and passed ATCC."""
    contract = make_contract(world, "in_force")
    make_order(world, "closed", contract=contract)
    pay_everything(contract)
    run(contract, "close", by=world.by("ar"), fields={"lessons": "提前锁定产能"})
    approve_all(contract)
    return fresh(contract)


def pay_everything(contract) -> None:
    """Every receivable of the contract is written off by the system, so that nothing is left to collect."""
    for receivable in Receivable.objects.filter(agreement=contract.agreement_id, state="open"):
        run(receivable, "write_off", by=system(), fields={"reason": "test"}, approved=Approval())


def refusal(world, contract, move="submit_review", role="ar", **fields) -> str:
    """The codes that refuse the move."""
    with pytest.raises(Blocked) as refused:
        run(contract, move, by=world.by(role), fields=fields)
    return " ".join(blocker.code for blocker in refused.value.blockers)


def test_review_needs_a_schedule_that_adds_up(world):
    contract = make_contract(world, schedule=SCHEDULE[:2])

    assert refusal(world, contract) == "schedule_adds_up"


def test_fixed_amounts_must_meet_the_total_to_the_cent(world):
    contract = make_contract(world)
    part = {"name": "一", "kind": "amount", "amount": cny("225999.99").amount, "trigger": "signed"}
    set_schedule(contract, [part], by=world.by("ar"))

    with pytest.raises(Blocked, match=r"0\.01"):
        run(contract, "submit_review", by=world.by("ar"))


def test_review_needs_an_admitted_customer_or_prepayment(world):
    contract = make_contract(world, customer=make_customer(owner=world.ar, admitted=False))

    assert refusal(world, contract) == "customer_not_admitted"


def test_conditional_customer_needs_prepayment_terms(world):
    customer = make_customer(owner=world.ar, payment_mode="prepayment")
    contract = make_contract(world, customer=customer)

    assert refusal(world, contract) == "customer_not_admitted"
    edit_contract(contract, by=world.by("ar"), payment_mode="prepayment")
    set_schedule(contract, [SCHEDULE[0] | {"share": 1}], by=world.by("ar"))
    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


@pytest.mark.parametrize("mode", ["credit", "prepayment"])
@pytest.mark.parametrize("trigger", Trigger.values)
def test_prepayment_never_waits_for_the_goods(world, trigger, mode):
    contract = make_contract(world, payment_mode=mode)
    late = {"name": "尾款", "kind": "rest", "trigger": trigger, "due_on": contract.as_of}

    set_schedule(contract, [SCHEDULE[0], late], by=world.by("ar"))

    if mode == "prepayment" and trigger in BY_DELIVERY:
        assert refusal(world, contract) == "not_prepaid"
        assert "尾款" in schedule_problems(contract.agreement)[0]
    else:
        assert run(contract, "submit_review", by=world.by("ar")).approval is not None


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


def test_frozen_customer_gets_no_contract(world):
    contract = make_contract(world)
    freeze(contract)

    assert refusal(world, fresh(contract)) == "customer_frozen"


def freeze(contract) -> None:
    run(Customer.objects.get(pk=contract.customer_id), "freeze", by=system(), fields={"reason": "逾期"})


def test_review_needs_a_budget(world):
    contract = make_contract(world, lines=[line(cost="0")])

    assert refusal(world, contract) == "budget_calculated"
    set_budget(contract, by=world.by("sr"), cost=cny(100000))
    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def deviate(world, contract, text="违约金不设上限。", code="11.2") -> Clause:
    clause = Clause.objects.get(code=code)
    set_clauses(contract, {clause: (text, None)}, by=world.by("ar"))
    return clause


def test_open_high_risk_deviation_blocks_until_its_owner_accepts(world):
    contract = make_contract(world)
    clause = deviate(world, contract)
    assert refusal(world, contract) == "deviation_open"

    with pytest.raises(Denied):
        give_opinion(contract, clause, by=world.by("finance"), verdict="accept")
    give_opinion(contract, clause, by=world.by("legal"), verdict="change", comment="压到 5%")
    assert refusal(world, contract) == "deviation_open"
    give_opinion(
        contract,
        clause,
        by=world.by("legal"),
        verdict="accept_with_condition",
        condition="总经理知悉",
        condition_due_on=contract.as_of,
    )

    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def test_new_wording_needs_a_new_opinion(world):
    contract = make_contract(world)
    clause = deviate(world, contract)
    give_opinion(contract, clause, by=world.by("legal"), verdict="accept")

    deviate(world, contract, "违约金上限 20%。")

    assert refusal(world, contract) == "deviation_open"


def test_deviation_of_lower_risk_does_not_block(world):
    contract = make_contract(world)
    deviate(world, contract, "质保 18 个月。", "8.3")

    assert run(contract, "submit_review", by=world.by("ar")).approval is not None


def test_standard_text_is_no_deviation(world):
    contract = make_contract(world)
    clause = deviate(world, contract, Clause.objects.get(code="11.2").text_en)

    assert contract.clauses.get(clause=clause).text is None


def test_fr_judges_delivery_clauses(world):
    contract = make_contract(world)
    clause = deviate(world, contract, "签约后 62 天交货。", "6.1")

    give_opinion(contract, clause, by=world.by("fr"), verdict="accept")

    assert contract.clauses.get(clause=clause).verdict == "accept"


def test_change_while_reviewing_voids_the_request(world):
    contract = make_contract(world, "reviewing")

    set_schedule(
        contract, [{"name": "全款", "kind": "share", "share": 1, "trigger": "signed"}], by=world.by("ar")
    )

    assert fresh(contract).state == "drafting"
    assert Approval.objects.get(record_id=contract.pk).state == "voided"


def test_change_of_an_approved_contract_returns_it_to_drafting(world):
    contract = make_contract(world, "approved")

    deviate(world, contract)

    assert fresh(contract).state == "drafting"
    assert Calculation.objects.get(deal=contract.deal, kind="budget").frozen_at is None


def test_contract_changed_behind_our_back_is_not_signed(world):
    contract = make_contract(world, "approved")
    contract.agreement.lines.update(quantity=3)

    assert refusal(world, contract, "sign") == "approved_and_unchanged"


def test_signing_tomorrow_is_refused(world):
    contract = make_contract(world, "approved")

    with pytest.raises(ValidationError) as refused:
        run(contract, "sign", by=world.by("ar"), fields={"signed_on": contract.as_of + timedelta(days=1)})

    assert "signed_on" in refused.value.message_dict
    assert fresh(contract).state == "approved"


def test_numbers_of_signed_contracts_have_no_gaps(world):
    numbers = [
        make_contract(world, "signed", customer=make_customer(f"客户{i}", owner=world.ar)).number
        for i in range(2)
    ]

    assert numbers == ["CT-2026-000001", "CT-2026-000002"]


def test_refused_review_returns_to_drafting(world):
    contract = make_contract(world, "reviewing")
    approval = Approval.objects.get(record_id=contract.pk)
    voter = approval.steps.first().voters.first().user

    decide(approval, by=actor_for(voter), decision="reject", comment="毛利太低")

    assert fresh(contract).state == "drafting"


def test_handover_is_accepted_whole_or_not_at_all(world):
    contract = make_contract(world, "handed_over")
    first = contract.points.first()

    with pytest.raises(ValidationError):
        run(contract, "accept_handover", by=world.by("fr"), fields={"points": [str(first.pk)]})
    run(
        contract,
        "accept_handover",
        by=world.by("fr"),
        fields={"points": [str(p.pk) for p in contract.points.all()]},
    )

    assert not contract.points.filter(accepted_at=None).exists()


def test_nothing_is_accepted_before_it_was_handed_over(world):
    assert refusal(world, make_contract(world, "signed"), "accept_handover", "fr") == "handed_over"


def test_signed_contract_changes_by_amendment_only(world):
    contract = make_contract(world, "signed")

    with pytest.raises(Blocked):
        set_schedule(contract, [dict(part) for part in SCHEDULE], by=world.by("ar"))


# --- amendments ------------------------------------------------------------------------------------------------------


def amend(world, contract, quantity="3", **more) -> Amendment:
    present = contract.agreement.lines.get()
    rows = [line(quantity) | {"id": present.pk, "product": None}]
    return draft_amendment(contract, by=world.by("ar"), reason="加购", lines=rows, **more)


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


# --- the end ---------------------------------------------------------------------------------------------------------


def test_contract_closes_only_when_everything_is_done(world):
    contract = make_contract(world, "in_force")

    found = refusal(world, contract, "close", lessons="…")

    assert "quantity_open" in found


def test_closing_needs_lessons(world):
    contract = make_contract(world, "in_force")

    with pytest.raises(ValidationError) as refused:
        run(contract, "close", by=world.by("ar"), fields={})

    assert "lessons" in refused.value.message_dict


def test_closed_contract_closes_its_deal_with_a_final_calculation(world):
    contract = closed_contract(world)

    assert contract.state == "closed"
    assert contract.deal.stage == "closed"
    final = Calculation.objects.get(deal=contract.deal, kind="final")
    assert (final.revenue, final.cost, bool(final.frozen_at)) == (200000, 120000, True)


def test_open_amendment_holds_the_closing_back(world):
    contract = make_contract(world, "in_force")
    make_order(world, "closed", contract=contract)
    pay_everything(contract)
    amend(world, fresh(contract))

    assert refusal(world, fresh(contract), "close", lessons="…") == "amendments_settled"


def test_terminated_contract_ends_its_deal_and_calls_orders_off(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "scheduled", contract=contract)

    run(contract, "terminate", by=world.by("sales_manager"), fields={"reason": "客户停产"})

    order.refresh_from_db()
    assert order.state == "cancelled"
    assert fresh(contract).deal.stage == "terminated"


def test_advance_to_signed_leaves_the_advance_open(world):
    contract = make_contract(world, "approved")
    advance(world, contract, "signed")

    opened = Receivable.objects.get(agreement=contract.agreement_id, state="open")
    assert opened.amount == 67800
