"""What happened to a record, in words, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.coded import in_words
from core.dates import local_day, local_now
from core.display import full_day, short_amount
from core.events import SENTENCES, sentence_of
from core.models import Event
from core.tenancy import current_tenant

LENGTH = 60
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


def timeline_of(record, length: int = LENGTH) -> list[Entry]:
    """The latest events of a record; a deal's include those of its stages, a customer's those of its deals."""
    # Events without a sentence are steps inside the machine that another event tells already.
    told = Event.objects.filter(_where(record), kind__in=list(SENTENCES)).select_related("by")
    events = told.order_by("-at", "-id")[:length]
    return [entry_of(event) for event in events]


def _where(record) -> Q:
    label = record._meta.label
    if label == "deals.Deal":
        # What happened to its lead before there was a deal is part of the deal's story (decision 13).
        return Q(deal_id=record.pk) | Q(record_id=record.lead_id) if record.lead_id else Q(deal_id=record.pk)
    return Q(customer_id=record.pk) if label == "customers.Customer" else Q(record_id=record.pk)


def entry_of(event) -> Entry:
    """An event as a line: facts written as people write them, system events in the system's name."""
    actor = event.by.name if event.by_id else _("System")
    event.facts = {name: written(value) for name, value in in_words(event.kind, event.facts).items()}
    verb = event.kind.rpartition(".")[2]
    return Entry(
        sentence=sentence_of(event, actor),
        at=event.at,
        day=local_day(event.at),
        time=f"{local_now(event.at):%H:%M}",
        icon=ICONS.get(verb, "arrow-right" if "target" in event.facts else "point"),
        is_move="target" in event.facts,
        detail=str(event.facts.get("comment") or ""),
    )


def written(value):
    """A JSON fact as text: money short, days in full, everything else as it is."""
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return str(short_amount(Decimal(value["amount"]), value["currency"], current_tenant().currency))
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        return full_day(day) if (day := _day(value)) else value
    return value


def _day(text: str):
    try:
        return parse_date(text)
    except ValueError:
        return None
