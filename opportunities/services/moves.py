"""The moves of an opportunity up to the bid and out of the race; winning has a file of its own."""

from core.workflow import perform, serves
from deals.services import end_deal, freeze_calculation
from deals.states import CalculationKind, Stage
from opportunities.forms import LoseForm, ReasonForm
from opportunities.models import Opportunity
from opportunities.services.quoting import mark_sent
from opportunities.states import LossReason


@serves(Opportunity, "initiate", gate="ATI")
def initiate(opportunity, *, by) -> Opportunity:
    """ATI passed; the estimate it was decided on stays as it is."""
    opportunity = perform(opportunity, "initiate", by=by)
    freeze_calculation(opportunity.deal, CalculationKind.ESTIMATE)
    return opportunity


@serves(Opportunity, "guide")
def guide(opportunity, *, by) -> Opportunity:
    """Start guiding the customer before the bid."""
    return perform(opportunity, "guide", by=by)


@serves(Opportunity, "prepare_bid")
def prepare_bid(opportunity, *, by) -> Opportunity:
    """Start preparing the bid."""
    return perform(opportunity, "prepare_bid", by=by)


@serves(Opportunity, "submit", gate="ATB")
def submit(opportunity, *, by) -> Opportunity:
    """ATB passed; the current version of the quote goes to the customer (decision 39)."""
    opportunity = perform(opportunity, "submit", by=by)
    mark_sent(opportunity, by=by)
    return opportunity


@serves(Opportunity, "negotiate")
def negotiate(opportunity, *, by) -> Opportunity:
    """The customer talks terms with us."""
    return perform(opportunity, "negotiate", by=by)


@serves(Opportunity, "lose", form=LoseForm)
def lose(opportunity, *, by, reason, winner="", winning_price=None) -> Opportunity:
    """The customer chose another; the deal is lost."""
    opportunity = perform(
        opportunity, "lose", by=by, reason=reason, loss_reason=loss_reason_of(reason), winner=winner,
        winning_price=winning_price,
    )  # fmt: skip
    end_deal(opportunity.deal, Stage.LOST, by=by)
    return opportunity


@serves(Opportunity, "abandon", form=ReasonForm)
def abandon(opportunity, *, by, reason) -> Opportunity:
    """We give it up; the deal is lost."""
    opportunity = perform(opportunity, "abandon", by=by, reason=reason)
    end_deal(opportunity.deal, Stage.LOST, by=by)
    return opportunity


@serves(Opportunity, "suspend", form=ReasonForm)
def suspend(opportunity, *, by, reason) -> Opportunity:
    """Stop for now; it remembers where it stood."""
    return perform(opportunity, "suspend", by=by, reason=reason)


@serves(Opportunity, "resume")
def resume(opportunity, *, by) -> Opportunity:
    """Go on where it stood."""
    return perform(opportunity, "resume", by=by)


def loss_reason_of(reason: str) -> str:
    """The reason's class where its code or its name was given, else `other`; the words stay as written."""
    known = {str(label).casefold(): code for code, label in LossReason.choices} | {
        code: code for code in LossReason
    }
    return known.get(reason.strip().casefold(), LossReason.OTHER)
