"""Hand-over lists as the API shows them."""

from core.api import reference
from core.api.feed import resource_of
from core.attention import text_of
from deals.models import SeatHandover

MOMENT = {"type": "string", "format": "date-time"}
HANDOVER = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "seat": {"type": "string", "enum": ["ar", "sr", "fr"]},
        "former": {"type": "object"},
        "successor": {"type": "object"},
        "at": MOMENT,
        "taken_over_at": {**MOMENT, "nullable": True},
        "items": {"type": "array", "items": {"type": "object"}},
    },
}


def handover_json(handover: SeatHandover) -> dict:
    """Who left which seat to whom, and the list in the caller's language; moved: it is the successor's now."""
    taken = handover.taken_over_at
    return {
        "id": str(handover.pk),
        "seat": handover.code,
        "former": reference(handover.former),
        "successor": reference(handover.successor),
        "at": handover.at.isoformat(),
        "taken_over_at": taken.isoformat() if taken else None,
        "items": [_item(item) for item in handover.items],
    }


def _item(item: dict) -> dict:
    return {
        "kind": item["kind"],
        "text": text_of(item["kind"], item["facts"]),
        "due_on": item["due_on"],
        "moved": item["moved"],
        "record": {"resource": resource_of(item["record_type"]), "id": item["record_id"]}
        if item["record_type"]
        else None,
    }
