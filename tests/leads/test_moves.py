"""Moves of a lead: who may make them, from which state, on which facts."""

import pytest
from django.core.exceptions import ValidationError

from core.errors import Blocked, Denied, Unavailable
from core.workflow import available_moves, run
from customers.models import Customer
from deals.models import Deal
from leads.models import Lead
from leads.services.capture import set_helpers, update_lead
from leads.services.verification import log_verification
from leads.states import LeadState
from opportunities.models import Opportunity
from tenancy.actor import system
from tenancy.sight import sees
from tests.factories.customers import make_contact, make_customer
from tests.factories.leads import BUDGET, START, make_lead

pytestmark = pytest.mark.django_db
OPEN_MOVES = {"invalidate", "merge"}
MOVES_FROM = {
    "new": {"assign", "pool"} | OPEN_MOVES,
    "assigned": {"assign", "verify", "pool"} | OPEN_MOVES,
    "verifying": {"assign", "nurture", "qualify", "pool"} | OPEN_MOVES,
    "nurturing": {"assign", "verify", "pool"} | OPEN_MOVES,
    "qualified": {"convert", "pool"} | OPEN_MOVES,
    "converted": set(),
    "invalid": set(),
    "merged": set(),
    "pooled": {"assign", "claim"} | OPEN_MOVES,
}


def codes(error) -> set:
    return {blocker.code for blocker in error.value.blockers}


def test_the_table_of_moves_is_complete(world):
    assert set(MOVES_FROM) == set(LeadState.values)


@pytest.mark.parametrize("state", sorted(set(MOVES_FROM) - {"merged"}))
def test_each_state_offers_its_moves_and_no_others(world, state):
    lead = make_lead(world, at=state)

    offered = {move.name for move in available_moves(lead, system())}

    assert offered == MOVES_FROM[state]


def test_a_move_from_the_wrong_state_changes_nothing(world):
    lead = make_lead(world, at="assigned")

    with pytest.raises(Unavailable):
        run(lead, "convert", by=world.by("ar"))

    assert Lead.objects.get(pk=lead.pk).state == "assigned"


def test_qualify_names_everything_that_is_missing(world):
    lead = make_lead(world, at="verifying")

    with pytest.raises(Blocked) as error:
        run(lead, "qualify", by=world.by("ar"))

    assert codes(error) == {
        "needs_second_verification",
        "needs_other_verifier",
        "needs_budget",
        "needs_start_date",
    }
    assert all(blocker.fix and blocker.url for blocker in error.value.blockers)


def test_a_blacklisted_customer_blocks_qualify_and_convert(world):
    lead = make_lead(world, at="qualified")
    customer = Customer.objects.get(pk=lead.customer_id)
    run(customer, "blacklist", by=world.by("credit"), fields={"reason": "失信"})

    with pytest.raises(Blocked) as error:
        run(lead, "convert", by=world.by("ar"))

    assert codes(error) == {"customer_blacklisted"}
    assert not Deal.objects.filter(lead_id=lead.pk).exists()


def test_convert_opens_the_deal_with_the_owner_as_ar_and_the_opportunity(world):
    lead = make_lead(world, at="qualified")

    outcome = run(lead, "convert", by=world.by("ar"))

    deal = Deal.objects.get(pk=outcome.extra["deal"]["id"])
    opportunity = Opportunity.objects.get(pk=outcome.extra["opportunity"]["id"])
    assert outcome.record.state == "converted"
    assert outcome.record.deal_id == deal.pk
    assert deal.seat("ar") == world.ar.pk
    assert deal.stage == "opportunity"
    assert deal.stays.get(stage="lead").entered_at == lead.created_at
    assert (opportunity.budget, opportunity.expected_start_on) == (BUDGET.amount, START)
    assert opportunity.owner_id == world.ar.pk


def test_convert_needs_a_third_verification_by_a_money_holder(world):
    lead = make_lead(world, at="verifying")
    set_helpers(lead, [world.sr], by=world.by("ar"))
    for code, function in (("ar", "production"), ("sr", "purchasing")):
        contact = make_contact(lead.customer, function, function, decision_role="uses")
        log_verification(lead, by=world.by(code), contact=contact, question="?", evidence="!")
    update_lead(lead, by=world.by("ar"), budget=BUDGET, expected_start_on=START)
    run(lead, "qualify", by=world.by("ar"))

    with pytest.raises(Blocked) as error:
        run(lead, "convert", by=world.by("ar"))

    assert codes(error) == {"needs_third_verification", "needs_budget_holder"}
    assert Lead.objects.get(pk=lead.pk).grade == "credible"


def test_a_lead_without_a_customer_takes_no_verification(world):
    lead = make_lead(world, customer=make_customer(owner=world.ar))
    lead = update_lead(lead, by=world.by("ar"), customer=None, company_name="某某公司")
    contact = make_contact(make_customer("另一家公司", owner=world.ar))

    with pytest.raises(ValidationError) as error:
        log_verification(lead, by=world.by("ar"), contact=contact, question="?", evidence="!")

    assert "contact" in error.value.error_dict


def test_a_contact_of_another_customer_is_refused(world):
    lead = make_lead(world)
    stranger = make_contact(make_customer("另一家公司", owner=world.ar))

    with pytest.raises(ValidationError) as error:
        log_verification(lead, by=world.by("ar"), contact=stranger, question="?", evidence="!")

    assert "contact" in error.value.error_dict


# --- who may --------------------------------------------------------------------------------------------------


def allowed(lead, by) -> set:
    return {move.name for move in available_moves(lead, by) if not move.denied}


@pytest.mark.parametrize(
    ("role", "may"),
    [("ar", MOVES_FROM["verifying"]), ("sales_manager", MOVES_FROM["verifying"]), ("sr", set()), ("fr", set()),
     ("finance", set()), ("credit", set()), ("legal", set()), ("planner", set()), ("service", set()),
     ("executive", set()), ("admin", set())],
)  # fmt: skip
def test_owner_and_sales_manager_move_a_lead_others_do_not(world, role, may):
    lead = make_lead(world, at="verifying")

    assert allowed(lead, world.by(role)) == may


@pytest.mark.parametrize("role", ["ar", "sr"])
def test_ar_and_sr_claim_from_the_pool(world, role):
    lead = make_lead(world, at="pooled")

    lead = run(lead, "claim", by=world.by(role)).record

    assert lead.owner_id == world.people[role].pk
    assert lead.state == "assigned"


def test_a_pooled_lead_has_no_owner_and_sellers_see_it(world):
    lead = make_lead(world, at="pooled")

    assert lead.owner_id is None
    assert sees(lead, world.by("sr"))
    assert not sees(lead, world.by("fr"))


def test_ar_takes_an_unowned_lead_for_himself(world):
    lead = make_lead(world)

    assert (
        run(lead, "assign", by=world.by("ar"), fields={"owner": str(world.ar.pk)}).record.owner_id
        == world.ar.pk
    )


def test_ar_does_not_give_away_a_lead_that_is_owned(world):
    lead = make_lead(world, at="assigned")

    with pytest.raises(Denied):
        run(lead, "assign", by=world.by("ar"), fields={"owner": str(world.sr.pk)})


def test_a_lead_of_another_owner_is_not_taken(world):
    lead = make_lead(world, at="assigned", owner=world.sr)

    with pytest.raises(Denied):
        run(lead, "assign", by=world.by("ar"), fields={"owner": str(world.ar.pk)})


def test_helpers_see_the_lead_and_its_customer(world):
    lead = make_lead(world, at="assigned")
    assert not sees(lead, world.by("fr"))

    set_helpers(lead, [world.fr], by=world.by("ar"))

    assert sees(lead, world.by("fr"))
    assert sees(lead.customer, world.by("fr"))


def test_only_the_owner_invites_helpers(world):
    lead = make_lead(world, at="assigned")

    with pytest.raises(Denied):
        set_helpers(lead, [world.fr], by=world.by("sr"))


# --- grades and owners ----------------------------------------------------------------------------------------


def test_handing_the_lead_on_does_not_make_the_owners_verifications_a_colleagues(world):
    lead = make_lead(world, at="assigned")
    for function in ("production", "purchasing"):
        contact = make_contact(lead.customer, function, function)
        log_verification(lead, by=world.by("ar"), contact=contact, question="?", evidence="!")
    assert Lead.objects.get(pk=lead.pk).grade == "raw"

    lead = run(lead, "assign", by=world.by("sales_manager"), fields={"owner": str(world.sr.pk)}).record

    assert lead.grade == "raw"


def test_a_merged_leads_verifications_count_for_the_other(world):
    lead = make_lead(world, at="assigned")
    other = make_lead(world, at="assigned", customer=lead.customer)
    log_verification(lead, by=world.by("ar"), contact=make_contact(lead.customer), question="?", evidence="!")
    set_helpers(other, [world.sr], by=world.by("ar"))
    contact = make_contact(lead.customer, "单经理", "purchasing")
    log_verification(other, by=world.by("sr"), contact=contact, question="?", evidence="!")

    run(other, "merge", by=world.by("ar"), fields={"into": str(lead.pk)})

    assert Lead.objects.get(pk=lead.pk).grade == "credible"
    assert Lead.objects.get(pk=other.pk).merged_into_id == lead.pk


def test_a_lead_is_not_merged_into_itself(world):
    lead = make_lead(world, at="assigned")

    with pytest.raises(ValidationError) as error:
        run(lead, "merge", by=world.by("ar"), fields={"into": str(lead.pk)})

    assert "into" in error.value.error_dict


def test_a_closed_lead_is_not_edited(world):
    lead = make_lead(world, at="invalid")

    with pytest.raises(Blocked):
        update_lead(lead, by=world.by("ar"), title="别的")


def test_whoever_sees_a_lead_may_verify_it_but_the_administrator(world):
    lead = make_lead(world, at="assigned")
    contact = make_contact(lead.customer)

    log_verification(lead, by=world.by("executive"), contact=contact, question="?", evidence="!")
    with pytest.raises(Denied):
        log_verification(lead, by=world.by("admin"), contact=contact, question="?", evidence="!")
