"""What is handed in when money is chased: promises, disputes, causes, corrective actions, cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import MoneyField, MoveForm, RecordChoice
from receivables.models import Receivable

DAY: dict[str, Any] = {"widget": forms.DateInput(attrs={"type": "date"})}
LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class PromiseForm(MoveForm):
    """What the customer said it would pay, and by when; without an amount all that is open."""

    promised_on = forms.DateField(label=pgettext_lazy("payment", "Promised for"), **DAY)
    amount = MoneyField(label=_("Promised amount"), required=False, positive=True)
    told_by = forms.CharField(label=_("Told by"), required=False, max_length=120)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class NewPromiseForm(PromiseForm):
    """The same, naming the receivable."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))
