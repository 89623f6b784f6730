"""The hand-over lists on the deal page: what somebody who left a seat passed on, and what stays with them."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

from core.attention import text_of
from deals.permissions import may_take_over
from deals.states import SeatCode
from insights.selectors.tasks import page_of, records_of

MOST = 5


def handovers_of(deal, by) -> list[dict]:
    """[{list, seat, items, open, may}] of the latest lists; items with their words and the record's page."""
    lists = list(deal.handovers.select_related("former", "successor")[:MOST])
    pages = records_of([_named(item) for one in lists for item in one.items])
    return [
        {
            "list": one,
            "seat": SeatCode(one.code).value.upper(),
            "items": [_shown(item, pages) for item in one.items],
            "open": one.taken_over_at is None,
            "may": one.taken_over_at is None and may_take_over(deal, one, by),
        }
        for one in lists
    ]


def _named(item: dict) -> SimpleNamespace:
    record_id = UUID(item["record_id"]) if item["record_id"] else None
    return SimpleNamespace(record_type=item["record_type"], record_id=record_id)


def _shown(item: dict, pages: dict) -> dict:
    named = _named(item)
    return {
        "text": text_of(item["kind"], item["facts"]),
        "due_on": date.fromisoformat(item["due_on"]) if item["due_on"] else None,
        "moved": item["moved"],
        "url": page_of(pages.get((named.record_type.lower(), named.record_id))),
    }
