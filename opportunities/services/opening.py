"""An opportunity is opened: by a converted lead through the deal, or directly where the chain is entered late."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.errors import Blocked, Denied
from core.events import happened
from core.numbering import next_number
from core.rows import together
from core.workflow import edit
from customers.guards import customer_not_frozen
from deals.services import enter_stage, open_deal
from deals.states import SeatCode, Stage
from opportunities.models import Opportunity
from opportunities.permissions import may_move
from tenancy.people import members
from tenancy.roles import Right

SERIES = "OP"


def open_for(deal, *, by) -> Opportunity:
    """The deal's opportunity, with what the deal knows: title, amount, budget, start, its AR as owner."""
    opportunity = Opportunity(
        deal=deal,
        customer=deal.customer,
        title=deal.title,
        amount=deal.amount,
        currency=deal.currency,
        budget=deal.budget,
        budget_currency=deal.budget_currency,
        expected_start_on=deal.expected_start_on,
        expected_signing_on=deal.expected_close_on,
        owner_id=deal.seat(SeatCode.AR) or deal.owner_id,
        department_id=deal.department_id,
        created_by_id=by.user_id,
    )
    opportunity.number = next_number(SERIES, opportunity.as_of)
    with together():
        opportunity.save(force_insert=True)
        happened(opportunity, "opportunity.opened", by=by, number=opportunity.number, title=opportunity.title)
        search.index([opportunity], new=True)
    return opportunity


@transaction.atomic
def create_opportunity(
    *, by, customer, title, amount, owner=None, budget=None, expected_start_on=None, **values
):
    """Enter the chain at `opportunity` (a renewal, say): the deal is opened too. Raises Denied, Blocked.

    amount, budget: Money. owner takes the AR seat; without one the caller does, if he is a client manager.
    """
    if not by.can(Right.OPPORTUNITY_CREATE):
        raise Denied()
    if blockers := customer_not_frozen(customer):
        raise Blocked(blockers)
    deal = open_deal(
        customer=customer,
        title=title,
        amount=amount.amount,
        currency=amount.currency,
        by=by,
        ar=_client_manager(owner, by),
        department_id=by.department_id,
        budget=budget,
        expected_start_on=expected_start_on,
    )
    opportunity = enter_stage(deal, Stage.OPPORTUNITY, by=by, just_opened=True)["opportunity"]
    return edit(opportunity, by=by, **columns(values)) if any(values.values()) else opportunity


def columns(values: dict) -> dict:
    """The values of a form as an opportunity's columns: money as amount and currency, where it was sent."""
    values = dict(values)
    for name, currency in (("amount", "currency"), ("budget", "budget_currency")):
        if name in values:
            money = values.pop(name)
            values |= {name: money.amount, currency: money.currency} if money else {name: None}
    if not values.get("forecast", True):
        del values["forecast"]
    return values


def _client_manager(owner, by):
    """Who takes the AR seat: the person named, else the caller where he is a client manager."""
    if owner is None:
        return by.user if "ar" in by.roles else None
    if not members().filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("This is no active colleague of yours.")})
    return owner


@transaction.atomic
def update_opportunity(opportunity, *, by, expected_version=None, **values) -> Opportunity:
    """Change what is known about an opportunity; its amount is the deal's. Raises Denied, Stale, ValidationError."""
    values = columns(values)
    opportunity = edit(opportunity, by=by, right=may_move, expected_version=expected_version, **values)
    if values.keys() & {"amount", "currency", "title"}:
        carry_to_deal(opportunity, by=by)
    if values.keys() & {"title", "custom"}:
        search.index([opportunity])
    return opportunity


def carry_to_deal(opportunity, *, by) -> None:
    """The deal shows the opportunity's title and amount until a contract has its own."""
    edit(
        opportunity.deal,
        by=by,
        amount=opportunity.amount,
        currency=opportunity.currency,
        title=opportunity.title,
    )
