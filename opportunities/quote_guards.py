"""Questions that decide whether a quote may move on, and whether it is within the seller's right."""

from decimal import Decimal

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.workflow import Blocker, facts, guard
from opportunities.rules import discount_right, margin_right
from opportunities.states import IN_WORK


def within_right(quote) -> list[Blocker]:
    """Is the quote within the seller's right, or approved as it stands?"""
    if quote.discount_approved or not (beyond := quote_beyond_right(quote)):
        return []
    fix = _t("Ask for approval of the discount on the quote's page.")
    return [
        Blocker("needs_discount_approval", sentence, fix, quote.get_absolute_url()) for sentence in beyond
    ]


def quote_beyond_right(quote) -> list[str]:
    """In which way the quote exceeds what the seller may decide alone; empty when it doesn't."""
    found = []
    if quote.discount_rate > discount_right():
        found.append(
            _t("A discount of {discount} is beyond your {right}.").format(
                discount=percent(quote.discount_rate), right=percent(discount_right())
            )
        )
    if quote.margin_rate is not None and quote.margin_rate < margin_right():
        found.append(
            _t("The margin is below the {right} you may quote alone.").format(right=percent(margin_right()))
        )
    return found


def percent(rate: Decimal) -> str:
    """0.125 → 12.5%."""
    return f"{(rate * 100).quantize(Decimal('0.1')).normalize():f}%"


@guard(_("The discount is not approved."), code="needs_discount_approval")
def discount_approved(quote):
    """Within the seller's right, or approved for just this content."""
    return within_right(quote)


@guard(
    _("The discount and the margin are within your right; no approval is needed."),
    fix=_("Send the quote."),
    code="within_right",
)
def beyond_right(quote):
    """Approval is asked only for what exceeds the seller's right."""
    return bool(quote_beyond_right(quote)) and not quote.discount_approved


@guard(
    _("The quote has expired; it was valid until {valid_until}."),
    fix=_("Make a new version with a later date."),
    code="quote_expired",
)
def quote_valid(quote):
    """The last day it is valid on has not passed."""
    return facts(quote.valid_until >= quote.as_of, valid_until=quote.valid_until)


@guard(_("The quote has no lines."), fix=_("Add at least one line."), code="needs_lines")
def has_lines(quote):
    """Something is offered."""
    return quote.lines.exists()


@guard(
    _("The opportunity is no longer in work: {state}."),
    fix=_("Resume the opportunity first."),
    code="opportunity_not_in_work",
)
def opportunity_in_work(quote):
    """Nothing is offered or accepted once the race is over or stopped."""
    opportunity = quote.opportunity
    return facts(opportunity.state in IN_WORK, state=opportunity.get_state_display())


@guard(_("A newer version replaced this one."), fix=_("Go on with the current version."), code="not_current")
def is_current(quote):
    """Only the current version goes to the customer."""
    return quote.is_current
