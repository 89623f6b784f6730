"""The HTTP provider: a service that answers JSON about one company, whatever its shape."""

import json
import re
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import jmespath
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jmespath.exceptions import JMESPathError

from core import outgoing
from core.sealed import Unsealable, unseal
from customers.facts import past_day
from customers.providers import Reading, SourceDown, sorted_out
from customers.selectors import fact_types

HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# What the connection itself says; a source must not say it for it.
OWN_HEADERS = {"host", "connection", "content-length", "transfer-encoding", "accept", "user-agent"}
PLACES = ("{code}", "{name}")


class HttpJson:
    """GET an address with the company's code or name in it; each fact is found by a JMESPath expression."""

    label = gettext_lazy("Service (HTTP, JSON)")

    def check(self, values) -> None:
        """An address that can be called and names the company, a header that is one, paths that can be read."""
        errors = {}
        try:
            outgoing.checked(filled(values["url"], "X", "x"))
        except outgoing.OutgoingRefused as error:
            errors["url"] = str(error)
        if not any(place in values["url"] for place in PLACES):
            errors["url"] = _("The address needs {code} or {name} where the company goes.")
        name = values["header_name"]
        if name and (not HEADER.fullmatch(name) or name.casefold() in OWN_HEADERS):
            errors["header_name"] = _("This is no name of a header.")
        if not values["mapping"]:
            errors["mapping"] = _("Say for at least one fact where it is.")
        wrong = [
            path for path in (*values["mapping"].values(), values["day_from"]) if path and not _reads(path)
        ]
        if wrong:
            errors["mapping"] = _("“{path}” is no path into JSON.").format(path=wrong[0][:60])
        if errors:
            raise ValidationError(errors)

    def read(self, source, customer) -> Reading | None:
        """Ask the service now; only background work does. Raises SourceDown."""
        if "{code}" in source.url and not customer.unified_code:
            raise SourceDown("no_code")
        answer = _asked(source, filled(source.url, customer.unified_code, customer.name))
        if answer is None:
            return None
        raw = {code: _found(path, answer) for code, path in source.mapping.items()}
        return sorted_out(raw, fact_types(), _day_of(source, answer))


def filled(url: str, code: str, name: str) -> str:
    """The address with the company in its places."""
    return url.replace("{code}", quote(code, safe="")).replace("{name}", quote(name, safe=""))


def _asked(source, url: str):
    """The service's answer as Python values with exact numbers; None where it does not know the company."""
    try:
        answer = outgoing.send("GET", url, headers=_headers(source), seconds=source.timeout_seconds)
    except (outgoing.OutgoingRefused, outgoing.OutgoingFailed) as error:
        raise SourceDown("no_answer", why=str(error)[:200]) from error
    if answer.status == 404:
        return None
    if not answer.ok:
        raise SourceDown("status", status=answer.status)
    try:
        return json.loads(answer.body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise SourceDown("no_json") from error


def _headers(source) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if source.header_name and source.sealed:
        try:
            headers[source.header_name] = unseal(source.sealed)
        except Unsealable as error:
            raise SourceDown("no_secret") from error
    return headers


def _no_number(text: str):
    raise ValueError(text)


def _day_of(source, answer) -> date:
    """The day the service names for its facts, else today. A day that can't be read must not make them look new."""
    try:
        return past_day(_found(source.day_from, answer) if source.day_from else None)
    except ValidationError as error:
        raise SourceDown("no_day") from error


def _reads(path: str) -> bool:
    try:
        jmespath.compile(path)
    except (JMESPathError, RecursionError):
        return False
    return True


def _found(path: str, answer):
    """What lies at a path; None where there is nothing, or something else than the path expects."""
    try:
        return jmespath.search(path, answer)
    except (JMESPathError, RecursionError):
        return None
