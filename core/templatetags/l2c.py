"""Template tags for the looks of the design: icons, money, days, tags, gates, people, ageing, bars, form fields.

They know no app: the page passes values and words.
"""

import json
from decimal import Decimal
from uuid import uuid4

from django import template
from django.forms import MultiWidget
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import icons, written
from core.display import gap_after, in_chinese
from core.written import NOTHING

register = template.Library()
for figure in (
    written.money, written.money_full, written.money_unit, written.percent, written.day, written.clock,
    written.clock_text, written.due, written.fill, written.long_day, written.pace,
):  # fmt: skip
    register.simple_tag(figure)
register.filter("apart", gap_after)

STAGES = {
    "lead": "lead",
    "opportunity": "opp",
    "contract": "contract",
    "delivery": "delivery",
    "cash": "cash",
}
GATE_MARKS = {"pass": "check", "cond": "exclamation-mark", "fail": "x"}


@register.simple_tag
def icon(name, label="", css=""):
    """`{% icon "lock" %}` decoration; `{% icon "bell" label=_("Notices") %}` carries meaning."""
    return icons.svg(str(name), str(label), str(css))


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
    dots = format_html('<i aria-hidden="{}"><b></b><b></b><b></b><b></b></i>', "true")
    text = _("{n} d").format(n=days)
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
    bars = format_html('<i aria-hidden="{}"><b></b><b></b><b></b></i>', "true")
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


# --- changing things in place -------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def editable(context, content, name):
    """A value that a click turns into its field, where this person may change it now; else just the value."""
    if name not in (offered := context.get("editable") or {}):
        return content
    url, label = offered[name]
    told = _("Change {field}").format(field=label)
    button = format_html(
        '<a class="edit-b" href="{0}" aria-label="{1}" data-edit hx-get="{0}" hx-target="#f-{2}" hx-swap="outerHTML">'
        "{3}</a>",
        url, told, name, icons.svg("pencil"),
    )  # fmt: skip
    return format_html('<span class="edit" id="f-{}">{}{}</span>', name, content, button)


@register.filter
def undo_of(message):
    """The Undo of a toast as a dict, or nothing."""
    return json.loads(message.extra_tags) if (message.extra_tags or "").startswith("{") else None


# --- form fields ------------------------------------------------------------------------------------------------


@register.simple_tag
def once():
    """The mark that makes a form sent twice do one thing (core.once)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())


@register.inclusion_tag("components/field.html")
def field(bound, css=""):
    """A form field with label, help and errors; the widget points at both."""
    parts = {"help": bound.help_text, "error": bound.errors}
    described = [f"{bound.auto_id}-{part}" for part, there in parts.items() if there]
    attrs = {"class": f"{_widget_class(bound)} {css}".strip()}
    if not bound.id_for_label:
        # A field of several inputs (amount and currency) has no one input for the label to point at.
        attrs["aria-label"] = str(bound.label)
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["class"] += " err"
        attrs["aria-invalid"] = "true"
    return {"bound": bound, "widget": bound.as_widget(attrs=attrs), "kind": _kind(bound)}


def _kind(bound) -> str:
    if isinstance(bound.field.widget, MultiWidget):
        return "several"
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
