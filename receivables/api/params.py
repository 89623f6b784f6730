"""Query parameters of the reports, read and refused in one place."""

from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.dates import is_plausible, local_day
from core.refusals import BadParameter
from receivables.selectors import ACTUAL, KNOWN


def as_of(params) -> date:
    """`as_of=2026-11-23`, default the tenant's today. Raises BadParameter."""
    raw = params.get("as_of", "")
    if not raw:
        return local_day()
    try:
        day = parse_date(raw)
    except ValueError:
        day = None
    if day is None or not is_plausible(day):
        raise BadParameter("as_of", _("as_of takes a date such as 2026-11-23."))
    return day


def currency(params) -> str:
    """`currency=EUR`, default the tenant's own. Raises BadParameter for one that does not exist."""
    code = params.get("currency", "")
    if code and code not in CURRENCIES:
        raise BadParameter("currency", _("There is no currency {currency}.").format(currency=code[:10]))
    return code


def one_of(params, name: str, known: tuple[str, ...]) -> str:
    """A parameter with fixed values, the first of them by default. Raises BadParameter."""
    value = params.get(name, known[0])
    if value not in known:
        raise BadParameter(name, _("{name} is one of {known}.").format(name=name, known=", ".join(known)))
    return value


BASES = (ACTUAL, KNOWN)
