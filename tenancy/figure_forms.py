"""Forms of exchange rates and working days."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.currencies import CURRENCIES
from core.form_days import DayInput
from core.form_fields import DecimalText


class RateForm(forms.Form):
    """A currency's worth in the tenant's own from a day on."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    rate = DecimalText(label=_("One unit is worth"), places=8, positive=True, max_value=10**8)
    day = forms.DateField(label=_("From"), widget=DayInput())


class DaysForm(forms.Form):
    """A stretch of days that are worked or free."""

    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())
    is_worked = forms.TypedChoiceField(
        label=_("These days are"),
        choices=[("no", _("free")), ("yes", _("worked"))],
        coerce=lambda value: value == "yes",
    )
    name = forms.CharField(label=_("Reason"), max_length=80, required=False)
