"""The agreed terms: proposed when a bid is won, edited while the contract is drafted, agreed at signing."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core.dates import local_day
from deals.amounts import line_amounts, schedule_amounts
from deals.models import Agreement, Deal, DealLine, Instalment
from deals.services.calculations import calculate_actual
from deals.services.stages import enter_stage
from deals.signals import terms_set
from deals.states import PaymentMode, Stage


@transaction.atomic
def propose_terms(deal: Deal, *, by, currency, lines, payment_mode=PaymentMode.CREDIT, warranty_months=12):
    """An Agreement with these lines, not agreed yet; the contract takes its id.

    lines: dicts with description, quantity, unit_price, unit_cost, tax_rate and optionally product.
    """
    agreement = Agreement.objects.create(
        deal=deal,
        customer_id=deal.customer_id,
        currency=currency,
        payment_mode=payment_mode,
        warranty_months=warranty_months,
        created_by_id=by.user_id,
    )
    return replace_lines(agreement, lines, by=by)


@transaction.atomic
def replace_lines(agreement: Agreement, lines, *, by) -> Agreement:
    """Put these lines in place of the present ones; for terms that are not agreed yet."""
    agreement = _locked(agreement)
    agreement.lines.all().delete()
    made = [_line(agreement, position, values) for position, values in enumerate(lines, start=1)]
    DealLine.objects.bulk_create(made)
    return _retotal(agreement, made)


@transaction.atomic
def amend_lines(agreement: Agreement, lines, *, by) -> Agreement:
    """Change agreed lines: those with an `id` keep it, new ones are added, missing ones fall to what was accepted.

    Raises ValidationError where a quantity would fall below what is accepted or cancelled.
    """
    agreement = _locked(agreement)
    present = {line.pk: line for line in agreement.lines.all()}
    kept = []
    for position, values in enumerate(lines, start=1):
        line = present.pop(values.get("id"), None)
        kept.append(_changed(line, values, position) if line else _added(agreement, position, values))
    for line in present.values():
        kept.append(_withdrawn(line))
    return _retotal(agreement, kept)


def _line(agreement, position, values) -> DealLine:
    line = DealLine(
        agreement=agreement,
        position=position,
        description=values["description"],
        quantity=values["quantity"],
        unit_price=values["unit_price"],
        unit_cost=values.get("unit_cost") or Decimal(0),
        tax_rate=values.get("tax_rate") or Decimal(0),
        product=values.get("product"),
        is_deliverable=_is_delivered(values.get("product")),
    )
    return _priced(line, agreement.currency)


def _is_delivered(product) -> bool:
    return product is None or product.is_deliverable


def _added(agreement, position, values) -> DealLine:
    line = _line(agreement, position, values)
    line.save()
    return line


def _changed(line, values, position) -> DealLine:
    done = line.accepted_quantity + line.cancelled_quantity
    quantity = values.get("quantity", line.quantity)
    if quantity < done:
        raise ValidationError(
            _("“{line}”: the quantity can't fall below the {done} already accepted or cancelled.").format(
                line=line.description, done=f"{done.normalize():f}"
            )
        )
    for name in ("description", "quantity", "unit_price", "unit_cost", "tax_rate", "product"):
        if name in values:
            setattr(line, name, values[name])
    if "product" in values:
        line.is_deliverable = _is_delivered(line.product)
    line.position, line.is_removed = position, False
    _priced(line, line.agreement.currency)
    line.save()
    return line


def _withdrawn(line) -> DealLine:
    line.quantity = line.accepted_quantity + line.cancelled_quantity
    line.is_removed = not line.quantity
    _priced(line, line.agreement.currency)
    line.save()
    return line


def _priced(line, currency) -> DealLine:
    line.net, line.tax, line.total = line_amounts(line.quantity, line.unit_price, line.tax_rate, currency)
    return line


def _retotal(agreement, lines) -> Agreement:
    agreement.net = sum((line.net for line in lines), Decimal(0))
    agreement.tax = sum((line.tax for line in lines), Decimal(0))
    agreement.total = agreement.net + agreement.tax
    agreement.save()
    reschedule(agreement)
    _carry_amount(agreement)
    return agreement


def _carry_amount(agreement: Agreement) -> None:
    """The deal is worth what its agreements come to."""
    deal = Deal.objects.get(pk=agreement.deal_id)
    if (deal.amount, deal.currency) != (agreement.total, agreement.currency) and agreement.total:
        deal.amount, deal.currency = agreement.total, agreement.currency
        deal.save()


@transaction.atomic
def replace_schedule(agreement: Agreement, instalments, *, by) -> list[Instalment]:
    """Put this payment schedule in place; an incomplete draft may be kept, signing asks whether it adds up.

    instalments: dicts of Instalment's fields.
    """
    agreement = _locked(agreement)
    agreement.instalments.all().delete()
    Instalment.objects.bulk_create(
        Instalment(agreement=agreement, position=position, **values)
        for position, values in enumerate(instalments, start=1)
    )
    return reschedule(agreement)


def reschedule(agreement: Agreement) -> list[Instalment]:
    """Work the instalments' amounts out anew from the agreement's total."""
    parts = list(agreement.instalments.all())
    for part, amount in zip(parts, schedule_amounts(agreement.total, agreement.currency, parts), strict=True):
        part.amount = amount
    Instalment.objects.bulk_update(parts, ["amount"])
    return parts


@transaction.atomic
def agree(agreement: Agreement, *, number, signed_on, by) -> Agreement:
    """The terms bind from now on; receivables are planned from them (terms_set)."""
    agreement = _locked(agreement)
    agreement.number, agreement.signed_on = number, signed_on
    agreement.save()
    terms_set.send(Agreement, agreement=agreement, by=by)
    return agreement


@transaction.atomic
def agree_anew(agreement: Agreement, *, by) -> Agreement:
    """An amendment took effect: the next version of the terms."""
    agreement = _locked(agreement)
    agreement.terms_version += 1
    agreement.save()
    terms_set.send(Agreement, agreement=agreement, by=by)
    calculate_actual(agreement.deal, by=by)
    settle_stage(agreement, by=by)
    return agreement


@transaction.atomic
def start_delivery(agreement: Agreement, *, by) -> dict:
    """The FR accepted the handover: the deal enters delivery, or cash where nothing is to be delivered."""
    agreement = _locked(agreement)
    agreement.handed_over_on = local_day()
    agreement.save()
    calculate_actual(agreement.deal, by=by)
    return enter_stage(agreement.deal, _stage_by_quantities(agreement.deal), by=by)


@transaction.atomic
def record_accepted(agreement: Agreement, quantities: dict, *, by) -> None:
    """Note accepted quantities by line id; the deal goes to cash when all is accepted or cancelled."""
    _add_quantities(agreement, "accepted_quantity", quantities)
    calculate_actual(agreement.deal, by=by)
    settle_stage(agreement, by=by)


@transaction.atomic
def record_cancelled(agreement: Agreement, quantities: dict, *, by) -> None:
    """Note quantities that will not be delivered after all."""
    _add_quantities(agreement, "cancelled_quantity", quantities)
    settle_stage(agreement, by=by)


def _add_quantities(agreement, column, quantities) -> None:
    _locked(agreement)
    for line_id, quantity in sorted(quantities.items()):
        agreement.lines.filter(pk=line_id).update(**{column: F(column) + quantity})


def settle_stage(agreement: Agreement, *, by) -> None:
    """Delivery or cash, judged by the quantities still owed over all of the deal's agreements (decision 16)."""
    deal = Deal.objects.select_for_update().get(pk=agreement.deal_id)
    if deal.stage in (Stage.DELIVERY, Stage.CASH):
        enter_stage(deal, _stage_by_quantities(deal), by=by)


def _stage_by_quantities(deal: Deal) -> Stage:
    return Stage.DELIVERY if owed_lines(deal).exists() else Stage.CASH


def owed_lines(deal: Deal) -> QuerySet[DealLine]:
    """Lines in force that are delivered at all and of which some is neither accepted nor cancelled."""
    return DealLine.objects.filter(
        agreement__deal=deal,
        agreement__is_over=False,
        agreement__signed_on__isnull=False,
        is_deliverable=True,
        quantity__gt=F("accepted_quantity") + F("cancelled_quantity"),
    )


@transaction.atomic
def change_terms(agreement: Agreement, **values) -> Agreement:
    """Set number, payment mode or warranty of the terms, as the contract's services decided."""
    agreement = _locked(agreement)
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.save()
    return agreement


@transaction.atomic
def end_terms(agreement: Agreement) -> Agreement:
    """The contract is closed or terminated: nothing more is ordered, released or billed by these terms."""
    agreement = _locked(agreement)
    agreement.is_over = True
    agreement.save()
    return agreement


def _locked(agreement: Agreement) -> Agreement:
    """The agreement, its deal locked first (the lock order)."""
    Deal.objects.select_for_update().only("pk").get(pk=agreement.deal_id)
    return Agreement.objects.select_for_update().get(pk=agreement.pk)
