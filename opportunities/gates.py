"""What the gates ATI, ATB and discount decide on, and what must not change meanwhile (decisions 3–5)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import Money
from core.workflow import gate
from opportunities import guards
from opportunities.models import Opportunity, Quote


def estimated_revenue(opportunity) -> Money:
    """ATI decides on the estimated revenue."""
    return Money(opportunity.estimated_revenue or Decimal(0), opportunity.estimate_currency)


def estimate_terms(opportunity) -> dict:
    """What ATI was asked for."""
    return {
        "revenue": str(opportunity.estimated_revenue),
        "cost": str(opportunity.estimated_cost),
        "currency": opportunity.estimate_currency,
        "budget": str(opportunity.budget),
        "expected_start_on": str(opportunity.expected_start_on),
    }


def quote_total(opportunity) -> Money:
    """ATB decides on the quote's total, tax included."""
    quote = opportunity.current_quote
    return Money(quote.total, quote.currency) if quote else Money(opportunity.amount, opportunity.currency)


def bid_terms(opportunity) -> dict:
    """What ATB was asked for: the quote in full, the risks and the delivery manager's opinion."""
    quote = opportunity.current_quote
    return {
        "quote": quote_terms(quote) if quote else {},
        "risks": [[risk.text, risk.level, risk.measure] for risk in opportunity.risks.all()],
        "delivery_opinion": opportunity.delivery_opinion,
    }


def quote_terms(quote) -> dict:
    """A quote as it was submitted."""
    return {
        "number": quote.number,
        "currency": quote.currency,
        "valid_until": str(quote.valid_until),
        "total": str(quote.total),
        "discount_rate": str(quote.discount_rate),
        "lines": [
            [line.description, f"{line.quantity.normalize():f}", _plain(line.unit_price), _plain(line.unit_cost),
             _plain(line.tax_rate), str(line.total)]
            for line in quote.lines.all()
        ],
    }  # fmt: skip


def discount_given(quote) -> Money:
    """The discount gate decides on the discount given."""
    return Money(quote.discount, quote.currency)


def _plain(number) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def evidence(*questions):
    """A gate's checks: each question of the move, answered for the approvers."""

    def checks(opportunity) -> list[dict]:
        return [_answer(question, opportunity) for question in questions]

    return checks


def _answer(question, opportunity) -> dict:
    found = question.blockers(opportunity)
    detail = " ".join(str(blocker.detail) for blocker in found)
    return {"code": question.code, "label": str(CHECKS[question.code]()), "ok": not found, "detail": detail}


CHECKS = {
    "needs_budget": lambda: _("Budget"),
    "needs_start_date": lambda: _("Expected start"),
    "needs_triangle": lambda: _("Iron triangle"),
    "needs_insight": lambda: _("Insight in four dimensions"),
    "needs_estimate": lambda: _("Estimate"),
    "needs_quote": lambda: _("Quote in force"),
    "needs_costs": lambda: _("Cost on every line"),
    "negative_margin": lambda: _("Margin not negative"),
    "needs_risks": lambda: _("List of risks"),
    "needs_delivery_opinion": lambda: _("Delivery manager's opinion"),
    "needs_bid_bond": lambda: _("Bid bond"),
}

gate(
    "ATI",
    Opportunity,
    "initiate",
    amount=estimated_revenue,
    frozen=estimate_terms,
    title=lambda opportunity: opportunity.title,
    checks=evidence(
        guards.budget_known, guards.start_known, guards.triangle_complete, guards.four_dimensions,
        guards.estimate_known,
    ),
)  # fmt: skip
gate(
    "ATB",
    Opportunity,
    "submit",
    amount=quote_total,
    frozen=bid_terms,
    title=lambda opportunity: opportunity.title,
    checks=evidence(
        guards.quote_ready, guards.every_line_costed, guards.margin_not_negative, guards.risks_listed,
        guards.delivery_opinion_given, guards.bid_bond_paid,
    ),
    with_papers_of=lambda opportunity: [quote] if (quote := opportunity.current_quote) else [],
)  # fmt: skip
gate(
    "discount",
    Quote,
    "approve_discount",
    amount=discount_given,
    frozen=quote_terms,
    title=lambda quote: f"{quote.opportunity.title} V{quote.revision}",
    waiting=("begin_review", "return_to_draft"),
)
