"""Rescheduling 改期: what is open of a receivable goes on in parts with due dates of their own.

The parts are receivables of their own; the one they come from keeps its history with its old due date, so that
reports as of a past day stay as they were. Undone as a whole while no part was touched.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import search
from core.dates import local_day
from core.models.base import new_id
from core.money import Money
from core.numbering import next_numbers
from core.workflow import judge, lock, perform, serves
from receivables.ledger_forms import RescheduleForm
from receivables.models import Receivable
from receivables.services import ledger
from receivables.services.allocation import after_settling
from receivables.states import EntryKind
from tenancy.actor import system

# Of the receivable that a part does not take over: it starts a life of its own.
OWN = {"state": "planned", "version": 1, "cycle": 1, "pending_gate": "", "settled_on": None, "balance": 0,
       "balance_minor": 0, "discount_percent": None, "discount_until": None}  # fmt: skip


@serves(Receivable, "reschedule", form=RescheduleForm)
def reschedule(receivable, *, by, parts, reason):
    """Put the balance on parts, [{"due_on", "amount"}] in the receivable's currency. Raises ValidationError on `parts`.

    The last part may leave its amount out: it takes the rest.
    """
    receivable = lock(receivable)
    checks = judge(receivable, "reschedule", by=by)
    amounts = _amounts(receivable, parts)
    whole = receivable.money.currency
    receivable = perform(
        receivable, "reschedule", by=by, judged=checks, reason=reason,
        facts_={
            "number": receivable.number, "money": receivable.open_money.as_json(),
            "parts": ", ".join(
                f"{part['due_on']:%Y-%m-%d} {Money(amount, whole)}" for part, amount in zip(parts, amounts, strict=True)
            ),
        },
    )  # fmt: skip
    step, today, entries = new_id(), local_day(), []
    numbers = next_numbers("AR", today, len(parts))
    for number, part, amount in zip(numbers, parts, amounts, strict=True):
        made = _part(receivable, number, amount)
        made = perform(
            made, "open", by=system(), triggered_on=receivable.triggered_on, due_on=part["due_on"],
            facts_={"number": number, "name": made.name, "money": made.money.as_json()},
        )  # fmt: skip
        off = ledger.lowered(
            receivable, EntryKind.RESCHEDULED, amount, today, by=by, cause=f"rescheduled to {number}"
        )
        on = ledger.raised(
            made, EntryKind.RESCHEDULED, amount, today, by=by, cause=f"rescheduled from {receivable.number}",
            worth=-off.base_minor,
        )  # fmt: skip
        off.step = on.step = step
        ledger.follow([off])
        entries += [off, on]
    ledger.write(entries)
    receivable.refresh_from_db()
    after_settling([receivable])
    return receivable


def _amounts(receivable, parts) -> list:
    """What goes on each part. Raises ValidationError where they are not what is open, or not in order."""
    named = [part["amount"].amount if part["amount"] else None for part in parts]
    if any(part["amount"] and part["amount"].currency != receivable.currency for part in parts):
        raise ValidationError(
            {"parts": _("This receivable is in {currency}.").format(currency=receivable.currency)}
        )
    if None in named[:-1]:
        raise ValidationError({"parts": _("Only the last part may leave its amount out.")})
    amounts = [amount for amount in named if amount is not None]
    if len(amounts) < len(named):
        amounts.append(receivable.balance - sum(amounts))
    if sum(amounts) != receivable.balance or min(amounts) <= 0:
        text = _("The parts come to {sum}, {balance} is open.")
        shown = {"sum": f"{sum(amounts):,.2f}", "balance": f"{receivable.balance:,.2f}"}
        raise ValidationError({"parts": text.format(**shown)})
    days = [part["due_on"] for part in parts]
    if days != sorted(days) or (receivable.triggered_on and days[0] < receivable.triggered_on):
        raise ValidationError({"parts": _("The dates of the parts must rise.")})
    return amounts


def _part(whole: Receivable, number: str, amount) -> Receivable:
    part = Receivable.objects.get(pk=whole.pk)
    for name, value in OWN.items():
        part.__dict__[name] = value
    part.pk, part.number, part.amount, part.rescheduled_from_id = new_id(), number, amount, whole.pk
    part._state.adding = True
    part.save(force_insert=True)
    search.index([part], new=True)
    return part
