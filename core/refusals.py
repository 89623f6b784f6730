"""Every exception that means "not this way", told as one Refusal: pages and API draw the same facts from it."""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _

from core.display import in_a_row
from core.errors import Blocked, Refused

RETRY_AFTER_SECONDS = 5
# PostgreSQL's codes: the same work may succeed when it is tried again.
COLLIDED = {"40001", "40P01", "55P03"}
UNIQUE_VIOLATION, FOREIGN_KEY_VIOLATION = "23505", "23503"


class BadParameter(Refused):
    """A query parameter that does not exist here or whose value does not fit."""

    status = 400
    code = "bad_parameter"

    def __init__(self, parameter: str, detail: str):
        self.parameter = parameter
        super().__init__(detail=detail)


class TooLarge(Refused):
    """A body or file over the limit."""

    status = 413
    code = "too_large"


@dataclass
class Refusal:
    """What the caller is told. errors: [{"pointer", "code", "detail"}]; blockers: Blocker.as_json() dicts."""

    status: int
    code: str
    detail: str
    errors: list[dict] = field(default_factory=list)
    blockers: list[dict] = field(default_factory=list)
    retry_after: int | None = None
    extra: dict = field(default_factory=dict)

    @property
    def title(self) -> str:
        return titles().get(self.status) or _("The request can't be carried out")


def titles() -> dict[int, str]:
    """One short heading per status."""
    return {
        400: _("The request can't be read"),
        401: _("Sign in first"),
        403: _("You don't have the right to do this"),
        404: _("Not found"),
        405: _("This address doesn't take that method"),
        406: _("This format isn't offered"),
        409: _("Not possible now"),
        412: _("Somebody was faster"),
        413: _("Too large"),
        415: _("This kind of content isn't taken here"),
        422: _("Some fields don't fit"),
        429: _("Too many requests"),
        500: _("Something went wrong on our side"),
        503: _("The platform is not available right now"),
    }


def refusal_of(error: BaseException) -> Refusal | None:
    """The refusal an exception stands for, or None where it is a defect and must be reported as a 500."""
    for kinds, tell in _TELLERS:
        if isinstance(error, kinds):
            return tell(error)
    return None


def field_errors(error: ValidationError, prefix: str = "#") -> list[dict]:
    """A ValidationError as [{"pointer": "#/amount", "code", "detail"}]; a nested path is spelt `lines/0/quantity`."""
    if not hasattr(error, "error_dict"):
        return [_field_error(prefix, leaf) for leaf in error.error_list]
    return [
        _field_error(_pointer(prefix, name), leaf)
        for name, leaves in error.error_dict.items()
        for leaf in leaves
    ]


def _pointer(prefix: str, name: str) -> str:
    return prefix if name == NON_FIELD_ERRORS else f"{prefix}/{name}"


def _field_error(pointer: str, leaf: ValidationError) -> dict:
    params = leaf.params if isinstance(leaf.params, dict) else {}
    nested = params.get("pointer")
    return {
        "pointer": f"{pointer}/{nested}" if nested else pointer,
        "code": leaf.code or "invalid",
        "detail": in_a_row(leaf.messages),
    }


def _refused(error: Refused) -> Refusal:
    blockers = [blocker.as_json() for blocker in error.blockers]
    extra = {"current_version": error.current_version} if hasattr(error, "current_version") else {}
    told = Refusal(error.status, error.code, error.detail, blockers=blockers, extra=extra)
    if isinstance(error, BadParameter):
        told.errors = [{"parameter": error.parameter, "code": error.code, "detail": error.detail}]
    if isinstance(error, Blocked):
        told.extra["blockers"] = blockers
    return told


def _invalid(error: ValidationError) -> Refusal:
    errors = field_errors(error)
    return Refusal(422, "invalid", in_a_row(one["detail"] for one in errors), errors=errors)


def _missing(error) -> Refusal:
    return Refusal(404, "not_found", _("There is nothing here, or you can't see it."))


def _forbidden(error) -> Refusal:
    return Refusal(
        403, "denied", str(error) or _("You don't have the right to do this. Ask your administrator.")
    )


def too_big(error=None) -> Refusal:
    """A body over what is taken here."""
    return Refusal(413, "too_large", _("The request is larger than what is taken here."))


def _suspicious(error) -> Refusal:
    return Refusal(400, "bad_request", _("The request can't be read."))


def _integrity(error: IntegrityError) -> Refusal:
    code = _pgcode(error)
    if code == UNIQUE_VIOLATION:
        return Refusal(409, "exists", _("The same thing exists already; somebody may just have made it."))
    if code == FOREIGN_KEY_VIOLATION:
        return Refusal(409, "in_use", _("Other records refer to this, or what it refers to does not exist."))
    return Refusal(
        422, "constraint", _("The values don't fit together. Check amounts, quantities and dates.")
    )


def _out_of_range(error: DataError) -> Refusal:
    return Refusal(422, "out_of_range", _("A value is too long or too large to be kept."))


def _database_away(error) -> Refusal:
    if _pgcode(error) in COLLIDED:
        return Refusal(
            409, "busy", _("Somebody is changing the same records right now. Try again in a moment.")
        )
    detail = _("The database can't be reached. Nothing was lost; try again in a moment.")
    return Refusal(503, "unavailable", detail, retry_after=RETRY_AFTER_SECONDS)


def _no_room(error: OSError) -> Refusal | None:
    """A full disk is the house's trouble, not the caller's; any other fault of files is a defect."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    detail = _("The server's disk is full, so nothing can be kept. Tell whoever runs the platform.")
    return Refusal(503, "no_room", detail, retry_after=RETRY_AFTER_SECONDS)


def _pgcode(error) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


_TELLERS: list[tuple[Any, Callable]] = [
    (Refused, _refused),
    (ValidationError, _invalid),
    (Http404, _missing),
    (PermissionDenied, _forbidden),
    (RequestDataTooBig, too_big),
    ((SuspiciousOperation, BadRequest), _suspicious),
    (IntegrityError, _integrity),
    (DataError, _out_of_range),
    ((OperationalError, InterfaceError), _database_away),
    (OSError, _no_room),
]
