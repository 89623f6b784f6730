"""The types of custom fields: how a value is entered, kept, found and read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.display import full_amount, full_day
from core.form_days import DayInput
from core.form_fields import DecimalText, MoneyField, UserChoice
from core.money import Money, minor_units
from core.tenancy import current_tenant

LONGEST_TEXT, LONGEST_LONG_TEXT = 200, 4000
# Numbers are kept beside the record in whole millionths: twelve digits before the point, six behind it.
PLACES, MOST_NUMBER = 6, Decimal(10) ** 12
MILLION = 10**PLACES


@dataclass(frozen=True)
class Type:
    """A type of custom fields.

    entry: the form field's class with its own options. stored: a form's value as JSON. entered: the way back.
    column: of CustomValue, empty where no filter asks; indexed: JSON -> what stands in it. filter: the kind of the
    list's filter. words: JSON -> text in the reader's language.
    """

    entry: Callable[..., forms.Field]
    stored: Callable[[Any], Any] = lambda value: value
    entered: Callable[[Any], Any] = lambda kept: kept
    column: str = "text"
    indexed: Callable[[Any], list] = lambda kept: [kept]
    filter: str = "text"
    words: Callable[[Any, Any], str] = lambda field, kept: str(kept)


class HomeMoney(MoneyField):
    """An amount in the company's currency, which alone such amounts are compared in."""

    def __init__(self, **options):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value):
        found = super().to_python(value)
        home = current_tenant().currency
        if found is not None and found.currency != home:
            raise ValidationError(
                _("This amount is kept in {currency}.").format(currency=home), code="currency"
            )
        return found


def _choice(field, **options):
    offered = {
        one["code"]: field.options_words()[one["code"]] for one in field.options if one.get("in_use", True)
    }
    return forms.ChoiceField(choices=[("", "–"), *offered.items()], **options)


def _choices(field, **options):
    offered = [
        (one["code"], field.options_words()[one["code"]]) for one in field.options if one.get("in_use", True)
    ]
    return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **options)


def _flag(field, **options):
    # An unticked box is an answer too.
    return forms.BooleanField(**options | {"required": False})


def _number(places: int) -> Callable[..., forms.Field]:
    return lambda field, **options: DecimalText(
        places=places, min_value=-MOST_NUMBER, max_value=MOST_NUMBER, **options
    )


def _text(length: int, **more) -> Callable[..., forms.Field]:
    return lambda field, **options: forms.CharField(max_length=length, **more, **options)


def _day(field, **options):
    return forms.DateField(widget=DayInput(), **options)


def _listed(field, kept) -> str:
    words = field.options_words()
    return " · ".join(words.get(code, code) for code in (kept if isinstance(kept, list) else [kept]))


def _amount(kept) -> Decimal:
    return Decimal(kept["amount"])


def plain(value: Decimal) -> str:
    """A number without trailing noughts or an exponent."""
    return f"{value.normalize():f}"


TYPES: dict[str, Type] = {
    "text": Type(_text(LONGEST_TEXT)),
    "long_text": Type(_text(LONGEST_LONG_TEXT, widget=forms.Textarea(attrs={"rows": 3})), column=""),
    "integer": Type(
        _number(0), stored=int, column="number", indexed=lambda kept: [kept * MILLION], filter="number",
        words=lambda field, kept: f"{kept:,}",
    ),
    "decimal": Type(
        _number(PLACES), stored=plain, entered=Decimal, column="number", filter="number",
        indexed=lambda kept: [int(Decimal(kept) * MILLION)], words=lambda field, kept: f"{Decimal(kept):,}",
    ),
    "money": Type(
        lambda field, **options: HomeMoney(**options), stored=Money.as_json, entered=_amount,
        column="number", indexed=lambda kept: [minor_units(_amount(kept), kept["currency"])], filter="money",
        words=lambda field, kept: full_amount(_amount(kept)),
    ),
    "date": Type(
        _day, stored=date.isoformat, entered=date.fromisoformat, column="day",
        indexed=lambda kept: [date.fromisoformat(kept)], filter="date",
        words=lambda field, kept: full_day(date.fromisoformat(kept)),
    ),
    "choice": Type(_choice, filter="choice", words=_listed),
    "choices": Type(_choices, indexed=lambda kept: kept, filter="choice", words=_listed),
    "flag": Type(
        _flag, indexed=lambda kept: [str(kept).lower()], filter="flag",
        words=lambda field, kept: _("yes") if kept else _("no"),
    ),
    "user": Type(
        lambda field, **options: UserChoice(**options), stored=lambda user: {"id": str(user.pk), "name": user.name},
        entered=lambda kept: kept["id"], indexed=lambda kept: [kept["id"]], filter="ref",
        words=lambda field, kept: kept["name"],
    ),
}  # fmt: skip


def form_field(field) -> forms.Field:
    """How a value of this custom field is entered; the same for pages and API."""
    entry = TYPES[field.type].entry
    return entry(field, label=field.words, required=field.is_required, help_text=field.help)
