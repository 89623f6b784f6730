"""What each move asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import local_day
from core.form_days import DayInput
from core.forms import MoveForm, PastDay
from customers.states import STANDING, CustomerState, Touch

LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}
DAY: dict[str, Any] = {"widget": DayInput()}


class ReasonForm(MoveForm):
    """A reason, which the history keeps."""

    reason = forms.CharField(label=_("Reason"), **LONG)


class OptionalReasonForm(MoveForm):
    """A reason where one wants to give it."""

    reason = forms.CharField(label=_("Reason"), required=False, **LONG)


class UntilForm(MoveForm):
    """The last day of a result, where it has one."""

    until = forms.DateField(label=_("Valid until"), required=False, **DAY)


class OverrideForm(MoveForm):
    """The credit controller's own result, with its reason and last day."""

    result = forms.ChoiceField(
        label=_("Result"), choices=[(s.value, s.label) for s in STANDING if s != CustomerState.PROSPECT]
    )
    reason = forms.CharField(label=_("Reason"), **LONG)
    expires_on = forms.DateField(label=_("Valid until"), **DAY)


def rating_field(required=False):
    """How good the customer found a topic exchange."""
    return forms.TypedChoiceField(
        label=_("Rating by the customer"), choices=[("", "–"), *((n, f"{n} / 5") for n in range(5, 0, -1))],
        coerce=int, empty_value=None, required=required,
    )  # fmt: skip


class ReportForm(MoveForm):
    """What came of a visit."""

    outcome = forms.CharField(label=_("Outcome"), **LONG)
    commitments = forms.CharField(label=_("Commitments"), required=False, **LONG)
    next_step = forms.CharField(label=_("Next step"), **LONG)
    visited_on = forms.DateField(label=_("Took place on"), required=False, **DAY)
    rating = rating_field()

    def __init__(self, *given, **options):
        super().__init__(*given, **options)
        if self.record is not None and self.record.kind != Touch.TOPIC_EXCHANGE:
            del self.fields["rating"]


class KeptForm(MoveForm):
    """When a commitment was kept."""

    kept_on = PastDay(label=_("Kept on"), required=False, **DAY)

    def clean_kept_on(self):
        """Today unless said otherwise."""
        return self.cleaned_data["kept_on"] or local_day()
