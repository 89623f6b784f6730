"""A won bid: the quote's terms become the deal's, and the contract is drafted from them (decision 14)."""

from core import custom
from core.workflow import Done, edit, judge, lock, perform, serves
from deals.services import enter_stage, propose_terms
from deals.states import Stage
from opportunities.models import Opportunity
from opportunities.services.quoting import mark_accepted


@serves(Opportunity, "win")
def win(opportunity, *, by) -> Done:
    """Close the opportunity as won. Answers {"contract": {"id", "number"}}, a draft with the quote's lines."""
    opportunity = lock(opportunity)
    judge(opportunity, "win", by=by)
    quote = mark_accepted(opportunity, by=by)
    propose_terms(
        opportunity.deal,
        by=by,
        currency=quote.currency,
        lines=[terms_of(line) for line in quote.lines.all()],
        payment_mode=opportunity.customer.payment_mode,
    )
    contract = enter_stage(opportunity.deal, Stage.CONTRACT, by=by)["contract"]
    if own := custom.carried(opportunity, type(contract)):
        edit(contract, by=by, custom=own)
    opportunity = perform(opportunity, "win", by=by, facts_={"number": contract.number})
    return Done(opportunity, {"contract": {"id": str(contract.pk), "number": contract.number}})


def terms_of(line) -> dict:
    """A quote's line as a line of the agreed terms."""
    return {
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "unit_cost": line.unit_cost,
        "tax_rate": line.tax_rate,
        "product": line.product,
    }
