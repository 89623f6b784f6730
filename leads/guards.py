"""Questions that decide whether a lead may move on, each with its sentence (handbook §4)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import single
from core.workflow import facts, guard
from customers.guards import customer_not_blacklisted as not_blacklisted
from leads.grading import FUNCTIONS_NEEDED, VERIFICATIONS_NEEDED, Standing, Verified, standing


def standing_of(lead) -> Standing:
    """How far the lead's verifications have come, counting those of leads merged into it."""
    return standing(verifications_of(lead), lead.responsible_id)


def verifications_of(lead) -> list[Verified]:
    """The lead's verifications as plain values, read once per loaded lead."""
    if "_verified" not in lead.__dict__:
        # Lead by lead: asked in one, the database would read every verification there is.
        leads = [lead, *single.hanging(lead, "merged")]
        rows = [row for one in leads for row in single.hanging(one, "verifications")]
        rows.sort(key=lambda row: row.verified_at)
        lead._verified = [
            Verified(row.contact_id, row.contact_function, row.decision_role, row.verifier_id, row.was_owner)
            for row in rows
        ]
    return lead._verified


def _verify_here(lead):
    return lead.get_absolute_url() + "?open=verifications#verifications"


def _invite_here(lead):
    return lead.get_absolute_url() + "?open=helpers#helpers"


def _name_here(lead):
    return lead.get_absolute_url() + "#customer"


def _fill_in_here(lead):
    return reverse("leads:edit", args=[lead.pk])


@guard(
    _("A credible lead needs {need} verifications from different functions and has {have}."),
    fix=_("Ask a colleague other than the owner to verify with the customer's technical or buying side."),
    code="needs_second_verification",
    at=_verify_here,
)
def functions_verified(lead):
    """Contacts of two different functions have confirmed it."""
    have = standing_of(lead).functions
    return facts(have >= FUNCTIONS_NEEDED, have=have, need=FUNCTIONS_NEEDED)


@guard(
    _("None of the verifications is by somebody other than the owner."),
    fix=_("Invite a colleague as a helper and ask them to verify."),
    code="needs_other_verifier",
    at=_invite_here,
)
def colleague_verified(lead):
    """At least one verification is by somebody other than the owner."""
    return standing_of(lead).by_a_colleague


@guard(
    _("Opportunity grade needs {need} verifications; the lead has {have}."),
    fix=_("Verify with one more contact, best with one who decides or controls the budget."),
    code="needs_third_verification",
    at=_verify_here,
)
def verified_thrice(lead):
    """Three verifications."""
    have = standing_of(lead).verifications
    return facts(have >= VERIFICATIONS_NEEDED, have=have, need=VERIFICATIONS_NEEDED)


@guard(
    _("No verification is from a contact who decides or controls the budget."),
    fix=_("Arrange a talk with the customer's decision maker or budget holder and log it."),
    code="needs_budget_holder",
    at=_verify_here,
)
def money_holder_verified(lead):
    """One of the verified contacts decides or controls the budget."""
    return standing_of(lead).money_holder


@guard(
    _("The budget is empty."),
    fix=_("Ask the customer for the budget and fill it in."),
    code="needs_budget",
    at=_fill_in_here,
)
def budget_known(lead):
    """A definite budget."""
    return lead.budget is not None and lead.budget > 0


@guard(
    _("The expected start date is empty."),
    fix=_("Ask the customer when it is to start and fill it in."),
    code="needs_start_date",
    at=_fill_in_here,
)
def start_known(lead):
    """A definite start date."""
    return lead.expected_start_on is not None


@guard(
    _("The lead names no customer."),
    fix=_("Choose the customer, or add it first."),
    code="needs_customer",
    at=_name_here,
)
def customer_named(lead):
    """A specific customer."""
    return lead.customer_id is not None


@guard(_("The customer is blacklisted."), code="customer_blacklisted")
def customer_not_blacklisted(lead):
    """No business is sought with a blacklisted customer."""
    return not_blacklisted(lead.customer) if lead.customer_id else []
