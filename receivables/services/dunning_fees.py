"""Dunning fees: charged once for each receivable, cycle and level, as receivables of their own (handbook §8)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core import search
from core.bulk import run_many
from core.money import minor_units
from core.numbering import next_numbers
from core.tenancy import acting_for, current_tenant
from receivables.claim_states import StepOrigin
from receivables.models import DunningFee, DunningStep, Receivable
from receivables.models.receivable import FEE
from receivables.services import ledger
from receivables.settings import DUNNING_FEES
from tenancy.actor import system
from tenancy.rules import rule

CHUNK = 500


def amounts() -> dict[int, Decimal]:
    """{level: fee} of the levels that have one, in the tenant's currency."""
    found = {int(part.removeprefix("level_")): Decimal(text) for part, text in rule(DUNNING_FEES.key).items()}
    return {level: amount for level, amount in found.items() if amount > 0}


def charge_fees(tenant, day: date) -> int:
    """Charge the fees of the steps made on a day; a repeat charges none. Returns how many were charged."""
    charged = 0
    while True:
        with acting_for(tenant):
            steps = list(_uncharged(day)[:CHUNK])
            if not steps:
                return charged
            charged += len(_charge(steps, day))


def _uncharged(day) -> QuerySet[DunningStep]:
    """Steps with a fee that nobody was charged yet; fees themselves are dunned without one."""
    known = DunningFee.objects.filter(
        receivable=OuterRef("receivable"), cycle=OuterRef("cycle"), level=OuterRef("level")
    )
    steps = DunningStep.objects.filter(made_on=day, level__in=amounts()).exclude(receivable__trigger=FEE)
    steps = steps.exclude(how=StepOrigin.SKIPPED)
    return (
        steps.filter(~Exists(known)).select_related("receivable__customer").order_by("receivable_id", "level")
    )


@transaction.atomic
def _charge(steps, day) -> list[Receivable]:
    by_level, currency = amounts(), current_tenant().currency
    numbers = next_numbers("AR", day, len(steps))
    fees = [
        _fee(step.receivable, number, step.level, by_level[step.level], currency)
        for step, number in zip(steps, numbers, strict=True)
    ]
    Receivable.objects.bulk_create(fees)
    search.index(fees, new=True)
    # The unique key of a fee stands before its entry: two workers charge it once.
    DunningFee.objects.bulk_create(
        DunningFee(
            receivable_id=step.receivable_id, cycle=step.cycle, level=step.level, fee=fee, amount=fee.amount,
            currency=currency, charged_on=day,
        )
        for step, fee in zip(steps, fees, strict=True)
    )  # fmt: skip
    outcome = run_many(
        Receivable.objects.filter(pk__in=[fee.pk for fee in fees]), "open", by=system(),
        fields={"triggered_on": day, "due_on": day}, follow=lambda opened: _enter(opened, day),
    )  # fmt: skip
    for _pk, error in outcome.failed:
        raise error
    return fees


def _enter(opened, day) -> None:
    ledger.write([ledger.opened(fee, counts_on=day, by=system(), cause=FEE) for fee in opened])


def _fee(owed: Receivable, number: str, level: int, amount: Decimal, currency: str) -> Receivable:
    name = _("Dunning fee, level {level}, {number}").format(level=level, number=owed.number)
    return Receivable(
        number=number, owner_id=owed.owner_id, department_id=owed.department_id, deal_id=owed.deal_id,
        customer=owed.customer, name=name[:80], trigger=FEE, amount=amount, currency=currency,
        amount_minor=minor_units(amount, currency),
    )  # fmt: skip
