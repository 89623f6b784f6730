"""A qualified lead becomes a deal with an opportunity (decision 13)."""

from core import custom
from core.money import Money
from core.rows import together
from core.workflow import Done, edit, judge, lock, perform, serves
from deals.services import enter_stage, open_deal
from deals.states import Stage
from leads.models import Lead
from leads.services.customers import carry_contact
from leads.services.reviewing import review_done


@serves(Lead, "convert")
def convert(lead, *, by) -> Done:
    """Open the deal, its AR the lead's owner, and through it the opportunity.

    Answers {"deal": {"id", "number"}, "opportunity": {"id", "number"}}. The checks are asked before the deal is
    opened: a refused conversion leaves nothing behind. The told contact comes into the customer's file.
    """
    lead = lock(lead)
    checks = judge(lead, "convert", by=by)
    carry_contact(lead, by=by)
    deal = open_deal(**_terms(lead), by=by)
    with together():
        opportunity = enter_stage(deal, Stage.OPPORTUNITY, by=by, just_opened=True)["opportunity"]
        lead = perform(
            lead, "convert", by=by, deal=deal, facts_={"number": opportunity.number}, judged=checks
        )
    if own := custom.carried(lead, type(opportunity)):
        edit(opportunity, by=by, custom=own)
    review_done(lead)
    return Done(lead, {"deal": _named(deal), "opportunity": _named(opportunity)})


def _terms(lead) -> dict:
    """What the deal starts from. The expected amount, else the budget, is what it is worth until an estimate."""
    worth = _money(lead.expected_amount, lead.currency) or _money(lead.budget, lead.budget_currency)
    return {
        "customer": lead.customer,
        "title": lead.title,
        "amount": worth.amount,
        "currency": worth.currency,
        "ar": lead.owner,
        "department_id": lead.department_id,
        "lead_id": lead.pk,
        "entered_lead_at": lead.created_at,
        "budget": _money(lead.budget, lead.budget_currency),
        "expected_start_on": lead.expected_start_on,
    }


def _money(amount, currency) -> Money | None:
    return Money(amount, currency) if amount else None


def _named(record) -> dict:
    return {"id": str(record.pk), "number": record.number}
