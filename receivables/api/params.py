"""Query parameters of the reports, read and refused in one place."""

from datetime import date
from uuid import UUID

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.dates import is_plausible, local_day
from core.refusals import BadParameter
from receivables.ageing import ACTUAL, GROUPS, KNOWN
from receivables.ageing_rows import buckets_of
from receivables.rules.ageing import CODES


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


def open_items(params) -> dict:
    """What the rows behind a figure are asked by. Raises BadParameter."""
    who, bucket = params.get("who", ""), params.get("bucket", "")
    if bucket and bucket not in (*CODES, "overdue", "over90"):
        raise BadParameter(
            "bucket", _("{name} is one of {known}.").format(name="bucket", known=", ".join(CODES))
        )
    if who not in ("", "none"):
        try:
            UUID(who)
        except ValueError:
            raise BadParameter("who", _("who takes the id of a row.")) from None
    return {
        "as_of": as_of(params), "currency": currency(params), "basis": one_of(params, "basis", BASES),
        "group": one_of(params, "by", GROUPS), "who": who, "buckets": buckets_of(bucket), "page": page(params),
    }  # fmt: skip


def page(params) -> int:
    """`page=2`, default the first. Raises BadParameter."""
    raw = params.get("page", "") or "1"
    if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) < 100_000:
        raise BadParameter("page", _("page takes a number from 1 on."))
    return int(raw)
