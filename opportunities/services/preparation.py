"""What ATI and ATB ask for: insight in four dimensions, the estimate, risks and the delivery manager's opinion."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import moment
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money
from core.workflow import check_version, edit, lock
from deals.services import write_calculation
from deals.states import CalculationKind
from opportunities.models import BidRisk, Finding, Opportunity
from opportunities.permissions import may_edit_insight, may_give_opinion, may_move
from opportunities.services.opening import carry_to_deal
from opportunities.states import OPEN


@transaction.atomic
def write_insight(
    opportunity, findings: dict[str, Sequence[dict]], *, by, expected_version=None
) -> Opportunity:
    """Put these findings in place of the present ones, dimension by dimension; those not named stay.

    findings: {"market": [{"text", "found_on"}], …}; a finding without a day was found today. Raises Denied.
    """
    opportunity = _opened(opportunity, may_edit_insight, by, expected_version)
    for dimension, rows in findings.items():
        opportunity.findings.filter(dimension=dimension).delete()
        Finding.objects.bulk_create(
            _finding(opportunity, dimension, n, row, by) for n, row in enumerate(rows, 1)
        )
    opportunity.save()
    happened(opportunity, "opportunity.insight_written", by=by, dimensions=sorted(findings))
    return opportunity


def _finding(opportunity, dimension, position, row, by) -> Finding:
    return Finding(
        opportunity=opportunity,
        dimension=dimension,
        position=position,
        text=row["text"],
        found_on=row.get("found_on") or opportunity.as_of,
        created_by_id=by.user_id,
    )


@transaction.atomic
def write_estimate(opportunity, *, by, revenue: Money, cost: Money, expected_version=None) -> Opportunity:
    """The first of the four calculations 四算; frozen at ATI. Raises Denied, Blocked, ValidationError."""
    if revenue.currency != cost.currency:
        raise ValidationError({"cost": _("Revenue and cost of an estimate have one currency.")})
    _refuse_negative(revenue=revenue, cost=cost)
    opportunity = _opened(opportunity, may_move, by, expected_version)
    write_calculation(
        opportunity.deal, CalculationKind.ESTIMATE, revenue=revenue.amount, cost=cost.amount,
        currency=revenue.currency, by=by,
    )  # fmt: skip
    opportunity.estimated_revenue, opportunity.estimated_cost = revenue.amount, cost.amount
    opportunity.estimate_currency = revenue.currency
    if opportunity.current_quote is None:
        opportunity.amount, opportunity.currency = revenue.amount, revenue.currency
    opportunity.save()
    # The event names no figures: everybody on the deal reads it, not everybody may see the cost.
    happened(opportunity, "opportunity.estimate_written", by=by)
    carry_to_deal(opportunity, by=by)
    return opportunity


def _refuse_negative(**moneys) -> None:
    wrong = {name: _("An amount of 0 or more, please.") for name, money in moneys.items() if money.amount < 0}
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def write_risks(opportunity, risks: Sequence[dict], *, by, expected_version=None) -> Opportunity:
    """Put this list of risks in place: [{"text", "level", "measure"}]. Raises Denied."""
    opportunity = _opened(opportunity, may_edit_insight, by, expected_version)
    opportunity.risks.all().delete()
    BidRisk.objects.bulk_create(
        BidRisk(opportunity=opportunity, position=position, created_by_id=by.user_id, **row)
        for position, row in enumerate(risks, 1)
    )
    opportunity.save()
    happened(opportunity, "opportunity.risks_written", by=by, count=len(risks))
    return opportunity


@transaction.atomic
def give_opinion(opportunity, opinion: str, *, by, expected_version=None) -> Opportunity:
    """The delivery manager says whether and how it can be delivered; only the FR of the deal. Raises Denied."""
    opportunity = _opened(opportunity, may_give_opinion, by, expected_version)
    opportunity.delivery_opinion = opinion
    opportunity.delivery_opinion_by_id = by.user_id
    opportunity.delivery_opinion_at = moment()
    opportunity.save()
    happened(opportunity, "opportunity.opinion_given", by=by)
    return opportunity


@transaction.atomic
def set_bid_terms(opportunity, *, by, expected_version=None, **values) -> Opportunity:
    """Tender number, day the bid is due, the bond asked for and paid. Raises Denied, Stale."""
    return edit(
        _opened(opportunity, may_edit_insight, by, None), by=by, expected_version=expected_version, **values
    )


def _opened(opportunity, right, by, expected_version) -> Opportunity:
    """The opportunity, locked, if the person may write here and it is still open."""
    opportunity = lock(opportunity)
    if not right(opportunity, by):
        raise Denied(right.sentence)
    check_version(opportunity, expected_version)
    if opportunity.state not in OPEN:
        detail = _("The opportunity is closed: {state}.").format(state=opportunity.get_state_display())
        raise Blocked([Blocker("opportunity_closed", detail, _("Open a new opportunity for new business."))])
    return opportunity
