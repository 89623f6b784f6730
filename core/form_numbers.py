"""Form fields for exact numbers and money; JSON and page input alike."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.money import Money
from core.tenancy import current_tenant

LONGEST_NUMBER = 18
# A column keeps it, and so does the bigint of its minor units in the tenant's currency, whatever the rate.
MOST_MONEY = Decimal(10) ** 14
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def parse_decimal(value, places: int) -> Decimal:
    """A number given as text, int, Decimal or short float, exactly. Raises ValidationError with the sentence."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValidationError(_("Enter a number, for example 1234.50."), code="invalid")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    text = text.replace(",", "") if GROUPED.fullmatch(text) else text
    if not NUMBER.fullmatch(text):
        raise ValidationError(_("Enter a number, for example 1234.50."), code="invalid")
    whole, _point, decimals = text.lstrip("+-").partition(".")
    if len(decimals.rstrip("0")) > places:
        raise ValidationError(
            _("At most {places} decimals.").format(places=places), code="max_decimal_places"
        )
    if len(whole.lstrip("0")) + len(decimals) > LONGEST_NUMBER:
        raise ValidationError(_("At most {digits} digits.").format(digits=LONGEST_NUMBER), code="max_digits")
    return Decimal(text) or Decimal(0)


def check_range(number: Decimal, least, most) -> None:
    """Raise ValidationError with the bound that `number` is beyond."""
    if least is not None and number < least:
        raise ValidationError(_("Must be {least} or more.").format(least=least), code="min_value")
    if most is not None and number > most:
        raise ValidationError(_("Must be {most} or less.").format(most=most), code="max_value")


class DecimalText(forms.Field):
    """A quantity, share or price as an exact Decimal: at most `places` decimals, within min_value and max_value."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, places=4, min_value=None, max_value=None, positive=False, **options):
        self.places, self.positive = places, positive
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**options)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        number = parse_decimal(value, self.places)
        if self.positive and number <= 0:
            raise ValidationError(_("Must be more than 0."), code="min_value")
        check_range(number, self.min_value, self.max_value)
        return number


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in CURRENCIES]


class MoneyInput(forms.MultiWidget):
    """An amount and its currency: `price` and `price_currency` on a page, one object or a bare amount in JSON."""

    def __init__(self, attrs=None):
        amount = forms.TextInput(attrs={"inputmode": "decimal"})
        # A function: Django would go through a list of them each time that a form is made.
        currency = forms.Select(choices=_currencies)
        super().__init__({"": amount, "currency": currency}, attrs)

    def decompress(self, value):
        if isinstance(value, Money):
            return [value.as_json()["amount"], value.currency]
        if isinstance(value, dict):
            return [value.get("amount"), value.get("currency")]
        return [value, current_tenant().currency]

    def value_from_datadict(self, data, files, name):
        value, currency = data.get(name), data.get(f"{name}_currency")
        return {"amount": value, "currency": currency} if currency and not isinstance(value, dict) else value

    def value_omitted_from_data(self, data, files, name):
        return name not in data


class MoneyField(forms.Field):
    """Money: "1234.50", 1234 or {"amount": "1234.50", "currency": "CNY"}; without a currency the tenant's is meant.

    places: for unit prices; without it the currency's minor unit. min_value is 0 unless `negative`.
    """

    widget = MoneyInput

    def __init__(self, *, places=None, positive=False, negative=False, currency=None, **options):
        self.places, self.positive, self.negative, self.currency = places, positive, negative, currency
        super().__init__(**options)

    def to_python(self, value):
        amount, currency = self._parts(value)
        if amount in self.empty_values:
            return None
        if currency not in CURRENCIES:
            raise ValidationError(
                _("“{code}” is no ISO 4217 currency.").format(code=currency), code="currency"
            )
        places = CURRENCIES[currency] if self.places is None else self.places
        number = parse_decimal(amount, places)
        if self.positive and number <= 0:
            raise ValidationError(_("Must be more than 0."), code="min_value")
        check_range(number, -MOST_MONEY if self.negative else Decimal(0), MOST_MONEY)
        return Money(number, currency)

    def has_changed(self, initial, data):
        return not self.disabled and initial != data

    def _parts(self, value):
        if isinstance(value, Money):
            return value.amount, value.currency
        if not isinstance(value, dict):
            return value, self.currency or current_tenant().currency
        if set(value) - {"amount", "currency"}:
            raise ValidationError(_("Money has the fields “amount” and “currency”."), code="invalid")
        currency = value.get("currency")
        return value.get("amount"), currency if isinstance(currency, str) else str(currency)
