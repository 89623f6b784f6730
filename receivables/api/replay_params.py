"""Query parameters of the replay of dunning, read and refused in one place for page and API."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.dates import is_plausible, local_day
from core.refusals import BadParameter
from core.sight import seen
from customers.models import Customer
from receivables.models import Receivable


def day(params, name: str, default: date) -> date:
    """A date by any name. Raises BadParameter."""
    raw = params.get(name, "")
    if not raw:
        return default
    try:
        found = parse_date(raw)
    except ValueError:
        found = None
    if found is None or not is_plausible(found):
        raise BadParameter(name, _("{name} takes a date such as 2026-11-23.").format(name=name))
    return found


def replay(params, by) -> dict:
    """Whose days are replayed, and which: a customer or a receivable that `by` sees, or nobody; 90 days back."""
    last = day(params, "to", local_day())
    asked = {"first": day(params, "from", last - timedelta(days=90)), "last": last}
    for name, model in (("customer", Customer), ("receivable", Receivable)):
        if params.get(name):
            return asked | {name: _seen(model, name, params[name], by)}
    return asked


def _seen(model, name, pk, by):
    try:
        found = seen(model, by, UUID(pk))
    except ValueError:
        found = None
    if found is None:
        raise BadParameter(name, _("There is no such record, or you can't see it."))
    return found
