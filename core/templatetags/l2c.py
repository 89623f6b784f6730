"""Template tags for the looks of the design: icons, money, days, tags, gates, people, ageing, bars, form fields.

They know no app: the page passes values and words.
"""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import icons
from core.dates import local_day, local_now
from core.display import full_amount, full_day, in_chinese, rounded, short_amount, short_day
from core.tenancy import current_tenant

register = template.Library()

STAGES = {
    "lead": "lead",
    "opportunity": "opp",
    "contract": "contract",
    "delivery": "delivery",
    "cash": "cash",
}
GATE_MARKS = {"pass": "check", "cond": "exclamation-mark", "fail": "x"}
NOTHING = "–"


@register.simple_tag
def icon(name, label="", css=""):
    """`{% icon "lock" %}` decoration; `{% icon "bell" label=_("Notices") %}` carries meaning."""
    return icons.svg(str(name), str(label), str(css))


# --- figures ----------------------------------------------------------------------------------------------------


def _amount_of(value, currency):
    """(Decimal, currency) of a Money, a Decimal or None."""
    if value is None or value == "":
        return None, currency
    if hasattr(value, "currency"):
        return value.amount, value.currency
    return Decimal(value), currency or current_tenant().currency


@register.simple_tag
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


@register.simple_tag
def money_full(value, currency=""):
    """An amount as ledgers write it: 2,214,000.00; a foreign currency's code before it."""
    amount, currency = _amount_of(value, currency)
    if amount is None:
        return NOTHING
    code = f"{currency} " if currency != current_tenant().currency else ""
    return format_html('<span class="num nw">{}{}</span>', code, full_amount(amount))


@register.simple_tag
def percent(share, places=1):
    """A share (0.316) as 31.6%."""
    return NOTHING if share is None else f"{rounded(Decimal(share) * 100, places)}%"


@register.simple_tag
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


@register.simple_tag
def clock(value):
    """A moment as day and time in the tenant's zone."""
    if not value:
        return NOTHING
    text = f"{short_day(_as_day(value), local_day())} {local_now(value):%H:%M}"
    return format_html('<time class="num nw" datetime="{}">{}</time>', value.isoformat(), text)


def _as_day(value) -> date:
    return local_day(value) if isinstance(value, datetime) else value


@register.simple_tag
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


# --- marks ------------------------------------------------------------------------------------------------------


@register.simple_tag
def tag(text, tone="", mark=""):
    """A tag; tone: ok, caution, warn, danger, info, line or none."""
    return format_html('<span class="l2-tag {}">{}{}</span>', tone, icons.svg(mark) if mark else "", text)


@register.simple_tag
def state_tag(record):
    """The record's state in words; its model may name tones in STATE_TONES = {"lost": "danger"}."""
    tone = getattr(record, "STATE_TONES", {}).get(str(record.state), "")
    return tag(record.get_state_display(), tone)


@register.simple_tag
def stage(code, text):
    """A stage's dot and name."""
    return format_html('<span class="st st-{}">{}</span>', STAGES.get(str(code), "lead"), text)


@register.simple_tag
def gate(code, state="lock", big=False, text=""):
    """A gate's diamond; state: pass, review, cond, fail, lock. Shape carries the meaning, `text` says it aloud."""
    mark = icons.svg(GATE_MARKS[state]) if state in GATE_MARKS else ""
    words = format_html('<span class="vh">{}</span>', text or gate_words(state))
    return format_html(
        '<span class="gate {}{}"><i class="dm" aria-hidden="true">{}</i>{}{}</span>',
        state, " big" if big else "", mark, code, words,
    )  # fmt: skip


def gate_words(state: str) -> str:
    """What a diamond means."""
    words = {
        "pass": pgettext("gate", "Passed"), "review": pgettext("gate", "In review"),
        "cond": pgettext("gate", "Conditional"), "fail": pgettext("gate", "Rejected"),
        "lock": pgettext("gate", "Not reached"),
    }  # fmt: skip
    return words[state]


@register.simple_tag
def person(user, seat="", large=False):
    """A person's avatar: the first character of the name, in the seat's colour; None is a dashed gap."""
    size = " lg" if large else ""
    if user is None:
        words = _("{seat} missing").format(seat=seat.upper()) if seat else _("Nobody")
        return format_html(
            '<span class="av none{}" title="{}" role="img" aria-label="{}">?</span>', size, words, words
        )
    name = str(getattr(user, "name", user))
    words = f"{seat.upper()} {name}".strip()
    return format_html(
        '<span class="av {}{}" title="{}" role="img" aria-label="{}">{}</span>',
        seat,
        size,
        words,
        words,
        initial(name),
    )


def initial(name: str) -> str:
    """The character an avatar shows."""
    return name.strip()[:1].upper() or "?"


@register.simple_tag
def triangle(ar=None, sr=None, fr=None):
    """The three seats side by side."""
    return format_html(
        '<span class="tri">{}{}{}</span>', person(ar, "ar"), person(sr, "sr"), person(fr, "fr")
    )


@register.simple_tag
def age(days, median=None):
    """Days in stage as dots, judged by the stage's own median: up to 1x grey, over 1x, 1.5x, 2x."""
    if days is None:
        return NOTHING
    dots = format_html("<i aria-hidden=true><b></b><b></b><b></b><b></b></i>")
    text = ngettext("{n} day", "{n} days", days).format(n=days)
    return format_html('<span class="age a{}">{}{}</span>', age_step(days, median), dots, text)


def age_step(days: int, median) -> int:
    """1 to 5; without a median there is nothing to judge by."""
    if not median:
        return 1
    ratio = Decimal(days) / Decimal(median)
    limits = (Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2))
    return 1 + sum(ratio > limit for limit in limits)


@register.simple_tag
def bar(value, of=100, tone="", tick=None, text=""):
    """A bar of `value` out of `of`; tone: ok, warn, danger or a stage; tick: a second value marked on it."""
    mark = format_html('<u class="at{}"></u>', step(tick, of)) if tick is not None else ""
    words = text or f"{step(value, of)}%"
    return format_html(
        '<span class="bar b-{}" role="img" aria-label="{}"><i class="w{}"></i>{}</span>',
        tone or "brand", words, step(value, of), mark,
    )  # fmt: skip


@register.simple_tag
def step(value, of=100) -> int:
    """The whole percent (0-100) that picks a width class: a policy without inline styles allows no width attribute."""
    if not value or not of:
        return 0
    share = Decimal(value) * 100 / Decimal(of)
    return int(max(Decimal(0), min(Decimal(100), share)).to_integral_value())


@register.simple_tag
def grade(number, text):
    """Three rising bars, 1 to 3 of them filled."""
    bars = format_html("<i aria-hidden=true><b></b><b></b><b></b></i>")
    return format_html('<span class="gr g{}">{}{}</span>', number, bars, text)


@register.simple_tag
def level(letter):
    """The A, B or C mark."""
    letter = str(letter or "").upper()[:1]
    return format_html('<span class="lv {}">{}</span>', letter.lower(), letter) if letter else NOTHING


@register.simple_tag
def facts_join(*parts):
    """Parts with a middle dot between them, empty ones left out."""
    return format_html_join(" · ", "{}", ((part,) for part in parts if part not in ("", None)))


# --- form fields ------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound, css=""):
    """A form field with label, help and errors; the widget points at both."""
    described = [part for part, there in ((f"{bound.id_for_label}-help", bound.help_text), (f"{bound.id_for_label}-error", bound.errors)) if there]  # fmt: skip
    attrs = {"class": f"{_widget_class(bound)} {css}".strip()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["class"] += " err"
        attrs["aria-invalid"] = "true"
    return {"bound": bound, "widget": bound.as_widget(attrs=attrs), "kind": _kind(bound)}


def _kind(bound) -> str:
    return getattr(bound.field.widget, "input_type", "text")


def _widget_class(bound) -> str:
    return "form-check-input ck" if _kind(bound) in ("checkbox", "radio") else "field"


@register.filter
def get(mapping, key):
    """`{{ totals|get:stage }}`."""
    return mapping.get(key)


@register.simple_tag
def language_is_chinese() -> bool:
    """Whether the page is in Chinese."""
    return in_chinese()


# --- sentences ----------------------------------------------------------------------------------------------------


@register.simple_tag
def fill(sentence, **facts):
    """A lazy sentence with {names} filled in."""
    return str(sentence).format(**facts)


@register.simple_tag
def long_day(value):
    """11 月 23 日 周一, in English Mon 23 Nov."""
    from django.utils.dates import WEEKDAYS_ABBR

    weekday = WEEKDAYS_ABBR[value.weekday()]
    if in_chinese():
        return f"{value.month} 月 {value.day} 日 周{'一二三四五六日'[value.weekday()]}"
    return f"{weekday} {full_day(value)[:-5]}"


@register.simple_tag
def pace(points):
    """How far ahead of or behind the passed time a figure is, in points."""
    if points >= 0:
        return _("{n} points ahead of time").format(n=rounded(points, 1))
    return _("{n} points behind time").format(n=rounded(-points, 1))
