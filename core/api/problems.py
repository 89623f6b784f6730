"""Errors of the API: RFC 9457 problem details for whatever goes wrong under /api/, never a page, never a trace."""

import json

import structlog
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from core.display import in_a_row
from core.refusals import Refusal, refusal_of

CONTENT_TYPE = "application/problem+json"
log = structlog.get_logger("core.api")


def problem(error, context) -> Response:
    """DRF's exception handler: every exception becomes a problem; one that is nobody's refusal is logged as a 500."""
    request = context["request"]
    refusal = _of_framework(error) or refusal_of(error)
    if refusal is None:
        log.exception("api failed", path=request.path, exc_info=error)
        refusal = broken()
    response = Response(body(refusal, request.path), status=refusal.status, content_type=CONTENT_TYPE)
    for name, value in headers(refusal, error).items():
        response[name] = value
    return response


def problem_response(refusal: Refusal, path: str) -> HttpResponse:
    """The same outside DRF: unknown addresses, errors of the middleware, the database away."""
    content = json.dumps(body(refusal, path), ensure_ascii=False)
    return HttpResponse(content, status=refusal.status, content_type=CONTENT_TYPE, headers=headers(refusal))


def broken() -> Refusal:
    """The refusal for our own mistake: says nothing about the inside."""
    return Refusal(500, "error", _("Something went wrong on our side. It was noted; nothing was changed."))


def body(refusal: Refusal, path: str) -> dict:
    """type, title, status, detail, instance, and where there are any errors by field and blockers."""
    shown = {
        "type": f"urn:l2c:problem:{refusal.code}",
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": str(refusal.detail),
        "instance": path,
        **refusal.extra,
    }
    return shown | {"errors": refusal.errors} if refusal.errors else shown


def headers(refusal: Refusal, error=None) -> dict[str, str]:
    """Retry-After, WWW-Authenticate and Allow, where the status asks for them."""
    found = {}
    if refusal.retry_after is not None:
        found["Retry-After"] = str(refusal.retry_after)
    if getattr(error, "auth_header", None):
        found["WWW-Authenticate"] = error.auth_header
    return found


def _of_framework(error) -> Refusal | None:
    """What DRF itself raises before or around a view."""
    if isinstance(error, exceptions.ValidationError):
        errors = list(_leaves(error.detail, "#"))
        return Refusal(422, "invalid", in_a_row(one["detail"] for one in errors), errors=errors)
    if isinstance(error, exceptions.Throttled):
        wait = max(1, int(error.wait or 1))
        return Refusal(
            429, "throttled", _("Try again in {seconds} s.").format(seconds=wait), retry_after=wait
        )
    if isinstance(error, exceptions.APIException):
        sentence = _SENTENCES.get(type(error))
        return Refusal(error.status_code, error.default_code, str(sentence() if sentence else error.detail))
    return None


_SENTENCES = {
    exceptions.NotAuthenticated: lambda: _("Send a key: “Authorization: Bearer <key>”."),
    exceptions.AuthenticationFailed: lambda: _("This key is unknown, expired or revoked."),
    exceptions.NotFound: lambda: _("There is nothing here, or you can't see it."),
    exceptions.NotAcceptable: lambda: _("The API answers in JSON only."),
}


def _leaves(detail, pointer):
    """DRF's nested error detail as flat entries with a JSON pointer."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _leaves(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(detail, list) and detail and not isinstance(detail[0], str):
        for index, inner in enumerate(detail):
            yield from _leaves(inner, f"{pointer}/{index}")
    else:
        for leaf in detail if isinstance(detail, list) else [detail]:
            yield {"pointer": pointer, "code": getattr(leaf, "code", "invalid"), "detail": str(leaf)}
