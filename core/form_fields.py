"""The form fields that all apps share, by one name to import from."""

from core.form_choices import RecordChoice, UserChoice
from core.form_days import MomentField, PastDay
from core.form_lists import JSONList, JSONMap, MapInput, RowsInput, nested, parse_json, pointed
from core.form_numbers import DecimalText, MoneyField, MoneyInput, check_range, parse_decimal

__all__ = [
    "DecimalText", "JSONList", "JSONMap", "MapInput", "MomentField", "MoneyField", "MoneyInput", "PastDay",
    "RecordChoice", "RowsInput", "UserChoice", "check_range", "nested", "parse_decimal", "parse_json", "pointed",
]  # fmt: skip
