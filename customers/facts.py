"""Admission facts: which there are, what each may be, and a value as people, files and providers write it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.dates import is_plausible, local_day
from core.forms import MoneyField
from core.money import base_amount
from customers.states import FactKind, Operator, PaymentMode

# Facts that are no entry of the file but follow from it.
PAYMENT_MODE = "payment_mode"
FACTS_AGE = "facts_age"
DERIVED = (PAYMENT_MODE, FACTS_AGE)
# Margins are shown to people who may see costs alone.
COST_FACTS = {"expected_gross_margin"}

OPERATORS: dict[str, tuple[Operator, ...]] = {
    FactKind.AMOUNT: (Operator.LT, Operator.GT), FactKind.SHARE: (Operator.LT, Operator.GT),
    FactKind.NUMBER: (Operator.LT, Operator.GT), FactKind.FLAG: (Operator.IS,), FactKind.TEXT: (Operator.IS,),
    FactKind.MODE: (Operator.IS,), FactKind.AGE: (Operator.OLDER,),
}  # fmt: skip
YES = {"true", "yes", "y", "1", "是", "有", "已"}
NO = {"false", "no", "n", "0", "否", "无", "未"}
BIGGEST = Decimal(10) ** 15
LONGEST_NUMBER = 40
LONGEST_TEXT = 60
MOST_DAYS = 3650
# Year first: 2026-11-03, 2026/11/3, 2026年11月3日, 20261103, with or without a time behind it.
DAY = re.compile(r"(\d{4})(?:[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?|(\d{2})(\d{2}))(?=$|[T ])")


@dataclass(frozen=True)
class FactType:
    """A fact that a customer's file can hold."""

    code: str
    label: object
    kind: str

    @property
    def is_derived(self) -> bool:
        """Whether it follows from the file instead of being entered."""
        return self.code in DERIVED


BUILT_IN = {
    code: FactType(code, label, kind)
    for code, label, kind in (
        ("expected_gross_margin", _l("Expected gross margin of the first order"), FactKind.SHARE),
        ("expected_yearly_volume", _l("Expected yearly volume"), FactKind.AMOUNT),
        ("pledge_ratio", _l("Controlling shareholder's share pledge"), FactKind.SHARE),
        ("dishonest", _l("Dishonest judgment debtor"), FactKind.FLAG),
        ("lawsuits_12m", _l("Open lawsuits in 12 months"), FactKind.NUMBER),
        ("sanctioned", _l("On a sanctions or export control list"), FactKind.FLAG),
        ("tax_abnormal", _l("Tax irregularities"), FactKind.FLAG),
        ("registered_capital", _l("Registered capital"), FactKind.AMOUNT),
        ("debt_ratio", _l("Ratio of debt to assets"), FactKind.SHARE),
        ("bank_rating", _l("Bank rating"), FactKind.TEXT),
        (PAYMENT_MODE, _l("Payment mode"), FactKind.MODE),
        (FACTS_AGE, _l("Age of the oldest fact"), FactKind.AGE),
    )
}


def kept(kind: str, value) -> str:
    """A value as the rules compare it: a number, true/false or text; money in the tenant's currency.

    value: from JSON, a form, a file or a provider's answer. Raises ValidationError with the sentence.
    """
    return READERS[kind](value)


def threshold(kind: str, operator: str, value: str) -> str:
    """The value of a rule on a fact of this kind. Raises ValidationError naming `operator` or `value`."""
    if operator not in OPERATORS[kind]:
        told = _("This fact is compared by: {operators}.")
        names = ", ".join(str(Operator(one).label) for one in OPERATORS[kind])
        raise ValidationError({"operator": told.format(operators=names)})
    try:
        return kept(kind, value)
    except ValidationError as error:
        raise ValidationError({"value": error.messages}) from error


def entered(kind: str, value: str) -> str:
    """A kept value as a form shows it for changing: shares in percent, codes in words."""
    if kind == FactKind.SHARE and value:
        return f"{(Decimal(value) * 100).normalize():f}%"
    if kind == FactKind.FLAG and value:
        return _("yes") if value == "true" else _("no")
    return str(dict(PaymentMode.choices).get(value, value)) if kind == FactKind.MODE else value


def past_day(value) -> date:
    """The day of a fact, as people and services write it; today where none is given. Raises ValidationError."""
    if value in (None, ""):
        return local_day()
    if isinstance(value, datetime):
        value = value.date()
    day = value if isinstance(value, date) else _day_in(str(value))
    if day is None or not is_plausible(day):
        raise ValidationError(_("This takes a date such as 2026-11-23."), code="invalid")
    if day > local_day():
        raise ValidationError(_("A fact can't be from a day that is still to come."), code="future")
    return day


def _day_in(text: str) -> date | None:
    found = DAY.match(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


# --- readers ------------------------------------------------------------------------------------------------------


def _amount(value) -> str:
    return str(base_amount(MoneyField().clean(value)))


def _number(value) -> str:
    """Exact numbers only: a float has lost what was written."""
    if isinstance(value, bool | dict | list | float):
        raise _no_number()
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _no_number() from None
    if not number.is_finite() or abs(number) > BIGGEST or len(text) > LONGEST_NUMBER:
        raise _no_number()
    return text if re.fullmatch(r"-?\d+(\.\d+)?", text) else f"{number:f}"


def _no_number() -> ValidationError:
    return ValidationError(_('This takes a number, written as text such as "0.30".'), code="invalid")


def _share(value) -> str:
    """ "0.30" or "30%"."""
    text = unicodedata.normalize("NFKC", str(value)).strip() if isinstance(value, str) else value
    if isinstance(text, str) and text.endswith("%"):
        return f"{(Decimal(_number(text[:-1])) / 100).normalize():f}"
    return _number(text)


def _flag(value) -> str:
    text = str(value).strip().casefold()
    if text not in YES | NO:
        raise ValidationError(_("This takes true or false."), code="invalid")
    return "true" if text in YES else "false"


def _text(value) -> str:
    text = "" if isinstance(value, dict | list | bool) else " ".join(str(value).split())
    if not text or len(text) > LONGEST_TEXT or not text.isprintable():
        told = _("This takes a short text of at most {most} characters.")
        raise ValidationError(told.format(most=LONGEST_TEXT), code="invalid")
    return text


def _mode(value) -> str:
    """By its code or its word."""
    words = {str(label): code for code, label in PaymentMode.choices}
    code = words.get(value, value)
    if code not in PaymentMode.values:
        told = _("This takes one of: {values}.").format(values=", ".join(words))
        raise ValidationError(told, code="invalid")
    return code


def _days(value) -> str:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_DAYS):
        told = _("This takes a whole number of days, 1 to {most}.").format(most=MOST_DAYS)
        raise ValidationError(told, code="invalid")
    return str(int(text))


READERS: dict[str, Callable[[object], str]] = {
    FactKind.AMOUNT: _amount, FactKind.SHARE: _share, FactKind.NUMBER: _number, FactKind.FLAG: _flag,
    FactKind.TEXT: _text, FactKind.MODE: _mode, FactKind.AGE: _days,
}  # fmt: skip
