"""Reads about customers that were merged: who stands for one now, and what went up in another."""

from django.apps import apps

from core import single
from core.sight import visible
from customers.models import Customer, CustomerMerge
from tenancy.sight import sees

SHOWN = 50


def standing_for(pk, by) -> Customer | None:
    """The customer that a merged one went up in, if the person sees it; None for a customer that stands itself."""
    gone = single.get(Customer, pk)
    if gone is None or gone.merged_into_id is None:
        return None
    into = gone.merged_into
    return into if sees(into, by) else None


def merges_of(customer) -> list[CustomerMerge]:
    """The merges by which customers became this one, the latest first."""
    rows = CustomerMerge.objects.filter(survivor__in=customer.story_ids)
    return list(rows.select_related("merged", "survivor", "by").order_by("-at", "-pk"))


def merges_panel(customer, by) -> dict | None:
    """The section of the customer's page; None where nothing was merged into it."""
    merges = merges_of(customer)
    return {"merges": merges} if merges else None


def worded(customer, name: str) -> str:
    """A field of a customer as people read it."""
    shown = getattr(customer, f"get_{name}_display", None)
    return str(shown() if shown else getattr(customer, name) or "")


def changed_hands(kinds: dict, by) -> list[dict]:
    """What a merge moved, as a page shows it: [{"label", "count", "records"}], of the records those that one sees."""
    return [_shown(label, ids, by) for label, ids in sorted(kinds.items())]


def _shown(label: str, ids: list, by) -> dict:
    model = apps.get_model(label)
    rows = visible(model._default_manager.filter(pk__in=ids), by).order_by("pk")[:SHOWN]
    # Rows without a page of their own are told by their number alone.
    records = list(rows) if hasattr(model, "get_absolute_url") else []
    return {"label": model._meta.verbose_name_plural, "count": len(ids), "records": records}
