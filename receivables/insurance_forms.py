"""What people and programs hand in about claims on the credit insurer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from core.form_days import DayInput
from core.forms import MoneyField, MoveForm, PastDay, RecordChoice
from receivables.insurance_states import LossCause
from receivables.models import BankLine, Receivable

DAY: dict[str, Any] = {"widget": DayInput()}
LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class PrepareForm(MoveForm):
    """A claim on the receivable of the page."""

    cause = forms.ChoiceField(label=_("Cause of the loss"), choices=LossCause.choices)
    amount = MoneyField(label=_p("claim", "Loss"), required=False)
    note = forms.CharField(label=_("Note"), required=False, **LONG)


class NewClaimForm(PrepareForm):
    """The same with the receivable named."""

    receivable = RecordChoice(Receivable, label=_("Receivable"))


class ReportForm(MoveForm):
    """When the insurer was told of the possible loss."""

    reported_on = PastDay(label=_("Loss reported on"), required=False, **DAY)
    insurer_number = forms.CharField(label=_("The insurer's number"), max_length=60, required=False)


class ClaimForm(MoveForm):
    """When the money was claimed, and how much of a loss it is by then."""

    claimed_on = PastDay(label=_("Claimed on"), required=False, **DAY)
    amount = MoneyField(label=_p("claim", "Loss"), required=False)


class PayForm(MoveForm):
    """What the insurer paid, and the bank line that brought it where it is on file."""

    amount = MoneyField(label=_("Paid by the insurer"))
    paid_on = PastDay(label=_("Paid on"), required=False, **DAY)
    bank_line = RecordChoice(
        BankLine,
        label=_("Bank line"),
        required=False,
        among=lambda rows, claim: rows.filter(unallocated__gt=0),
    )


class EndForm(MoveForm):
    """Why it ends."""

    reason = forms.CharField(label=_("Reason"), required=False, **LONG)


class WhyForm(MoveForm):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), **LONG)
