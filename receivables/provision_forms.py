"""What provisions ask for: months, specific items, evidence."""

from calendar import monthrange
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.dates import local_day
from core.forms import DecimalText, MoneyField, MoveForm, RecordChoice
from customers.models import Customer
from receivables.forms import DAY, LONG
from receivables.models import Receivable

PERCENT = {"places": 4, "min_value": 0, "max_value": 100}


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


class EvidenceForm(MoveForm):
    """What proves it: a court's ruling, an insolvency notice, a deregistration."""

    evidence = forms.CharField(label=_l("Evidence"), **LONG)


class RunForm(MoveForm):
    """The month to provide for: its last day, which must have come."""

    closes_on = forms.DateField(label=_l("Month end"), **DAY)

    def clean_closes_on(self):
        """The last day of a month that is over, or today."""
        day = self.cleaned_data["closes_on"]
        if day != month_end(day):
            raise ValidationError(_("Enter the last day of a month."))
        if day > local_day():
            raise ValidationError(_("The month is not over yet."))
        return day


class SpecificEditForm(MoveForm):
    """What a specific item says: a rate or an amount, what is secured, and from when until when."""

    percent = DecimalText(label=_l("Rate in percent"), required=False, **PERCENT)
    amount = MoneyField(label=_l("Amount"), required=False, positive=True)
    insured_percent = DecimalText(label=_l("Insured share in percent"), required=False, **PERCENT)
    collateral = MoneyField(label=_l("Collateral"), required=False)
    reason = forms.CharField(label=_l("Reason"), **LONG)
    evidence = forms.CharField(label=_l("Evidence"), required=False, **LONG)
    starts_on = forms.DateField(label=_l("Valid from"), required=False, **DAY)
    ends_on = forms.DateField(label=_l("Valid until"), required=False, **DAY)


class SpecificForm(SpecificEditForm):
    """For one receivable, or for all of a customer."""

    receivable = RecordChoice(
        Receivable, label=_l("Receivable"), required=False, related=("customer", "deal")
    )
    customer = RecordChoice(Customer, label=_l("Customer"), required=False)
    field_order = ["customer", "receivable"]


class RateForm(MoveForm):
    """One bucket's rate from a day on, in percent."""

    bucket = forms.ChoiceField(label=_l("Days overdue"))
    percent = DecimalText(label=_l("Rate in percent"), **PERCENT)
    valid_from = forms.DateField(label=_l("Valid from"), **DAY)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        from receivables.models.provision import BUCKET_CHOICES

        self.fields["bucket"].choices = BUCKET_CHOICES
