"""How each kind of rule is entered on its settings page and kept in its row."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import DecimalText
from core.form_numbers import MOST_MONEY

MOST_DAYS = 8
LONGEST_NOTICE_DAYS = 365


class Kind:
    """One field of the rule's key; `kept` turns what was entered into JSON, `shown` back."""

    def fields(self, rule) -> dict[str, forms.Field]:
        """{suffix of the field's name: field}."""
        return {"": self.field(rule)}

    def field(self, rule) -> forms.Field:
        """The field of a rule that has one."""
        raise NotImplementedError

    def keep(self, values: dict):
        """The JSON value of what was entered, {suffix: cleaned value}."""
        return self.kept(values[""])

    def show(self, value) -> dict:
        """{suffix: initial value} of a JSON value."""
        return {"": self.shown(value)}

    def kept(self, value):
        return value

    def shown(self, value):
        return value

    def words(self, value) -> str:
        """A value as the page tells the default."""
        return str(self.shown(value))


class Flag(Kind):
    """Yes or no: a choice of two, since a box left empty can't be told from one that was not sent."""

    def field(self, rule):
        options = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=rule.label, choices=options, widget=forms.RadioSelect)

    def kept(self, value):
        return value == "yes"

    def shown(self, value):
        return "yes" if value else "no"

    def words(self, value):
        return gettext("Yes") if value else gettext("No")


class Choice(Kind):
    """One of a few words: {stored: label}."""

    def __init__(self, options: dict):
        self.options = options

    def field(self, rule):
        return forms.ChoiceField(
            label=rule.label, choices=list(self.options.items()), widget=forms.RadioSelect
        )

    def words(self, value):
        return str(self.options.get(value, value))


class Amount(Kind):
    """An amount in the tenant's currency, kept as text; may stay empty where the default is."""

    def field(self, rule):
        return DecimalText(
            label=rule.label, places=2, min_value=0, max_value=MOST_MONEY, required=rule.default is not None
        )

    def kept(self, value):
        return None if value is None else str(value)

    def shown(self, value):
        return "" if value is None else str(value)

    def words(self, value):
        return gettext("none") if value in (None, "") else f"{Decimal(str(value)):,}"


class Amounts(Kind):
    """Amounts in the tenant's currency, one for each part: {part: label}; an empty one is left out."""

    def __init__(self, parts: dict):
        self.parts = parts

    def fields(self, rule):
        return {
            part: DecimalText(label=label, places=2, min_value=0, max_value=MOST_MONEY, required=False)
            for part, label in self.parts.items()
        }

    def keep(self, values):
        return {part: str(amount) for part, amount in values.items() if amount}

    def show(self, value):
        return {part: value.get(part, "") for part in self.parts}

    def words(self, value):
        told = [f"{label} {Decimal(value[part]):,}" for part, label in self.parts.items() if value.get(part)]
        return " · ".join(told) or gettext("none")


class Percent(Kind):
    """A percentage, 0 to 100, kept as text."""

    def field(self, rule):
        return DecimalText(label=rule.label, places=2, min_value=0, max_value=100)

    def kept(self, value):
        return f"{value.normalize():f}"

    def words(self, value):
        return f"{self.shown(value)}%"


class Share(Percent):
    """A percentage on the page, a share of 1 in the row."""

    def kept(self, value):
        return f"{(value / 100).normalize():f}"

    def shown(self, value):
        return f"{(Decimal(str(value)) * 100).normalize():f}"


class Count(Kind):
    """A whole number within bounds."""

    def __init__(self, least=1, most=1000):
        self.least, self.most = least, most

    def field(self, rule):
        return forms.IntegerField(label=rule.label, min_value=self.least, max_value=self.most)


class Days(Kind):
    """A few numbers of days, "30, 15", kept as a list from the longest to the shortest."""

    def field(self, rule):
        return forms.CharField(label=rule.label, max_length=60, validators=[days_in])

    def kept(self, value):
        return days_in(value)

    def shown(self, value):
        return ", ".join(str(day) for day in value)


def days_in(text: str) -> list[int]:
    """The days of a text, longest first. Raises ValidationError for none, too many, a repeated or impossible one."""
    parts = [part for part in re.split(r"[\s,，、;；]+", text) if part]
    days = [int(part) for part in parts if part.isascii() and part.isdigit()]
    fit = len(days) == len(parts) == len(set(days)) and 0 < len(days) <= MOST_DAYS
    if not fit or not all(0 < day <= LONGEST_NOTICE_DAYS for day in days):
        raise ValidationError(
            gettext("Enter up to {most} different numbers of days, for example 30, 15.").format(
                most=MOST_DAYS
            )
        )
    return sorted(days, reverse=True)


class Weights(Kind):
    """Whole numbers that add up to 100, one for each part: {part: label}."""

    def __init__(self, parts: dict):
        self.parts = parts

    def fields(self, rule):
        return {
            part: forms.IntegerField(label=label, min_value=0, max_value=100)
            for part, label in self.parts.items()
        }

    def keep(self, values):
        if sum(values.values()) != 100:
            raise ValidationError(
                gettext("The weights add up to {sum}, not 100.").format(sum=sum(values.values()))
            )
        return values

    def show(self, value):
        return {part: value.get(part, 0) for part in self.parts}

    def words(self, value):
        return " · ".join(f"{self.parts[part]} {value.get(part, 0)}" for part in self.parts)


def kind_for(default) -> Kind:
    """The kind of a rule that names none, by its default. Raises TypeError for a shape without an editor."""
    if isinstance(default, bool):
        return Flag()
    if isinstance(default, int):
        return Count()
    if isinstance(default, list):
        return Days()
    if default is None or isinstance(default, str):
        return Amount()
    raise TypeError(f"say the kind of a rule whose default is {default!r}")


class Words(Kind):
    """A few lines of text; may stay empty."""

    def __init__(self, lines=1, most=400):
        self.lines, self.most = lines, most

    def field(self, rule):
        widget = forms.Textarea(attrs={"rows": self.lines}) if self.lines > 1 else forms.TextInput()
        return forms.CharField(label=rule.label, max_length=self.most, required=False, widget=widget)

    def kept(self, value):
        return (value or "").replace("\r\n", "\n").strip()

    def words(self, value):
        return value or gettext("none")
