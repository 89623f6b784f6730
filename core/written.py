"""Figures, days and sentences as pages write them: plain values in, safe HTML or text out (glossary rules 10, 11)."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import local_day, local_now
from core.display import full_amount, full_day, in_chinese, rounded, short_amount, short_day
from core.tenancy import current_tenant

NOTHING = "–"


def _amount_of(value, currency):
    """(Decimal, currency) of a Money, a Decimal or None."""
    if value is None or value == "":
        return None, currency
    if hasattr(value, "currency"):
        return value.amount, value.currency
    return Decimal(value), currency or current_tenant().currency


def money(value, currency=""):
    """An amount as lists and heads write it; the full amount on hover."""
    amount, currency = _amount_of(value, currency)
    if amount is None:
        return NOTHING
    figure = short_amount(amount, currency, current_tenant().currency)
    unit = format_html('<span class="u">{}</span>', figure.unit) if figure.unit else ""
    full = f"{currency} {full_amount(amount)}"
    return format_html(
        '<span class="num nw" title="{}">{}{}{}</span>', full, figure.before, figure.number, unit
    )


def money_full(value, currency=""):
    """An amount as ledgers write it: 2,214,000.00; a foreign currency's code before it."""
    amount, currency = _amount_of(value, currency)
    if amount is None:
        return NOTHING
    code = f"{currency} " if currency != current_tenant().currency else ""
    return format_html('<span class="num nw">{}{}</span>', code, full_amount(amount))


def money_unit(value):
    """A unit price: two decimals, up to six where it has them, without its currency."""
    if value is None:
        return NOTHING
    places = max(2, -Decimal(value).normalize().as_tuple().exponent)
    return format_html('<span class="num nw">{}</span>', full_amount(value, places))


def percent(share, places=1):
    """A share (0.316) as 31.6%."""
    return NOTHING if share is None else f"{rounded(Decimal(share) * 100, places)}%"


def day(value, full=False):
    """A day; a moment is shown as the tenant's day with its time on hover."""
    if not value:
        return NOTHING
    exact = full_day(_as_day(value))
    if isinstance(value, datetime):
        exact = f"{exact} {local_now(value):%H:%M}"
    text = full_day(_as_day(value)) if full else short_day(_as_day(value), local_day())
    return format_html(
        '<time class="num nw" datetime="{}" title="{}">{}</time>', value.isoformat(), exact, text
    )


def clock(value, full=False):
    """A moment as day and time in the tenant's zone; full: with its year, whatever it is."""
    if not value:
        return NOTHING
    text = f"{full_day(_as_day(value))} {local_now(value):%H:%M}" if full else clock_text(value)
    return format_html('<time class="num nw" datetime="{}">{}</time>', value.isoformat(), text)


def clock_text(value) -> str:
    """The same as plain text, for a hint."""
    return f"{short_day(_as_day(value), local_day())} {local_now(value):%H:%M}"


def _as_day(value) -> date:
    return local_day(value) if isinstance(value, datetime) else value


def due(value):
    """A due day relative within 7 days (2 days overdue, today), warm only where somebody must act."""
    if not value:
        return NOTHING
    left = (_as_day(value) - local_day()).days
    tone = "c-danger s" if left < 0 else "c-warn s" if left == 0 else ""
    return format_html(
        '<time class="num nw {}" datetime="{}" title="{}">{}</time>',
        tone, value.isoformat(), full_day(_as_day(value)), _due_words(left, _as_day(value)),
    )  # fmt: skip


def _due_words(left: int, value: date) -> str:
    if left < 0:
        return ngettext("{n} day overdue", "{n} days overdue", -left).format(n=-left)
    if left == 0:
        return _("Today")
    if left <= 7:
        return ngettext("{n} day left", "{n} days left", left).format(n=left)
    return short_day(value, local_day())


def fill(sentence, **facts):
    """A lazy sentence with {names} filled in."""
    return str(sentence).format(**facts)


def long_day(value):
    """11 月 23 日 周一, in English Mon 23 Nov."""
    weekday = WEEKDAYS_ABBR[value.weekday()]
    if in_chinese():
        return f"{value.month} 月 {value.day} 日 周{'一二三四五六日'[value.weekday()]}"
    return f"{weekday} {full_day(value)[:-5]}"


def pace(points):
    """How far ahead of or behind the passed time a figure is, in points."""
    if not points:
        return _("On pace with time")
    if points > 0:
        return _("{n} points ahead of time").format(n=rounded(points, 1))
    return _("{n} points behind time").format(n=rounded(-points, 1))
