"""What people and programs hand in about products."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import VAT
from core.forms import DecimalText, MoneyField, MoveForm

PRICE_PLACES = 6


class ProductForm(MoveForm):
    """A product; code, name and price are enough."""

    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=160)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    unit_price = MoneyField(label=_("Unit price"), places=PRICE_PLACES)
    unit_cost = MoneyField(label=_("Unit cost"), places=PRICE_PLACES, required=False)
    tax_rate = DecimalText(
        label=_("Tax rate"), places=4, min_value=Decimal(0), max_value=Decimal(1), required=False, initial=VAT
    )
    is_deliverable = forms.BooleanField(label=_("Is delivered"), required=False, initial=True)
    needs_engineering = forms.BooleanField(label=_("Needs order engineering"), required=False)
    needs_installation = forms.BooleanField(label=_("Needs installation"), required=False, initial=True)
    is_active = forms.BooleanField(label=_("Is sold"), required=False, initial=True)

    def clean_tax_rate(self):
        """The general rate unless another is named."""
        rate = self.cleaned_data["tax_rate"]
        return VAT if rate is None else rate

    def clean(self):
        """A new product that says nothing of a flag has its usual value; a page always says."""
        values = super().clean()
        if self.record is None and not hasattr(self.data, "getlist"):
            for name, field in self.fields.items():
                if isinstance(field, forms.BooleanField) and name not in self.data:
                    values[name] = bool(field.initial)
        return values
