"""Questions about one receivable, invoice or statement, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core.display import listed
from core.guards import facts, guard
from receivables.insurance_states import LossCause
from receivables.insured import days_after


@guard(
    _("The receivable is not due yet."), fix=_("Legal action needs an overdue receivable."), code="overdue"
)
def is_overdue(receivable):
    """Legal action starts only after the due date."""
    return receivable.due_on is not None and receivable.due_on < receivable.as_of


@guard(_("There is no open dispute."), code="has_open_dispute")
def has_open_dispute(receivable):
    """Only an open dispute can be resolved."""
    return receivable.disputes.filter(resolved_on=None).exists()


@guard(_("Legal action is under way already."), code="no_open_legal_case")
def no_open_legal_case(receivable):
    """One case at a time for one receivable."""
    return not receivable.case_items.filter(closed_on=None).exists()


@guard(
    _("{balance} is still open."),
    fix=_("Allocate money, reverse an allocation or write the rest off."),
    code="paid",
)
def balance_is_zero(receivable):
    """Settled means that nothing is open."""
    return facts(receivable.balance == 0, balance=f"{receivable.balance:,.2f}")


@guard(_("Nothing is open."), code="something_open")
def balance_above_zero(receivable):
    """A settled receivable opens again only when a reversal left a balance; only a balance can be written off."""
    return receivable.balance > 0


@guard(_("It was not taken over."), fix=_("Cancel or credit it instead."), code="taken_over")
def was_taken_over(receivable):
    """Only what came by an import goes back with it."""
    return receivable.is_taken_over


@guard(
    _("The invoice lacks the customer's billing data: {missing}."),
    fix=_("Fill in the billing data of the request, or on the customer's page and ask again."),
    code="billing_data",
)
def has_billing_data(invoice):
    """A VAT invoice needs at least the buyer's name and tax number."""
    missing = [str(label) for name, label in BILLING_NEEDED.items() if not invoice.billing.get(name)]
    return facts(not missing, missing=listed(missing))


def missing_billing(billing: dict) -> list[str]:
    """The names of what the buyer's data lack."""
    return [name for name in BILLING_NEEDED if not billing.get(name)]


BILLING_NEEDED = {"title": _("invoice title"), "tax_number": _("tax number")}


@guard(
    _("An issued e-invoice can't be voided."), fix=_("Credit it with a red-letter invoice."), code="voidable"
)
def is_voidable(invoice):
    """Fully digital invoices are cancelled by a red-letter one only (tax rules); paper ones within their month."""
    if not invoice.issued_on:
        return True
    if invoice.credited:
        return False
    same_month = (invoice.issued_on.year, invoice.issued_on.month) == (
        invoice.as_of.year,
        invoice.as_of.month,
    )
    return invoice.is_paper and same_month


@guard(_("A credit note stands as it is."), fix=_("Ask for a new invoice instead."), code="no_credit_note")
def is_no_credit_note(invoice):
    """What takes an invoice back is not taken back itself."""
    return not invoice.is_credit_note


@guard(_("All of it is credited already."), code="something_left")
def something_left_to_credit(invoice):
    """An invoice is taken back once."""
    return invoice.creditable > 0


@guard(
    _("The items are invoiced beyond their amount by {excess}."),
    fix=_("Void or credit the other invoice, or ask for less."),
    code="within_receivables",
)
def within_receivables(invoice):
    """Live invoices of a receivable never exceed its amount."""
    excess = invoice.excess()
    return facts(excess <= 0, excess=f"{excess:,.2f}")


@guard(_("A voided invoice keeps its number."), fix=_("Ask for a new invoice instead."), code="never_issued")
def never_issued(invoice):
    """Numbers have no gaps: what once went out is not asked for again under another one."""
    return not invoice.number


@guard(_("This is cash."), fix=_("Only a bill of exchange has a further life."), code="is_bill")
def has_a_life(receipt):
    """Cash is money already."""
    return receipt.is_bill


@guard(_("The month is not over yet."), fix=_("Close it from its next day on."), code="month_over")
def month_is_over(month):
    """What still comes in belongs to it."""
    return month.last_day < month.as_of


@guard(
    _("{month} is still open."),
    fix=_("Close the months before it first, the oldest first."),
    code="months_before_closed",
)
def months_before_are_closed(month):
    """Months close in their order, so that one day parts what is closed from what is open."""
    from receivables.services.month_close import open_before

    still_open = open_before(month)
    return facts(still_open is None, month=still_open or "")


@guard(
    _("{month} is closed."), fix=_("Re-open the months after it first, the newest first."), code="last_closed"
)
def no_later_month_is_closed(month):
    """Only the last closed month opens again."""
    later = type(month).objects.filter(month__gt=month.month, state="closed").order_by("-month").first()
    return facts(later is None, month=later or "")


@guard(
    _("The waiting period of the policy ends on {until}."),
    fix=_("Claim after that day; with an insolvent customer nobody waits."),
    code="waiting_is_over",
)
def waiting_is_over(claim):
    """For a customer that merely does not pay, the policy's waiting period after the due date comes first."""
    until = days_after(claim.due_on, claim.policy.waiting_days)
    return facts(claim.cause != LossCause.DEFAULT or claim.as_of >= until, until=until)


@guard(
    _("Only {balance} of the receivable is still open."),
    fix=_("Close the claim: the customer has paid meanwhile."),
    code="claim_within_balance",
)
def claim_within_balance(claim):
    """The insurer pays for what is still owed."""
    balance = claim.receivable.balance
    return facts(balance > 0, balance=f"{balance:,.2f}")
