"""The fields of a recorded cost and of a stand-in; page and API read the same."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import local_day
from core.form_days import DayInput
from core.form_fields import MoneyField, UserChoice
from core.forms import MoveForm
from deals.states import TRIANGLE, CostKind, SeatCode


class CostForm(MoveForm):
    """A cost beyond the lines' unit costs; without a day it was incurred today."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of cost"), choices=CostKind.choices)
    amount = MoneyField(
        label=gettext_lazy("Amount without tax"),
        negative=True,
        help_text=gettext_lazy("Beyond the lines' unit costs; below 0: a saving, or a correction."),
    )
    incurred_on = forms.DateField(
        label=gettext_lazy("Incurred on"),
        required=False,
        widget=DayInput,
    )
    note = forms.CharField(label=gettext_lazy("What for"), max_length=200)

    def clean_incurred_on(self):
        """Today, where no day is named."""
        return self.cleaned_data["incurred_on"] or local_day()


class DealForm(MoveForm):
    """What of a deal people change."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    expected_close_on = forms.DateField(
        label=gettext_lazy("Expected signing"), required=False, widget=DayInput
    )


class StandInForm(MoveForm):
    """Who stands in for a seat and on which days; nobody named: nobody stands in any more."""

    user = UserChoice(label=gettext_lazy("Stand-in"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput)

    def clean(self):
        """From today, where no first day is named; the last day always is."""
        values = super().clean()
        if values.get("user") and "until" in values and values["until"] is None:
            self.add_error("until", _("Name the last day."))
        if values.get("user") and values.get("since") is None:
            values["since"] = local_day()
        return values


class SeatStandInForm(StandInForm):
    """The same with the seat; at a page."""

    seat = forms.ChoiceField(
        label=gettext_lazy("Seat"), choices=[(code.value, SeatCode(code).label) for code in TRIANGLE]
    )
    field_order = ("seat", "user", "since", "until")
