"""What a payment closes of a receivable beyond the money: bank fee, early-payment discount, rounding, write-off.

Each is an entry of its own in the act of the allocation, within what the person (or the platform) may give away; more
than that goes by the write-off's approval. Limits are in the tenant's currency.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.guards import Blocker
from core.money import from_minor, round_money
from core.tenancy import current_tenant
from receivables.models import LedgerEntry
from receivables.services import ledger
from receivables.settings import FEE_TOLERANCE, ROUNDING_UNIT, SMALL_WRITE_OFF
from receivables.states import Difference, EntryKind, ReceivableState
from tenancy.roles import Right, may
from tenancy.rules import rule

WRITING_OFF = may(Right.WRITE_OFF)
DISCOUNTS = (EntryKind.DISCOUNT, EntryKind.DISCOUNT_TAX)


def closing(part, line, receivable, *, by) -> list[tuple[EntryKind, Decimal]]:
    """(kind, amount) of the entries that a part's difference makes; none without one.

    Raises ValidationError on `difference`, Denied, Blocked where it is more than may be given away.
    """
    if not part.difference:
        return []
    _check_shape(part, line, receivable)
    worth = abs(_worth(receivable, part.difference))
    if part.kind == Difference.DISCOUNT:
        return _discount(part, line, receivable)
    if part.kind == Difference.ROUNDING:
        _within(worth, rule(ROUNDING_UNIT.key), _("A rounding is less than {limit}."))
        return [(EntryKind.ROUNDING, part.difference)]
    if part.kind == Difference.FEE:
        _within(worth, rule(FEE_TOLERANCE.key), _("A bank fee is at most {limit}."), inclusive=True)
        return [(EntryKind.FEE, part.difference)]
    if not WRITING_OFF(receivable, by):
        raise Denied(WRITING_OFF.sentence)
    # Small ones one after another are no way round the approval.
    worth += _worth(receivable, written_off(receivable))
    _within(worth, rule(SMALL_WRITE_OFF.key), _("At most {limit} is written off at once."), inclusive=True)
    return [(EntryKind.WRITTEN_OFF, part.difference)]


def entries(allocation, line, receivable, closes, *, by) -> list[LedgerEntry]:
    """The ledger entries of an allocation's differences."""
    cause = allocation.reason or str(Difference(allocation.difference_kind).label) if closes else ""
    made = []
    for kind, amount in closes:
        if amount < 0:
            made.append(ledger.rounded_up(allocation, line, -amount, by=by, cause=cause))
        else:
            made.append(ledger.differing(allocation, receivable, kind, amount, by=by, cause=cause))
    return made


def _check_shape(part, line, receivable) -> None:
    if part.kind not in Difference.values:
        kinds = ", ".join(Difference.values)
        raise ValidationError({"difference_kind": _("{name} is one of {known}.").format(
            name="difference_kind", known=kinds)})  # fmt: skip
    if receivable.state == ReceivableState.WRITTEN_OFF:
        raise ValidationError({"difference": _("What is written off has no difference.")})
    if part.difference < 0 and part.kind != Difference.ROUNDING:
        raise ValidationError({"difference": _("Must be more than 0.")})
    if part.difference < 0 and (
        line.currency != receivable.currency or part.amount - part.difference > line.unallocated
    ):
        raise ValidationError({"difference": _("So much of the bank line is not left.")})
    if part.amount + part.difference > receivable.balance:
        text = _("{amount} and the difference are more than the open {most}.")
        raise ValidationError(
            {"difference": text.format(amount=f"{part.amount:,.2f}", most=f"{receivable.balance:,.2f}")}
        )


def _worth(receivable, amount: Decimal) -> Decimal:
    """An amount of a receivable in the tenant's currency, at its booked rate."""
    currency = current_tenant().currency
    if not receivable.balance:
        return Decimal(0)
    return from_minor(receivable.balance_minor, currency) * amount / receivable.balance


def _within(worth: Decimal, limit, sentence, *, inclusive=False) -> None:
    most = Decimal(str(limit or 0))
    if worth < most or (inclusive and worth == most):
        return
    shown = f"{current_tenant().currency} {most:,.2f}"
    fix = _("Leave the rest open, or have it written off by approval.")
    raise Blocked([Blocker("difference_limit", sentence.format(limit=shown), fix)])


def _discount(part, line, receivable) -> list[tuple[EntryKind, Decimal]]:
    """Net and tax part of an early-payment discount that was earned by the day of the money."""
    if receivable.discount_until is None or line.value_on > receivable.discount_until:
        detail = _("The early-payment discount of {number} is not earned.").format(number=receivable.number)
        if receivable.discount_until is not None:
            detail = _("The early-payment discount of {number} ended on {day}.").format(
                number=receivable.number, day=receivable.discount_until.isoformat()
            )
        raise Blocked([Blocker("discount_lapsed", detail, _("Leave the rest open, or write it off."))])
    left = discount_left(receivable)
    if part.difference > left:
        text = _("{left} of early-payment discount is left.").format(left=f"{left:,.2f}")
        raise ValidationError({"difference": ValidationError(text, code="max_value")})
    tax = tax_within(receivable, part.difference)
    parts = [(EntryKind.DISCOUNT, part.difference - tax), (EntryKind.DISCOUNT_TAX, tax)]
    return [(kind, amount) for kind, amount in parts if amount]


def discount_left(receivable) -> Decimal:
    """The early-payment discount agreed on a receivable, less what was given of it."""
    agreed = round_money(receivable.amount * (receivable.discount_percent or 0) / 100, receivable.currency)
    given = LedgerEntry.objects.filter(receivable=receivable, kind__in=DISCOUNTS)
    return agreed + (given.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


def written_off(receivable) -> Decimal:
    """What was written off of it and did not come after all."""
    kinds = (EntryKind.WRITTEN_OFF, EntryKind.RECOVERED)
    sums = LedgerEntry.objects.filter(receivable=receivable, kind__in=kinds)
    return -(sums.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


def tax_within(receivable, amount: Decimal) -> Decimal:
    """The VAT within an amount of a receivable, by its contract's own share of tax."""
    terms = receivable.agreement
    if terms is None or not terms.total:
        return Decimal(0)
    return round_money(amount * terms.tax / terms.total, receivable.currency)
