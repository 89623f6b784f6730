"""Who sits in the triangle."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from core.dates import local_day
from core.form_fields import JSONList, MoneyField, UserChoice, pointed
from core.forms import MoveForm
from deals.states import CostKind


class People(JSONList):
    """A list of colleagues by id."""

    json_schema = {"type": "array", "items": {"type": "string", "format": "uuid"}}

    def to_python(self, value):
        people, errors = [], []
        one = UserChoice()
        for position, entry in enumerate(super().to_python(value) or []):
            try:
                people.append(one.clean(entry))
            except ValidationError as error:
                errors += [pointed(message, position, "missing") for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return people


class TeamForm(MoveForm):
    """One AR, one SR, one FR; a seat that is not named stays as it is."""

    ar = UserChoice(label=gettext_lazy("Client manager (AR)"), required=False)
    sr = UserChoice(label=gettext_lazy("Solution manager (SR)"), required=False)
    fr = UserChoice(label=gettext_lazy("Delivery manager (FR)"), required=False)
    helpers = People(label=gettext_lazy("Helpers"), required=False)


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
