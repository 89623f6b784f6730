"""Form fields for money, decimals, related records, people, lists and maps; JSON and page input alike."""

import json
import re
import unicodedata
from decimal import Decimal
from uuid import UUID

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.currencies import CURRENCIES
from core.money import Money
from core.sight import visible
from core.tenancy import current_tenant, current_tenant_id

LONGEST_NUMBER = 18
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
CHOICES_SHOWN = 200
LONGEST_LIST = 1000


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


class MoneyInput(forms.MultiWidget):
    """An amount and its currency: `price` and `price_currency` on a page, one object or a bare amount in JSON."""

    def __init__(self, attrs=None):
        amount = forms.TextInput(attrs={"inputmode": "decimal"})
        currency = forms.Select(choices=[(code, code) for code in CURRENCIES])
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
        check_range(number, None if self.negative else Decimal(0), None)
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


class RecordChoice(forms.Field):
    """A record that the asking person sees, by its id or {"id": …}; answers the record itself.

    among: fn(queryset, record) -> queryset that narrows the choice, judged with the form's record.
    """

    widget = forms.Select
    default_error_messages = {
        "invalid": gettext_lazy("Choose one of the list; “{value}” is no id."),
        "missing": gettext_lazy("There is no such {noun}, or you can't see it."),
    }

    def __init__(self, model, *, among=None, related=(), **options):
        self.model_name, self.among, self.related = model, among, related
        self.by = self.record = None
        super().__init__(**options)

    @property
    def model(self):
        """The model class; it may be given by name, so that forms load before models."""
        return apps.get_model(self.model_name) if isinstance(self.model_name, str) else self.model_name

    def bind(self, by, record) -> None:
        """Take the asking person and the form's record."""
        self.by, self.record = by, record
        if hasattr(self.widget, "choices"):
            self.widget.choices = _Choices(self)

    def rows(self):
        """The records to choose from."""
        rows = visible(self.model.objects.select_related(*self.related), self.by)
        return self.among(rows, self.record) if self.among else rows

    def label_of(self, row) -> str:
        """How a choice is shown."""
        return str(row)

    def prepare_value(self, value):
        return getattr(value, "pk", value)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        row = self.rows().filter(pk=self.id_of(value)).first()
        if row is None:
            raise ValidationError(
                self._sentence("missing", noun=self.model._meta.verbose_name), code="missing"
            )
        return row

    def id_of(self, value) -> UUID:
        """The id in `value`: a UUID as text, a record, or {"id": …}."""
        given = value.get("id") if isinstance(value, dict) else getattr(value, "pk", value)
        try:
            return given if isinstance(given, UUID) else UUID(str(given))
        except ValueError:
            raise ValidationError(self._sentence("invalid", value=str(given)[:40]), code="invalid") from None

    def _sentence(self, code, **values) -> str:
        return str(self.error_messages[code]).format(**values)


class _Choices:
    """The options of a select, read when it is drawn: the newest, and an empty one where it may stay empty."""

    def __init__(self, field):
        self.field = field

    def __iter__(self):
        if not self.field.required:
            yield "", "—"
        for row in self.field.rows()[:CHOICES_SHOWN]:
            yield str(row.pk), self.field.label_of(row)


class UserChoice(RecordChoice):
    """A person who works for the tenant, by id or {"id": …}; `roles` keeps it to holders of one of them."""

    def __init__(self, *, roles=(), **options):
        self.roles = roles
        super().__init__(settings.AUTH_USER_MODEL, **options)

    def rows(self):
        """Active members of the tenant in force, by name."""
        members = apps.get_model("tenancy", "Membership").objects.filter(
            tenant_id=current_tenant_id(), is_active=True, user__is_active=True
        )
        people = self.model.objects.filter(pk__in=members.values("user_id"))
        if self.roles:
            grants = apps.get_model("tenancy", "RoleGrant").objects.filter(role__code__in=self.roles)
            people = people.filter(pk__in=grants.values("user_id"))
        return people.order_by("name", "pk")


class RowsInput(forms.Textarea):
    """Rows of a page form (`lines-0-quantity`, …) or one JSON text or list; rows left wholly empty are dropped."""

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data.get(name)
        rows: dict[int, dict] = {}
        for key in data:
            if found := re.fullmatch(rf"{re.escape(name)}-(\d+)-(\w+)", key):
                rows.setdefault(int(found[1]), {})[found[2]] = data.get(key)
        return [row for _position, row in sorted(rows.items()) if any(row.values())]

    def value_omitted_from_data(self, data, files, name):
        return not any(key == name or key.startswith(f"{name}-") for key in data)

    def format_value(self, value):
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False, default=str)


class JSONList(forms.Field):
    """A list; with `item`, a MoveForm class, each entry is parsed by it and errors point at entry and field."""

    widget = RowsInput

    def __init__(self, *, item=None, min_items=0, max_items=LONGEST_LIST, **options):
        self.item, self.min_items, self.max_items = item, min_items, max_items
        self.by = self.record = None
        super().__init__(**options)

    def bind(self, by, record) -> None:
        """Take the asking person and the form's record, for the choices within the items."""
        self.by, self.record = by, record

    def to_python(self, value):
        value = parse_json(value, list, _("This must be a list."))
        if value is None:
            return None
        if not self.min_items <= len(value) <= self.max_items:
            sentence = _("Between {least} and {most} entries, not {have}.")
            told = sentence.format(least=self.min_items, most=self.max_items, have=len(value))
            raise ValidationError(told, code="length")
        return value if self.item is None else self._items(value)

    def _items(self, entries) -> list[dict]:
        parsed, errors = [], []
        for position, entry in enumerate(entries):
            if not isinstance(entry, dict):
                errors.append(pointed(_("Each entry must be an object with named fields."), position))
                continue
            form = self.item(entry, by=self.by, record=self.record)
            errors += [] if form.is_valid() else nested(form.errors.as_data(), position)
            parsed.append(form.cleaned_data)
        if errors:
            raise ValidationError(errors)
        return parsed


class MapInput(RowsInput):
    """Values of a page form by key (`quantities-<key>`), or one JSON text or object; empty values are dropped."""

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data.get(name)
        start = f"{name}-"
        return {key[len(start) :]: data.get(key) for key in data if key.startswith(start) and data.get(key)}


class JSONMap(forms.Field):
    """A map of ids to decimals, {"<uuid>": "2"} as {UUID: Decimal}; errors point at the key."""

    widget = MapInput

    def __init__(self, *, value=None, **options):
        self.value = value or DecimalText(places=4, min_value=Decimal(0))
        super().__init__(**options)

    def to_python(self, value):
        value = parse_json(value, dict, _("This must be an object of ids and numbers."))
        if value is None:
            return None
        parsed, errors = {}, []
        for key, given in value.items():
            try:
                parsed[UUID(str(key))] = self.value.clean(given)
            except ValueError:
                errors.append(pointed(_("“{key}” is no id.").format(key=str(key)[:40]), str(key)[:40]))
            except ValidationError as error:
                errors += [pointed(message, key) for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return parsed


def parse_json(value, kind: type, sentence: str):
    """`value` as list or dict, from JSON text where a page sent it so; None where it is empty."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            raise ValidationError(sentence, code="invalid") from None
    if value is None or value == "":
        return None
    if not isinstance(value, kind):
        raise ValidationError(sentence, code="invalid")
    return value


def pointed(message: str, pointer, code="invalid") -> ValidationError:
    """An error within a list or map; `pointer` is the path to it, as the API spells it (0/quantity)."""
    return ValidationError(str(message).replace("%", "%%"), code=code, params={"pointer": str(pointer)})


def nested(errors: dict, position) -> list[ValidationError]:
    """The errors of one entry's form, with the entry's position before their own paths."""
    found = []
    for name, leaves in errors.items():
        for leaf in leaves:
            deeper = (leaf.params or {}).get("pointer") if isinstance(leaf.params, dict) else None
            path = [str(position), "" if name == "__all__" else name, deeper or ""]
            found += [
                pointed(message, "/".join(filter(None, path)), leaf.code or "invalid")
                for message in leaf.messages
            ]
    return found
