"""The fields of a recorded cost; page and API read the same."""

from django import forms
from django.utils.translation import gettext_lazy

from core.dates import local_day
from core.form_fields import MoneyField
from core.forms import MoveForm
from deals.states import CostKind


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
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=gettext_lazy("What for"), max_length=200)

    def clean_incurred_on(self):
        """Today, where no day is named."""
        return self.cleaned_data["incurred_on"] or local_day()
