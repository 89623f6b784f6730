"""The order of day and month, asked once for a file where its days may mean two: never guessed row by row."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrations.imports import values
from integrations.imports.intake import day_samples
from integrations.models import Import


def must_ask(upload: Import, days: list[str]) -> bool:
    """Do these days mean another one where months come first, and has nobody said which comes first?"""
    if not upload.what.asks_order or upload.day_first is not None:
        return False
    return any(values.has_two_orders(day) for day in days)


def order_question() -> str:
    """What the person is asked."""
    return _("Days such as 3/11/2026 mean two: say whether the day or the month comes first in this file.")


def check_order(upload: Import) -> None:
    """Raise ValidationError on `day_first` where the rows that are read so far leave it open."""
    if must_ask(upload, day_samples(upload)):
        raise ValidationError({"day_first": ValidationError(order_question(), code="required")})
