"""Moves of an opportunity: from which state, by whom, on which facts, through which gate."""

from datetime import date, timedelta

import pytest

from approvals.models import Approval
from approvals.services import decide
from core.dates import local_day
from core.errors import Blocked, Denied, Unavailable
from core.workflow import available_moves, run
from customers.models import Customer
from deals.models import Agreement, Calculation, Deal
from opportunities.models import Opportunity, Quote
from opportunities.services.moves import loss_reason_of
from opportunities.services.opening import create_opportunity, update_opportunity
from opportunities.services.preparation import give_opinion, write_estimate, write_insight
from opportunities.services.quoting import update_quote
from opportunities.states import OpportunityState
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.opportunities import (
    cny,
    line,
    make_opportunity,
    make_quote,
    prepare_atb,
    prepare_ati,
)

pytestmark = pytest.mark.django_db
ENDS = {"lose", "abandon"}
MOVES_FROM = {
    "identified": {"initiate", "suspend"} | ENDS,
    "initiated": {"guide", "prepare_bid", "suspend"} | ENDS,
    "guiding": {"prepare_bid", "suspend"} | ENDS,
    "bidding": {"submit", "suspend"} | ENDS,
    "submitted": {"negotiate", "suspend"} | ENDS,
    "negotiating": {"win", "suspend"} | ENDS,
    "won": set(),
    "lost": set(),
    "abandoned": set(),
    "suspended": {"resume"} | ENDS,
}


def codes(error) -> set:
    return {blocker.code for blocker in error.value.blockers}


def fresh(opportunity) -> Opportunity:
    return Opportunity.objects.get(pk=opportunity.pk)


def test_the_table_of_moves_is_complete():
    assert set(MOVES_FROM) == set(OpportunityState.values)


@pytest.mark.parametrize("state", sorted(set(MOVES_FROM) - {"won"}))
def test_each_state_offers_its_moves_and_no_others(world, state):
    opportunity = make_opportunity(world, at=state)

    assert {move.name for move in available_moves(opportunity, system())} == MOVES_FROM[state]


@pytest.mark.parametrize(
    ("role", "may"),
    [("ar", True), ("sales_manager", True), ("sr", False), ("fr", False), ("finance", False), ("credit", False),
     ("legal", False), ("planner", False), ("service", False), ("executive", False), ("admin", False)],
)  # fmt: skip
def test_ar_seat_and_sales_manager_move_an_opportunity_others_do_not(world, role, may):
    opportunity = make_opportunity(world, at="initiated")

    allowed = {move.name for move in available_moves(opportunity, world.by(role)) if not move.denied}

    assert allowed == (MOVES_FROM["initiated"] if may else set())


# --- ATI ------------------------------------------------------------------------------------------------------


def test_ati_lists_everything_that_is_missing(world):
    opportunity = make_opportunity(world, budget=None, expected_start_on=None)

    with pytest.raises(Blocked) as error:
        run(opportunity, "initiate", by=world.by("ar"))

    missing = {"needs_budget", "needs_start_date", "needs_triangle", "needs_insight", "needs_estimate"}
    assert codes(error) == missing
    assert all(blocker.fix and blocker.url for blocker in error.value.blockers)


def test_ati_waits_for_approval_and_is_made_by_the_last_vote(world):
    opportunity = make_opportunity(world, amount=cny(300000))
    prepare_ati(world, opportunity)
    write_estimate(opportunity, by=world.by("ar"), revenue=cny(300000), cost=cny(200000))

    outcome = run(opportunity, "initiate", by=world.by("ar"))

    assert (outcome.approval.gate, outcome.approval.amount) == ("ATI", 300000)
    assert (outcome.record.state, outcome.record.pending_gate) == ("identified", "ATI")
    decide(outcome.approval, by=world.by("sales_manager"), decision="approve")
    assert fresh(opportunity).state == "initiated"
    assert fresh(opportunity).pending_gate == ""


def test_changing_the_estimate_voids_a_pending_ati(world):
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)
    approval = run(opportunity, "initiate", by=world.by("ar")).approval

    write_estimate(opportunity, by=world.by("ar"), revenue=cny(1500000), cost=cny(800000))

    assert Approval.objects.get(pk=approval.pk).state == "voided"
    assert fresh(opportunity).pending_gate == ""


def test_changing_only_the_cost_voids_a_pending_ati_too(world):
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)
    approval = run(opportunity, "initiate", by=world.by("ar")).approval

    write_estimate(opportunity, by=world.by("ar"), revenue=cny(1200000), cost=cny(900000))

    assert Approval.objects.get(pk=approval.pk).state == "voided"


def test_the_estimate_is_frozen_once_ati_has_passed(world):
    opportunity = make_opportunity(world, at="initiated")

    with pytest.raises(Blocked) as error:
        write_estimate(opportunity, by=world.by("ar"), revenue=cny(1), cost=cny(1))

    assert codes(error) == {"calculation_frozen"}
    assert Calculation.objects.get(deal=opportunity.deal, kind="estimate").frozen_at


# --- ATB ------------------------------------------------------------------------------------------------------


def test_atb_lists_everything_that_is_missing(world):
    opportunity = make_opportunity(world, at="bidding")

    with pytest.raises(Blocked) as error:
        run(opportunity, "submit", by=world.by("ar"))

    assert codes(error) == {"needs_quote", "needs_risks", "needs_delivery_opinion"}


def test_a_line_without_cost_blocks_atb(world):
    opportunity = make_opportunity(world, at="bidding")
    prepare_atb(world, opportunity, lines=[line(), line("调试", unit_cost=None)])

    with pytest.raises(Blocked) as error:
        run(fresh(opportunity), "submit", by=world.by("ar"))

    assert codes(error) == {"needs_costs"}
    assert "1" in error.value.blockers[0].detail


def test_a_negative_margin_blocks_atb(world):
    opportunity = make_opportunity(world, at="bidding")
    prepare_atb(world, opportunity, lines=[line(unit_price="100", unit_cost="101")])

    with pytest.raises(Blocked) as error:
        run(fresh(opportunity), "submit", by=world.by("ar"))

    assert codes(error) == {"negative_margin", "needs_discount_approval"}


def test_an_expired_quote_blocks_atb_and_one_that_ends_today_does_not(world):
    opportunity = make_opportunity(world, at="bidding")
    quote = prepare_atb(world, opportunity, valid_until=local_day() - timedelta(days=1))

    with pytest.raises(Blocked) as error:
        run(fresh(opportunity), "submit", by=world.by("ar"))
    update_quote(quote, by=world.by("sr"), valid_until=local_day())
    outcome = run(fresh(opportunity), "submit", by=world.by("ar"))

    assert codes(error) == {"needs_quote"}
    assert outcome.approval.gate == "ATB"


def test_an_unpaid_bid_bond_blocks_atb(world):
    opportunity = make_opportunity(world, at="bidding")
    prepare_atb(world, opportunity)
    update = {"bid_bond": 50000}
    update_opportunity(fresh(opportunity), by=world.by("ar"), **update)

    with pytest.raises(Blocked) as error:
        run(fresh(opportunity), "submit", by=world.by("ar"))

    assert codes(error) == {"needs_bid_bond"}


def test_a_frozen_customer_blocks_atb(world):
    opportunity = make_opportunity(world, at="bidding")
    prepare_atb(world, opportunity)
    customer = Customer.objects.get(pk=opportunity.customer_id)
    run(customer, "freeze", by=world.by("credit"), fields={"reason": "逾期 62 天"})

    with pytest.raises(Blocked) as error:
        run(fresh(opportunity), "submit", by=world.by("ar"))

    assert codes(error) == {"customer_frozen"}


def test_submit_marks_the_current_quote_sent(world):
    opportunity = make_opportunity(world, at="submitted")

    assert opportunity.current_quote.state == "sent"
    assert opportunity.submitted_at


def test_a_changed_quote_voids_a_pending_atb(world):
    opportunity = make_opportunity(world, at="bidding")
    quote = prepare_atb(world, opportunity)
    approval = run(fresh(opportunity), "submit", by=world.by("ar")).approval
    assert approval.amount == quote.total

    update_quote(quote, by=world.by("sr"), lines=[line(unit_price="599999.99")])

    assert Approval.objects.get(pk=approval.pk).state == "voided"


def test_only_the_fr_seat_gives_the_delivery_opinion(world):
    opportunity = make_opportunity(world, at="bidding")

    for code in ("ar", "sr", "sales_manager", "admin"):
        with pytest.raises(Denied):
            give_opinion(opportunity, "没问题", by=world.by(code))


# --- win and lose ---------------------------------------------------------------------------------------------


def test_win_needs_a_quote_that_the_customer_has(world):
    opportunity = make_opportunity(world, at="negotiating")
    make_quote(world, opportunity)

    with pytest.raises(Blocked) as error:
        run(fresh(opportunity), "win", by=world.by("ar"))

    assert codes(error) == {"quote_not_in_force"}
    assert Deal.objects.get(pk=opportunity.deal_id).stage == "opportunity"


def test_win_puts_the_quotes_lines_on_the_deal_and_drafts_the_contract(world):
    opportunity = make_opportunity(world, at="negotiating")

    outcome = run(opportunity, "win", by=world.by("ar"))

    agreement = Agreement.objects.get(pk=outcome.extra["contract"]["id"])
    assert outcome.record.state == "won"
    assert (agreement.total, agreement.lines.get().unit_cost) == (1356000, 400000)
    assert Deal.objects.get(pk=opportunity.deal_id).stage == "contract"
    assert Quote.objects.get(opportunity=opportunity).state == "accepted"


def test_a_lost_opportunity_ends_its_deal_and_keeps_winner_and_price(world):
    opportunity = make_opportunity(world, at="negotiating")
    fields = {
        "reason": "价格",
        "winner": "某自动化公司",
        "winning_price": {"amount": "990000", "currency": "CNY"},
    }

    lost = run(opportunity, "lose", by=world.by("ar"), fields=fields).record

    assert (lost.state, lost.winner, lost.winning_price) == ("lost", "某自动化公司", 990000)
    assert Deal.objects.get(pk=lost.deal_id).stage == "lost"


def test_the_reason_of_a_loss_is_found_by_code_and_else_is_other():
    assert loss_reason_of("price") == "price"
    assert loss_reason_of("Lead time") == "lead_time"
    assert loss_reason_of("老板换人了") == "other"


def test_a_suspended_opportunity_resumes_where_it_stood(world):
    opportunity = make_opportunity(world, at="bidding")
    suspended = run(opportunity, "suspend", by=world.by("ar"), fields={"reason": "客户停项目"}).record
    assert suspended.state == "suspended"

    assert run(suspended, "resume", by=world.by("ar")).record.state == "bidding"


def test_a_suspended_opportunity_takes_no_other_move(world):
    opportunity = make_opportunity(world, at="suspended")

    with pytest.raises(Unavailable):
        run(opportunity, "guide", by=world.by("ar"))


# --- entering late --------------------------------------------------------------------------------------------


def test_an_opportunity_may_enter_the_chain_without_a_lead(world):
    opportunity = make_opportunity(world)

    stays = {stay.stage: stay.skipped for stay in opportunity.deal.stays.all()}
    assert stays == {"lead": True, "opportunity": False}
    assert opportunity.deal.seat("ar") == world.ar.pk


def test_no_opportunity_with_a_blacklisted_customer(world):
    customer = make_customer(owner=world.ar)
    run(customer, "blacklist", by=world.by("credit"), fields={"reason": "失信"})

    with pytest.raises(Blocked) as error:
        create_opportunity(
            by=world.by("ar"), customer=Customer.objects.get(pk=customer.pk), title="续约", amount=cny(1)
        )

    assert codes(error) == {"customer_blacklisted"}


def test_an_insight_keeps_the_dimensions_that_were_not_sent(world):
    opportunity = make_opportunity(world)
    write_insight(
        opportunity, {"market": [{"text": "增长 8%", "found_on": date(2026, 11, 1)}]}, by=world.by("ar")
    )

    write_insight(opportunity, {"customer": [{"text": "扩产"}]}, by=world.by("ar"))

    found = {(row.dimension, row.text) for row in opportunity.findings.all()}
    assert found == {("market", "增长 8%"), ("customer", "扩产")}
