"""Events as the API shows them: a record's timeline in words, and the tenant's feed for programs that poll."""

from django.apps import apps
from django.utils.translation import gettext as _

from core.api.fields import reference
from core.coded import as_said
from core.events import sentence_of
from core.models import Event, FeedEntry
from core.sight import visible

# Facts that tell what a thing costs us; they leave the house only with the right to see costs (decision 30).
COST_FACTS = ("cost", "unit_cost", "margin", "estimate", "budget_cost")
# {label: what hides facts of its records}; see `conceal`.
_concealed: dict[str, tuple] = {}
# So many places of the feed are looked at for one answer; what the caller may not see is passed over.
LOOKED_AT = 1000


def conceal(model, *, names, rows) -> None:
    """Keep facts of some records out of the feed while these are among `rows(by)`, a Q or None for who sees all.

    names: facts, and columns among the facts' changes.
    """
    _concealed[model._meta.label_lower] = (model, frozenset(names), rows)


def facts_for(event: Event, sees_cost: bool) -> dict:
    """The event's facts, without costs for those who may not see them."""
    if sees_cost:
        return event.facts
    return _without(event.facts, COST_FACTS)


def _without(facts: dict, names) -> dict:
    left = {name: value for name, value in facts.items() if name not in names}
    if isinstance(left.get("changes"), dict):
        left["changes"] = {name: pair for name, pair in left["changes"].items() if name not in names}
    return left


def event_json(event: Event, sees_cost: bool) -> dict:
    """What happened, to which record, by whom, with its facts."""
    return {
        "id": str(event.pk),
        "type": event.kind,
        "at": event.at.isoformat(),
        "by": reference(event.by) if event.by_id else None,
        "record": {"resource": resource_of(event.record_type), "id": str(event.record_id)},
        "deal": str(event.deal_id) if event.deal_id else None,
        "customer": str(event.customer_id) if event.customer_id else None,
        "facts": facts_for(event, sees_cost),
    }


def timeline_json(event: Event, sees_cost: bool) -> dict:
    """The same with its sentence in the reader's language."""
    answer = event_json(event, sees_cost)
    actor = event.by.name if event.by_id else _("System")
    event.facts = as_said(event.kind, answer["facts"])
    return answer | {"sentence": sentence_of(event, actor)}


def resource_of(record_type: str) -> str:
    """The resource's name of a model's label: `leads.lead` → `leads`."""
    model = apps.get_model(record_type)
    return getattr(model, "api_name", "") or model._meta.model_name


def feed(after: int, limit: int, by, sees_cost: bool) -> tuple[list[dict], int, bool]:
    """(events behind `after` in feed order that `by` sees, the last place looked at, is there more)."""
    places = list(FeedEntry.objects.filter(position__gt=after).order_by("position")[: LOOKED_AT + 1])
    more, places = len(places) > LOOKED_AT, places[:LOOKED_AT]
    events = Event.objects.select_related("by").in_bulk([place.event for place in places])
    seen = _seen(events.values(), by)
    _hide(events.values(), by)
    found = []
    for place in places:
        event = events.get(place.event)
        if event is None or (event.record_type, event.record_id) not in seen:
            continue
        if len(found) == limit:
            return found, after, True
        found.append({"position": place.position, **event_json(event, sees_cost)})
        after = place.position
    return found, places[-1].position if places else after, more


def _seen(events, by) -> set:
    """(record type, record id) of the events' records that the caller sees; gone ones are out of sight."""
    wanted: dict[str, set] = {}
    for event in events:
        wanted.setdefault(event.record_type, set()).add(event.record_id)
    return {
        (label, pk)
        for label, ids in wanted.items()
        for pk in visible(apps.get_model(label).objects.filter(pk__in=ids), by).values_list("pk", flat=True)
    }


def _hide(events, by) -> None:
    """Take out of the events what their records keep to themselves for now."""
    for label, (model, names, rows) in _concealed.items():
        hidden = rows(by)
        of_model = [event for event in events if event.record_type == label]
        if hidden is None or not of_model:
            continue
        ids = {event.record_id for event in of_model}
        closed = set(model.objects.filter(hidden, pk__in=ids).values_list("pk", flat=True))
        for event in of_model:
            if event.record_id in closed:
                event.facts = _without(event.facts, names)
