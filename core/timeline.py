"""What happened to a record, in words, newest first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core import custom
from core.coded import as_said
from core.dates import local_day, local_now
from core.display import month_name, short_day
from core.events import SENTENCES, sentence_of
from core.models import Event

LENGTH = 60
# What a page looks through for its timeline, and how much of it stands open.
LOOKED_AT, OPEN_ENTRIES = 200, 20
GROUPS = {
    "moves": pgettext_lazy("timeline", "Moves"),
    "visits": pgettext_lazy("timeline", "Visits"),
    "notes": pgettext_lazy("timeline", "Notes"),
    "changes": pgettext_lazy("timeline", "Field changes"),
}
# The event's verb picks the mark beside it; the rest are notes.
ICONS = {"updated": "pencil", "created": "plus", "submit_gate": "square-rotated", "approve": "square-rotated"}


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `at` is aware, `day` and `time` are the tenant's."""

    sentence: str
    at: datetime
    day: date
    time: str
    icon: str
    is_move: bool
    detail: str = ""
    group: str = ""

    @property
    def heading(self) -> str:
        """Today, yesterday, this and last week, then the month."""
        return heading_of(self.day, local_day())

    @property
    def when(self) -> str:
        """The time today and yesterday, before that the day."""
        today = local_day()
        return self.time if (today - self.day).days < 2 else short_day(self.day, today)


@dataclass(frozen=True)
class Timeline:
    """What a page shows of what happened: the newest entries open, older ones folded, field changes only when asked."""

    entries: list[Entry]
    older: list[Entry]
    chips: list[dict]
    folded: int
    show: str


def timeline_page(record, show: str = "") -> Timeline:
    """The timeline of a record's page. show: one of GROUPS, else everything but field changes."""
    told = timeline_of(record, LOOKED_AT)
    counts = Counter(entry.group for entry in told)
    show = show if counts.get(show) else ""
    kept = [entry for entry in told if (entry.group == show if show else entry.group != "changes")]
    chips = [
        {"code": code, "label": label, "count": counts[code]}
        for code, label in GROUPS.items()
        if counts[code]
    ]
    folded = 0 if show else counts["changes"]
    return Timeline(kept[:OPEN_ENTRIES], kept[OPEN_ENTRIES:], chips, folded, show)


def heading_of(day: date, today: date) -> str:
    """The heading under which a day's entries stand."""
    ago, week = (today - day).days, today.isocalendar()[:2]
    if ago < 2:
        return _("Yesterday") if ago == 1 else _("Today")
    if day.isocalendar()[:2] == week:
        return _("This week")
    if (day + timedelta(days=7)).isocalendar()[:2] == week:
        return _("Last week")
    return month_name(day)


def timeline_of(record, length: int = LENGTH) -> list[Entry]:
    """The latest events of a record; a deal's include those of its stages, a customer's those of its deals."""
    told = Event.objects.filter(_where(record), kind__in=list(SENTENCES)).select_related("by")
    events = told.order_by("-at", "-id")[:length]
    return [entry_of(event) for event in events]


def _where(record) -> Q:
    label = record._meta.label
    if label == "deals.Deal":
        # What happened to its lead before there was a deal is part of the deal's story (decision 13).
        return Q(deal_id=record.pk) | Q(record_id=record.lead_id) if record.lead_id else Q(deal_id=record.pk)
    if label == "customers.Customer":
        # With what happened to customers before they were merged into this one.
        return Q(customer_id__in=record.story_ids)
    return Q(record_id=record.pk)


def entry_of(event) -> Entry:
    """An event as a line: facts written as people write them, system events in the system's name."""
    actor = event.by.name if event.by_id else _("System")
    event.facts = as_said(event.kind, event.facts)
    verb = event.kind.rpartition(".")[2]
    return Entry(
        sentence=sentence_of(event, actor),
        at=event.at,
        day=local_day(event.at),
        time=f"{local_now(event.at):%H:%M}",
        icon=ICONS.get(verb, "arrow-right" if "target" in event.facts else "point"),
        is_move="target" in event.facts,
        detail=str(event.facts.get("comment") or "") or changed_fields(event),
        group=group_of(event),
    )


def group_of(event) -> str:
    """Which of GROUPS an event belongs to; empty for the steps in between."""
    subject, _dot, verb = event.kind.rpartition(".")
    if verb == "updated":
        return "changes"
    if subject in ("note", "paper"):
        return "notes"
    if subject == "visit":
        return "visits"
    return "moves" if "target" in event.facts or subject == "approval" else ""


def changed_fields(event) -> str:
    """The names of the fields that an edit changed; their values stay with the record and its rights."""
    changes = event.facts.get("changes")
    if not changes:
        return ""
    model = apps.get_model(event.record_type)
    fields = {one.name: one for one in model._meta.concrete_fields if one.editable}
    names = [str(fields[name].verbose_name) for name in changes if name in fields]
    names += [one.words for one in custom.fields_of(model, retired=True) if one.name in changes]
    return _(", ").join(dict.fromkeys(names))
