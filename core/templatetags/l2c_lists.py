"""Template tags of list pages: cells by column kind, chips in words."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.templatetags.l2c import state_tag
from core.written import NOTHING, clock, day, money, money_full

register = template.Library()


def resolved(row, path: str):
    """`customer__name` of a row, or None where something on the way is missing."""
    for part in path.split("__"):
        row = getattr(row, part, None)
        if callable(row):
            row = row()
        if row is None:
            return None
    return row


@register.simple_tag
def cell(row, column):
    """A cell as its column's kind asks: text, money, ledger, day, moment, ref, pill."""
    drawn = _drawn(row, column["name"], column["kind"])
    if not column["link"]:
        return drawn
    return format_html('<a class="s" href="{}">{}</a>', row.get_absolute_url(), drawn)


def _drawn(row, name: str, kind: str):
    if kind == "pill":
        return state_tag(row) if name == "state" else _display(row, name)
    value = resolved(row, name)
    if value is None or value == "":
        return NOTHING
    currency = getattr(row, "currency", "")
    drawers = {
        "money": lambda: money(value, currency),
        "ledger": lambda: money_full(value, currency),
        "day": lambda: day(value),
        "moment": lambda: clock(value),
    }
    return drawers.get(kind, lambda: _display(row, name, value))()


def _display(row, name: str, value=None):
    """A choice in words, a yes or no in words, anything else as text."""
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display() or NOTHING
    value = resolved(row, name) if value is None else value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(getattr(value, "name", value))


@register.simple_tag
def operator(symbol):
    """A chip's operator in words."""
    words = {"=": _("is"), "∈": _("is any of")}
    return words.get(symbol, symbol)


@register.simple_tag
def chosen(chips, name, lookup=""):
    """The value a filter has now, or nothing."""
    return next((chip["value"] for chip in chips if chip["name"] == f"{name}{lookup}"), "")


@register.filter
def plural_name(model):
    """What many records of a model are called."""
    return model._meta.verbose_name_plural
