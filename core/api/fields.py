"""How values look in the API: money as text with its currency, related records with their names."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import custom
from core.money import Money

MONEY = {
    "type": "object",
    "properties": {
        "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["1234.50"]},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["CNY"]},
    },
    "required": ["amount", "currency"],
}
REFERENCE = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "number": {"type": "string"},
        "name": {"type": "string"},
        "title": {"type": "string"},
    },
    "required": ["id"],
}
NAMES = ("number", "name", "title")


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": True,
        "description": "Custom fields by code (custom-fields), null where nothing was entered",
    }
)
class CustomValues(serializers.Field):
    """The values of custom fields: {code: value}."""

    def __init__(self, **options):
        super().__init__(**options | {"source": "*", "read_only": True})

    def to_representation(self, value):
        return custom.shown(value)


@extend_schema_field(MONEY)
class MoneyField(serializers.Field):
    """{"amount": "1234.50", "currency": "CNY"} from two columns, or from one attribute that is a Money.

    currency: the attribute beside it. exact: a unit price, shown with the decimals it has (decision 27).
    """

    def __init__(self, *, currency: str = "currency", exact: bool = False, **options):
        self.currency, self.exact = currency, exact
        super().__init__(**options | {"read_only": True, "allow_null": True})

    def shown(self, record):
        """The JSON value of this record's amount; None stays None."""
        amount = record
        for part in self.source_attrs:
            amount = getattr(amount, part)
        if amount is None or hasattr(amount, "as_json"):
            # Not by its truth: nothing at all is false too.
            return None if amount is None else amount.as_json()
        currency = record
        for part in self.currency.split("."):
            currency = getattr(currency, part)
        if self.exact:
            return {"amount": plain_decimal(amount), "currency": currency}
        return Money(amount, currency).as_json()

    def get_attribute(self, instance):
        return instance

    def to_representation(self, value):
        return self.shown(value)


@extend_schema_field(REFERENCE)
class RefField(serializers.Field):
    """{"id", "number" or "name"} of a related record: a list needs no second call."""

    def __init__(self, **options):
        super().__init__(**options | {"read_only": True, "allow_null": True})

    def get_attribute(self, instance):
        for part in self.source_attrs:
            instance = getattr(instance, part)
            if instance is None:
                return None
        return instance

    def to_representation(self, value):
        return reference(value)


def reference(record) -> dict | None:
    """A related record as its id and the names it has."""
    if record is None:
        return None
    shown = {"id": str(record.pk)}
    for name in names_of(type(record)):
        shown[name] = getattr(record, name)
    return shown


def names_of(model) -> tuple[str, ...]:
    """Which of number, name and title the model has (read once per model)."""
    found = _names.get(model)
    if found is None:
        columns = {field.name for field in model._meta.concrete_fields}
        found = _names[model] = tuple(name for name in NAMES if name in columns)
    return found


def plain_decimal(value: Decimal) -> str:
    """A Decimal without exponent and without the column's trailing zeros: 2.5000 → "2.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_names: dict[type, tuple[str, ...]] = {}
