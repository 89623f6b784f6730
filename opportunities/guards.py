"""Questions that decide whether an opportunity or a quote may move on, each with its sentence (handbook §5)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.money import Money, base_amount
from core.workflow import facts, guard
from customers.guards import customer_not_frozen as not_frozen
from deals.states import TRIANGLE
from opportunities.quote_guards import within_right
from opportunities.rules import smallest_order
from opportunities.states import Dimension, QuoteState


def _page(opportunity, part=""):
    return reverse("opportunities:page", args=[opportunity.pk]) + part


def _edit(opportunity):
    return reverse("opportunities:edit", args=[opportunity.pk])


def _insight(opportunity):
    return _page(opportunity, "#insight")


def _estimate(opportunity):
    return _page(opportunity, "#estimate")


def _bid_check(opportunity):
    return _page(opportunity, "#bid-check")


def _team(opportunity):
    return opportunity.deal.get_absolute_url() + "#team"


def _quote(opportunity):
    quote = opportunity.current_quote
    return quote.get_absolute_url() if quote else reverse("opportunities:quote-new", args=[opportunity.pk])


def listed(words) -> str:
    """Words in a row, parted as the language does it."""
    return pgettext("between the words of a list", ", ").join(words)


# --- ATI ------------------------------------------------------------------------------------------------------


@guard(
    _("The budget is empty."),
    fix=_("Ask the customer for the budget and fill it in."),
    code="needs_budget",
    at=_edit,
)
def budget_known(opportunity):
    """A definite budget."""
    return opportunity.budget is not None and opportunity.budget > 0


@guard(
    _("The expected start date is empty."),
    fix=_("Ask the customer when it is to start and fill it in."),
    code="needs_start_date",
    at=_edit,
)
def start_known(opportunity):
    """A definite start date."""
    return opportunity.expected_start_on is not None


@guard(
    _("The triangle has no {missing}."),
    fix=_("Appoint the missing members of the team."),
    code="needs_triangle",
    at=_team,
)
def triangle_complete(opportunity):
    """One AR, one SR and one FR."""
    missing = [code.upper() for code in TRIANGLE if not opportunity.deal.seat(code)]
    return facts(not missing, missing=listed(missing))


@guard(
    _("Insight is missing for: {missing}."),
    fix=_("Write down at least one dated finding for each of the four dimensions."),
    code="needs_insight",
    at=_insight,
)
def four_dimensions(opportunity):
    """At least one dated finding per dimension (decision 41)."""
    found = set(opportunity.findings.values_list("dimension", flat=True))
    missing = [str(dimension.label) for dimension in Dimension if dimension not in found]
    return facts(not missing, missing=listed(missing))


@guard(
    _("The estimate is empty."),
    fix=_("Fill in the expected revenue and cost."),
    code="needs_estimate",
    at=_estimate,
)
def estimate_known(opportunity):
    """Revenue above zero and a cost."""
    return bool(opportunity.estimated_revenue) and opportunity.estimated_cost is not None


# --- ATB ------------------------------------------------------------------------------------------------------


@guard(
    _("There is no quote in force."),
    fix=_("Write a quote that is still valid."),
    code="needs_quote",
    at=_quote,
)
def quote_ready(opportunity):
    """The current version is a draft or sent, and has not expired."""
    quote = opportunity.current_quote
    live = quote is not None and quote.state in (QuoteState.DRAFT, QuoteState.SENT)
    return live and quote.valid_until >= opportunity.as_of


@guard(
    _("{missing} of the quote's {lines} lines have no cost."),
    fix=_("Fill in the unit cost of every line."),
    code="needs_costs",
    at=_quote,
)
def every_line_costed(opportunity):
    """A margin is known only where every line has a cost."""
    quote = opportunity.current_quote
    costs = list(quote.lines.values_list("unit_cost", flat=True)) if quote else []
    missing = sum(cost is None for cost in costs)
    return facts(bool(costs) and not missing, missing=missing, lines=len(costs)) if quote else True


@guard(
    _("The quote's margin is negative."),
    fix=_("Raise the price or lower the cost; at a loss the order is not admitted."),
    code="negative_margin",
    at=_quote,
)
def margin_not_negative(opportunity):
    """Order admission 订单准入: nothing is sold at a loss."""
    quote = opportunity.current_quote
    return quote is None or quote.margin is None or quote.margin >= 0


@guard(
    _("The quote is below the smallest order of {smallest}."),
    fix=_("Quote more, or ask the administrator about the smallest order."),
    code="below_smallest_order",
    at=_quote,
)
def above_smallest_order(opportunity):
    """Order admission 订单准入: small orders cost more than they bring."""
    quote, smallest = opportunity.current_quote, smallest_order()
    if quote is None or not smallest:
        return True
    return facts(
        base_amount(Money(quote.net, quote.currency), opportunity.as_of) >= smallest, smallest=smallest
    )


@guard(
    _("The list of risks is empty."),
    fix=_("Write down the risks of the bid, at least one."),
    code="needs_risks",
    at=_bid_check,
)
def risks_listed(opportunity):
    """At least one risk was thought of."""
    return opportunity.risks.exists()


@guard(
    _("The delivery manager's opinion is missing."),
    fix=_("Ask the FR of this deal for an opinion on delivery."),
    code="needs_delivery_opinion",
    at=_bid_check,
)
def delivery_opinion_given(opportunity):
    """The FR said whether and how it can be delivered."""
    return bool(opportunity.delivery_opinion)


@guard(
    _("The bid bond of {bond} {currency} is not paid."),
    fix=_("Pay the bond and enter the day, or remove it if none is asked."),
    code="needs_bid_bond",
    at=_bid_check,
)
def bid_bond_paid(opportunity):
    """Where the tender asks for a bond, it is paid."""
    asked = opportunity.bid_bond
    return facts(
        not asked or opportunity.bid_bond_paid_on is not None, bond=asked, currency=opportunity.currency
    )


@guard(_("The discount is not approved."), code="needs_discount_approval")
def quote_within_right(opportunity):
    """A discount or margin beyond the seller's right was approved for just this content."""
    quote = opportunity.current_quote
    return within_right(quote) if quote else []


# --- win ------------------------------------------------------------------------------------------------------


@guard(
    _("No quote that the customer has is in force."),
    fix=_("Send the current version, or a new one that is still valid."),
    code="quote_not_in_force",
    at=_quote,
)
def quote_in_force(opportunity):
    """The current version was sent and is still valid, or the customer has accepted it."""
    quote = opportunity.current_quote
    if quote is None:
        return False
    return quote.state == QuoteState.ACCEPTED or (
        quote.state == QuoteState.SENT and quote.valid_until >= opportunity.as_of
    )


@guard(_("The customer is frozen."), code="customer_frozen")
def customer_not_frozen(record):
    """A frozen customer gets no new quote or contract."""
    return not_frozen(record.customer)
