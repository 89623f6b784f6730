"""Questions about one customer. The first group answers other stages with blockers; the second guards own moves."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from approvals.models import Approval
from approvals.states import ApprovalState
from core.dates import local_day
from core.display import listed
from core.guards import Blocker, facts, guard
from customers.states import CustomerState, LimitKind, PaymentMode


def customer_not_blacklisted(customer) -> list[Blocker]:
    """With a blacklisted customer not even a lead converts (handbook §3)."""
    if not customer.blacklisted:
        return []
    detail = _("The customer is blacklisted: {reason}.").format(
        reason=customer.blacklisted_reason.rstrip("。. ")
    )
    fix = _("Only the credit controller can take a customer off the blacklist.")
    return [Blocker("customer_blacklisted", detail, fix, _page(customer))]


def customer_not_frozen(customer) -> list[Blocker]:
    """Neither a frozen nor a blacklisted customer gets a new quote, contract, release or shipment (handbook §3)."""
    blockers = customer_not_blacklisted(customer)
    if not customer.frozen:
        return blockers
    detail = _("The customer is frozen: {reason}.").format(reason=customer.frozen_reason.rstrip("。. "))
    fix = _("Ask Finance to check for payments; the credit controller unfreezes once the money is in.")
    return [*blockers, Blocker("customer_frozen", detail, fix, _page(customer))]


def customer_admitted(customer, payment_mode: str = PaymentMode.CREDIT) -> list[Blocker]:
    """A contract needs an admitted customer, or a conditional one on prepayment terms (handbook §3).

    payment_mode: the contract's terms, `credit` or `prepayment`. An override counts until its last day.
    """
    state = customer.state
    if customer.admitted_until and customer.admitted_until < local_day():
        return [_refusal(customer, _("The override of the admission result ended on {day}.").format(
            day=customer.admitted_until))]  # fmt: skip
    if state == CustomerState.ADMITTED:
        return []
    if state == CustomerState.CONDITIONAL:
        if payment_mode == PaymentMode.PREPAYMENT:
            return []
        return [_refusal(customer, _("The customer is admitted on prepayment terms only."))]
    if state == CustomerState.REJECTED:
        return [_refusal(customer, _("The customer was refused admission."))]
    return [_refusal(customer, _("The customer is not admitted yet."))]


def _refusal(customer, detail) -> Blocker:
    fix = _("Ask the credit controller to check admission, or agree prepayment terms.")
    return Blocker("customer_not_admitted", detail, fix, _page(customer))


def _page(customer) -> str:
    return reverse("customers:page", args=[customer.pk])


@guard(_l("The customer is frozen already."), code="not_frozen")
def not_frozen(customer):
    """Freezing twice would hide who froze it first."""
    return not customer.frozen


@guard(_l("The customer is not frozen."), code="is_frozen")
def is_frozen(customer):
    """Only a frozen customer can be unfrozen."""
    return customer.frozen


@guard(_l("The customer is on the blacklist already."), code="not_blacklisted")
def not_blacklisted(customer):
    """Blacklisting twice would hide who did it first."""
    return not customer.blacklisted


@guard(_l("The customer is not on the blacklist."), code="is_blacklisted")
def is_blacklisted(customer):
    """Only a blacklisted customer can be taken off."""
    return customer.blacklisted


@guard(
    _l("Decisions about {customer} are still open: {gates}."),
    fix=_l("Have them decided or withdrawn first: they were asked for this customer."),
    code="nothing_waits",
)
def nothing_waits(customer):
    """What was asked for one customer is not answered for another."""
    waiting = Approval.objects.filter(customer_id=customer.pk, state=ApprovalState.PENDING).order_by("pk")
    gates = listed(dict.fromkeys(approval.gate_word for approval in waiting))
    return facts(not gates, customer=customer.name, gates=gates)


@guard(
    _l("The limit ends on {valid_until}, which is past."),
    fix=_l("Ask for a limit with a later end date."),
    code="limit_in_time",
)
def limit_in_time(limit):
    """A limit whose last day is over cannot go live."""
    return facts(limit.valid_until >= limit.as_of, valid_until=limit.valid_until)


@guard(
    _l("The credit plan of {year} allows {total}; {taken} is given to customers, {asked} is asked."),
    fix=_l("Lower the limit, end another customer's, or raise the plan."),
    code="within_credit_plan",
)
def within_credit_plan(limit):
    """The sum of live limits cannot exceed the year's plan, where there is one (handbook §3)."""
    return limit.fits_plan()


@guard(
    _l("A temporary raise needs a live limit to raise."),
    fix=_l("Ask for a credit limit instead."),
    code="raise_has_limit",
)
def raise_has_limit(limit):
    """A temporary raise comes on top of a standing limit."""
    return limit.kind != LimitKind.RAISE or limit.former_limits().exists()


@guard(
    _l("{holder} meets none of the standards that allow open credit."),
    fix=_l("Record the evidence of a standard on the customer's page, or agree prepayment."),
    code="open_credit_allowed",
)
def open_credit_allowed(limit):
    """Open credit needs a standard met, with evidence (handbook §3); by the setting it blocks or only warns."""
    from customers.standards import limit_may_be_open

    return facts(limit_may_be_open(limit), holder=limit.holder)


@guard(_l("The release was used on {day}."), fix=_l("Open a new case for what comes."), code="case_not_used")
def case_not_used(case):
    """What has gone out can't be held back any more."""
    return facts(case.used_at is None, day=case.used_at and case.used_at.date())


@guard(
    _l("The policy ended on {ends_on}."), fix=_l("Enter the new period first."), code="policy_within_period"
)
def policy_within_period(policy):
    """A policy whose last day is over covers nothing."""
    return facts(policy.ends_on >= policy.as_of, ends_on=policy.ends_on)
