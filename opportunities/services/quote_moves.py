"""The moves of a quote."""

from core.workflow import Done, perform, serves
from opportunities.forms import DeclineForm, NewVersionForm
from opportunities.models import Quote
from opportunities.quote_guards import percent
from opportunities.services.quoting import create_quote, lines_as_given


@serves(Quote, "begin_review")
def begin_review(quote, *, by) -> Quote:
    """The discount is being decided on; the draft is closed meanwhile."""
    return perform(quote, "begin_review", by=by)


@serves(Quote, "return_to_draft")
def return_to_draft(quote, *, by) -> Quote:
    """The discount was not approved; the draft is open again."""
    return perform(quote, "return_to_draft", by=by)


@serves(Quote, "approve_discount", gate="discount")
def approve_discount(quote, *, by) -> Quote:
    """The discount was approved for just this content."""
    return perform(quote, "approve_discount", by=by, facts_={"discount": percent(quote.discount_rate)})


@serves(Quote, "send")
def send(quote, *, by) -> Quote:
    """The quote went to the customer."""
    return perform(quote, "send", by=by, facts_={"version": quote.revision})


@serves(Quote, "accept")
def accept(quote, *, by) -> Quote:
    """The customer accepted it."""
    return perform(quote, "accept", by=by, facts_={"version": quote.revision})


@serves(Quote, "decline", form=DeclineForm)
def decline(quote, *, by, reason="") -> Quote:
    """The customer declined it."""
    return perform(quote, "decline", by=by, reason=reason, facts_={"version": quote.revision})


@serves(Quote, "expire")
def expire(quote, *, by) -> Quote:
    """Its last day has passed."""
    return perform(quote, "expire", by=by, facts_={"version": quote.revision})


@serves(Quote, "supersede", form=NewVersionForm)
def supersede(quote, *, by, valid_until=None) -> Done:
    """Replace this version by a draft with the same lines. Answers {"quote": {"id", "number"}}, the new one."""
    made = create_quote(
        quote.opportunity,
        by=by,
        valid_until=valid_until or quote.valid_until,
        lines=lines_as_given(quote),
        note=quote.note,
    )
    return Done(Quote.objects.get(pk=quote.pk), {"quote": {"id": str(made.pk), "number": made.number}})
