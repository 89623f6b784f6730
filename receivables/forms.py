"""What each move and each record of receivables asks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.dates import local_day
from core.form_days import DayInput
from core.forms import MoneyField, MoveForm, RecordChoice
from receivables.claim_states import DisputeCategory, DisputeState
from receivables.models import BankLine, Receivable
from receivables.states import Difference

LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}
DAY: dict[str, Any] = {"widget": DayInput()}


class ReasonForm(MoveForm):
    """A reason, which the history keeps."""

    reason = forms.CharField(label=_l("Reason"), **LONG)


class DisputeForm(MoveForm):
    """What the customer disputes; without an amount all that is open."""

    reason = forms.CharField(label=_l("Reason"), **LONG)
    amount = MoneyField(label=_l("Disputed amount"), required=False, positive=True)
    category = forms.ChoiceField(label=_l("Category"), choices=DisputeCategory.choices, required=False)
    due_on = forms.DateField(label=_l("To be resolved by"), required=False, **DAY)

    def clean_amount(self):
        """At most what is open, in the receivable's currency."""
        amount = self.cleaned_data.get("amount")
        if amount is None or self.record is None:
            return amount
        if amount.currency != self.record.currency:
            raise ValidationError(
                _("This receivable is in {currency}.").format(currency=self.record.currency)
            )
        if amount.amount > self.record.balance:
            text = _("{amount} is more than the open {open}.")
            raise ValidationError(
                text.format(amount=f"{amount.amount:,.2f}", open=f"{self.record.balance:,.2f}")
            )
        return amount


OUTCOMES = [
    (state.value, state.label)
    for state in (DisputeState.WITHDRAWN, DisputeState.ACCEPTED, DisputeState.REJECTED)
]


class NoteForm(MoveForm):
    """A note where one wants to give it."""

    note = forms.CharField(label=_l("Note"), required=False, **LONG)


class ResolutionForm(MoveForm):
    """How the dispute ended."""

    resolution = forms.CharField(label=_l("How it was resolved"), required=False, **LONG)
    outcome = forms.ChoiceField(label=_l("Outcome"), choices=OUTCOMES, required=False)


class LegalForm(MoveForm):
    """Why Legal takes over."""

    reason = forms.CharField(label=_l("Reason"), required=False, **LONG)


class IssueForm(MoveForm):
    """The day of issue (today) and the number the tax system gave; our own number is gapless and comes by itself."""

    number = forms.CharField(label=_l("Tax invoice number"), required=False, max_length=40)
    issued_on = forms.DateField(label=_l("Issued on"), required=False, **DAY)

    def clean_issued_on(self):
        """Not in the future."""
        day = self.cleaned_data.get("issued_on") or local_day()
        if day > local_day():
            raise ValidationError(_("The day of issue can't be in the future."))
        return day


class OptionalReasonForm(MoveForm):
    """A reason where one wants to give it."""

    reason = forms.CharField(label=_l("Reason"), required=False, **LONG)


class AllocationForm(MoveForm):
    """Which money pays which receivable, and how much of it."""

    bank_line = RecordChoice(BankLine, label=_l("Bank line"), related=("statement",))
    receivable = RecordChoice(Receivable, label=_l("Receivable"), related=("deal", "customer"))
    amount = MoneyField(label=_l("Amount"), positive=True)
    difference = MoneyField(label=_l("Difference"), required=False, negative=True)
    difference_kind = forms.ChoiceField(
        label=_l("Kind of difference"), choices=[("", "—"), *Difference.choices], required=False
    )
    reason = forms.CharField(label=_l("Reason"), required=False, max_length=200)
    taken = MoneyField(label=_l("Of the bank line"), required=False, positive=True)


class MonthForm(MoveForm):
    """A month of the books, by any of its days; with the open ones before it, or by itself."""

    month = forms.DateField(label=_l("Month"), **DAY)
    earlier = forms.BooleanField(label=_l("And the open months before it"), required=False)


class ParkForm(MoveForm):
    """Why the money waits."""

    note = forms.CharField(label=_l("Note"), required=False, max_length=300)


class InvoiceAmountForm(MoveForm):
    """How much of a receivable to bill; without an amount all that no invoice bills yet."""

    amount = MoneyField(label=_l("Amount"), required=False, positive=True)
    is_paper = forms.BooleanField(label=_l("Paper invoice"), required=False)
