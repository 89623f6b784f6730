"""Quotes in versions: written, priced, sent, accepted, replaced by the next (decision 39)."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.selectors import was_asked
from core import search
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money, base_minor
from core.numbering import next_number
from core.workflow import check_version, edit, lock, perform
from customers.guards import customer_not_frozen
from opportunities.models import Opportunity, Quote, QuoteLine
from opportunities.permissions import may_quote
from opportunities.pricing import quote_amounts
from opportunities.services.opening import carry_to_deal
from opportunities.states import IN_WORK, QuoteState
from tenancy.actor import system

SERIES = "QT"
# In any currency; keeps every sum, and the whole number beside it, within its column.
MOST = Decimal(10) ** 14


@transaction.atomic
def create_quote(opportunity, *, by, valid_until, lines: Sequence[dict], note="") -> Quote:
    """Write the next version; it replaces the one before. Raises Denied, Blocked, ValidationError.

    lines: dicts with description, quantity, unit_price (Money), unit_cost (Money or None), list_price, tax_rate,
    product. All prices of a quote have one currency.
    """
    opportunity = lock(opportunity)
    _refuse_unquotable(opportunity, by)
    replaced = opportunity.current_quote
    if replaced is not None and replaced.state != QuoteState.SUPERSEDED:
        perform(replaced, "supersede", by=by, facts_=_versions(replaced))
    quote = _next_version(opportunity, replaced, by=by, valid_until=valid_until, note=note, lines=lines)
    happened(quote, "quote.created", by=by, number=quote.number, version=quote.revision)
    _tell_opportunity(quote, opportunity, by=by)
    return quote


def _next_version(opportunity, replaced, *, by, valid_until, note, lines) -> Quote:
    quote = Quote(
        opportunity=opportunity,
        deal_id=opportunity.deal_id,
        customer_id=opportunity.customer_id,
        owner_id=by.user_id,
        department_id=opportunity.department_id,
        created_by_id=by.user_id,
        revision=replaced.revision + 1 if replaced else 1,
        valid_until=valid_until,
        note=note,
    )
    quote.number = next_number(SERIES, quote.as_of)
    made = _lines(quote, lines)
    quote.save(force_insert=True)
    QuoteLine.objects.bulk_create(made)
    return quote


@transaction.atomic
def update_quote(quote, *, by, lines=None, expected_version=None, **values) -> Quote:
    """Change a draft; new prices need a new approval of their discount. Raises Denied, Blocked, Stale."""
    opportunity = lock(quote.opportunity)
    quote = lock(quote)
    if not may_quote(quote, by):
        raise Denied(may_quote.sentence)
    check_version(quote, expected_version)
    _refuse_sent(quote)
    if lines is not None:
        _replace_lines(quote, lines)
    quote = edit(quote, by=by, **values)
    if lines is not None:
        happened(quote, "quote.updated", by=by, number=quote.number, version=quote.revision)
    _tell_opportunity(quote, opportunity, by=by)
    return quote


@transaction.atomic
def delete_quote(quote, *, by) -> None:
    """Delete a draft that no gate was asked for; the version it replaced stays replaced. Raises Denied, Blocked."""
    opportunity = lock(quote.opportunity)
    quote = lock(quote)
    if not may_quote(quote, by):
        raise Denied(may_quote.sentence)
    if quote.state != QuoteState.DRAFT or was_asked(quote):
        detail = _("Only a draft that was never before approvers can be deleted.")
        raise Blocked([Blocker("not_a_draft", detail, _("Make a new version."))])
    happened(quote, "quote.deleted", by=by, number=quote.number, version=quote.revision)
    search.forget(Quote, [quote.pk])
    quote.lines.all().delete()
    quote.delete()
    opportunity.__dict__.pop("_current_quote", None)
    if opportunity.pending_gate:
        happened(opportunity, "opportunity.quote_changed", by=by, version=quote.revision)


def _replace_lines(quote, lines) -> None:
    made = _lines(quote, lines)
    quote.lines.all().delete()
    QuoteLine.objects.bulk_create(made)
    quote.discount_approved = False
    quote.save()


def _lines(quote, lines) -> list[QuoteLine]:
    """The quote's lines priced, and its sums set; nothing is saved. Raises ValidationError."""
    if not lines:
        raise ValidationError({"lines": _("A quote has at least one line.")})
    quote.currency = _one_currency(lines)
    made = [_line(quote, position, values) for position, values in enumerate(lines, start=1)]
    _set_sums(quote, made)
    return made


def _one_currency(lines) -> str:
    moneys = [
        line[name] for line in lines for name in ("unit_price", "unit_cost", "list_price") if line.get(name)
    ]
    currencies = sorted({money.currency for money in moneys})
    if len(currencies) > 1:
        found = ", ".join(currencies)
        raise ValidationError(
            {"lines": _("A quote has one currency; these have {found}.").format(found=found)}
        )
    return currencies[0]


def _line(quote, position, values) -> QuoteLine:
    amount_of = {
        name: values[name].amount if values.get(name) is not None else None
        for name in ("unit_price", "unit_cost", "list_price")
    }
    product = values.get("product")
    line = QuoteLine(
        quote=quote,
        position=position,
        product=product,
        description=values.get("description") or (product.name if product else ""),
        quantity=values["quantity"],
        tax_rate=values.get("tax_rate") or Decimal(0),
        **amount_of,
    )
    priced = line.amounts(quote.currency)
    line.net, line.tax, line.total = priced.net, priced.tax, priced.total
    return line


def _set_sums(quote, lines) -> None:
    sums = quote_amounts(line.amounts(quote.currency) for line in lines)
    quote.net, quote.tax, quote.total, quote.cost = sums.net, sums.tax, sums.total, sums.cost
    quote.discount, quote.discount_rate = sums.discount, sums.discount_rate
    if max(sums.total, sums.discount, sums.cost or 0) > MOST:
        raise ValidationError(
            {"lines": _("The quote adds up to more than can be kept. Check quantities and prices.")}
        )
    quote.total_minor = base_minor(quote.total, quote.currency)


def _tell_opportunity(quote, opportunity, *, by) -> None:
    """The opportunity is worth what its quote says; an approval that is pending on it hears of the change."""
    opportunity.__dict__.pop("_current_quote", None)
    if (opportunity.amount, opportunity.currency) != (quote.total, quote.currency):
        opportunity = edit(opportunity, by=by, amount=quote.total, currency=quote.currency)
        carry_to_deal(opportunity, by=by)
    elif opportunity.pending_gate:
        happened(opportunity, "opportunity.quote_changed", by=by, version=quote.revision)


def _refuse_unquotable(opportunity, by) -> None:
    if not may_quote(opportunity, by):
        raise Denied(may_quote.sentence)
    if opportunity.state not in IN_WORK:
        detail = _("No quote in state “{state}”.").format(state=opportunity.get_state_display())
        raise Blocked([Blocker("opportunity_not_in_work", detail, _("Resume the opportunity first."))])
    if blockers := customer_not_frozen(opportunity.customer) + _unfinished(opportunity.current_quote):
        raise Blocked(blockers)


def _unfinished(quote) -> list[Blocker]:
    if quote is None or quote.state not in (QuoteState.DISCOUNT_REVIEW, QuoteState.ACCEPTED):
        return []
    detail = _("Version V{version} is {state}.").format(
        version=quote.revision, state=quote.get_state_display()
    )
    return [Blocker("quote_unfinished", detail, _("Withdraw the request for the discount first."))]


def _refuse_sent(quote) -> None:
    if quote.state != QuoteState.DRAFT:
        detail = _("Only a draft can be changed; this version is {state}.").format(
            state=quote.get_state_display()
        )
        raise Blocked([Blocker("quote_not_draft", detail, _("Make a new version."))])


def _versions(quote) -> dict:
    return {"version": quote.revision, "new": quote.revision + 1}


def mark_sent(opportunity: Opportunity, *, by) -> Quote:
    """The current version went out with the bid."""
    quote = opportunity.current_quote
    if quote.state == QuoteState.DRAFT:
        quote = perform(quote, "send", by=_speaker(quote, by), facts_={"version": quote.revision})
    return quote


def mark_accepted(opportunity: Opportunity, *, by) -> Quote:
    """The customer accepted the current version."""
    quote = opportunity.current_quote
    if quote.state == QuoteState.SENT:
        quote = perform(quote, "accept", by=_speaker(quote, by), facts_={"version": quote.revision})
    return quote


def _speaker(quote, by):
    """Who marks the quote: the sales manager who moves the opportunity has no say over quotes, the system has."""
    return by if may_quote(quote, by) else system()


def lines_as_given(quote) -> list[dict]:
    """The quote's lines in the shape that create_quote takes."""
    return [_as_given(line, quote.currency) for line in quote.lines.select_related("product")]


def _as_given(line, currency) -> dict:
    prices = {name: getattr(line, name) for name in ("unit_price", "unit_cost", "list_price")}
    return {
        "description": line.description,
        "quantity": line.quantity,
        "tax_rate": line.tax_rate,
        "product": line.product,
        **{name: None if price is None else Money(price, currency) for name, price in prices.items()},
    }
