"""The handbook's example of cross-verification (§4), told once and made both by the services and over the API."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Blocked
from core.money import Money
from core.workflow import run
from leads.models import Lead
from leads.services.capture import set_helpers, update_lead
from leads.services.verification import log_verification
from opportunities.models import Opportunity
from tests.factories.customers import make_contact
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db

BUDGET, START = {"amount": "7000000.00", "currency": "CNY"}, "2027-03-01"
SENTENCES = {
    "needs_second_verification": (
        "A credible lead needs 2 verifications from different functions and has 1.",
        "Ask a colleague other than the owner to verify with the customer's technical or buying side.",
    ),
    "needs_other_verifier": (
        "None of the verifications is by somebody other than the owner.",
        "Invite a colleague as a helper and ask them to verify.",
    ),
    "needs_third_verification": (
        "Opportunity grade needs 3 verifications; the lead has 2.",
        "Verify with one more contact, best with one who decides or controls the budget.",
    ),
    "needs_budget_holder": (
        "No verification is from a contact who decides or controls the budget.",
        "Arrange a talk with the customer's decision maker or budget holder and log it.",
    ),
    "needs_budget": ("The budget is empty.", "Ask the customer for the budget and fill it in."),
    "needs_start_date": (
        "The expected start date is empty.",
        "Ask the customer when it is to start and fill it in.",
    ),
}


class ByService:
    """The people call the services."""

    def __init__(self, world, lead, _api):
        self.world, self.lead = world, lead

    def verify(self, role, contact):
        by = self.world.by(role)
        log_verification(self.lead, by=by, contact=contact, question="真的要建吗？", evidence="已列入技改")

    def fill_in(self, budget, start):
        budget = Money(Decimal(budget["amount"]), budget["currency"]) if budget else None
        start = date.fromisoformat(start) if start else None
        update_lead(self.lead, by=self.world.by("ar"), budget=budget, expected_start_on=start)

    def move(self, name) -> list[dict]:
        try:
            run(self.lead, name, by=self.world.by("ar"))
        except Blocked as refused:
            return [blocker.as_json() for blocker in refused.blockers]
        return []

    def grade(self) -> str:
        return Lead.objects.get(pk=self.lead.pk).grade


class ByApi:
    """The people call the API."""

    def __init__(self, world, lead, api):
        self.api, self.path = api, f"/leads/{lead.pk}/"

    def verify(self, role, contact):
        body = {"contact": str(contact.pk), "question": "真的要建吗？", "evidence": "已列入技改"}
        assert self.api(role).post(f"{self.path}verifications/", body).status_code == 201

    def fill_in(self, budget, start):
        body = {"budget": budget, "expected_start_on": start}
        assert self.api("ar").patch(self.path, body).status_code == 200

    def move(self, name) -> list[dict]:
        answer = self.api("ar").post(f"{self.path}transitions/{name}/", {})
        assert answer.status_code in (200, 409)
        return answer.json().get("blockers", [])

    def grade(self) -> str:
        return self.api("ar").get(self.path).json()["grade"]


@pytest.mark.parametrize("way", [ByService, ByApi])
def test_a_lead_is_raised_by_cross_verification_and_by_nothing_else(world, api, way):
    lead = make_lead(world, at="verifying", verified=False)
    set_helpers(lead, [world.sr], by=world.by("ar"))
    engineer = make_contact(lead.customer, "骆工", "technology", decision_role="technical")
    designer = make_contact(lead.customer, "程工", "technology", decision_role="uses")
    buyer = make_contact(lead.customer, "单经理", "purchasing", decision_role="buys")
    director = make_contact(lead.customer, "陆总", "management", decision_role="decides")
    people = way(world, lead, api)

    people.verify("ar", engineer)
    people.verify("ar", designer)
    assert people.grade() == "raw"
    refused(
        people.move("qualify"),
        "needs_second_verification",
        "needs_other_verifier",
        "needs_budget",
        "needs_start_date",
    )

    # The same said by a second contact of the same function, but by a colleague: still one side only.
    people.verify("sr", designer)
    assert people.grade() == "raw"
    people.verify("sr", buyer)
    assert people.grade() == "credible"
    refused(people.move("qualify"), "needs_budget", "needs_start_date")

    people.fill_in(BUDGET, START)
    assert people.grade() == "credible"
    assert people.move("qualify") == []
    refused(people.move("convert"), "needs_budget_holder")

    people.verify("ar", director)
    assert people.grade() == "opportunity"
    people.fill_in(None, None)
    assert people.grade() == "credible"
    refused(people.move("convert"), "needs_budget", "needs_start_date")

    people.fill_in(BUDGET, START)
    assert not Opportunity.objects.exists()
    assert people.move("convert") == []
    assert Opportunity.objects.get().deal == Lead.objects.get(pk=lead.pk).deal


@pytest.mark.parametrize("way", [ByService, ByApi])
def test_two_verifications_make_it_credible_and_a_third_convertible(world, api, way):
    lead = make_lead(world, at="verifying", verified=False)
    set_helpers(lead, [world.sr], by=world.by("ar"))
    people = way(world, lead, api)

    people.verify("ar", make_contact(lead.customer, "骆工", "technology", decision_role="technical"))
    people.verify("sr", make_contact(lead.customer, "单经理", "purchasing", decision_role="buys"))
    people.fill_in(BUDGET, START)
    assert people.grade() == "credible"
    assert people.move("qualify") == []
    refused(people.move("convert"), "needs_third_verification", "needs_budget_holder")

    people.verify("ar", make_contact(lead.customer, "陆总", "management", decision_role="budget"))
    assert people.grade() == "opportunity"
    assert people.move("convert") == []


def refused(blockers, *codes) -> None:
    """Refused for these reasons and no other, each with its sentence and what to do."""
    assert {b["code"]: (b["detail"], b["fix"]) for b in blockers} == {code: SENTENCES[code] for code in codes}
