"""Refusals that no view has answered: a problem under /api/, a page with the reasons everywhere else."""

import sys
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.template.loader import select_template
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.api.problems import broken, problem_response
from core.refusals import Refusal, refusal_of, titles, too_big
from core.whole_body import is_giant

# Pages that exist; the other statuses are told on the one that is nearest.
TOLD_ON = {400: 409, 405: 404, 422: 409, 429: 503}

# Asked again, the same address may well answer.
WORTH_ANOTHER_TRY = {409, 412, 500, 503}


class Refusals:
    """Middleware: what a view raises becomes the reply it stands for; defects go on to Django and its log.

    A body larger than anything taken here is refused unread, before the form protection would put it down on disk.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        unread = _unread(request)
        if unread is None:
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            return told(request, unread(), bare=True)

    def process_exception(self, request, error):
        refusal = refusal_of(error)
        if refusal is None:
            return None
        # After a database error the transaction is spoilt: the page must not ask it anything.
        return told(request, refusal, bare=isinstance(error, DatabaseError | InterfaceError))


class ContentPolicy(CSPMiddleware):
    """Middleware: the policy of the settings, put into words once; only where a view has one of its own, per answer."""

    @cached_property
    def words(self) -> str:
        """The policy as the header says it."""
        return build_policy()

    def process_response(self, request, response):
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.words)
        return response


class DeviceRights:
    """Middleware: no page of ours asks for a camera, a place or a payment, so nothing that slips into one can."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


def told(request, refusal: Refusal, *, bare: bool = False) -> HttpResponse:
    """The refusal as problem, fragment (htmx) or page. bare: without anything that reads the database."""
    if request.path.startswith("/api/"):
        return problem_response(refusal, request.path)
    response = HttpResponse(_drawn(request, refusal, bare), status=refusal.status)
    if getattr(request, "htmx", False):
        # Wherever the answer was meant to go (a cell, a panel): a refusal of the address is told on the whole page.
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML"
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _unread(request) -> Callable[[], Refusal] | None:
    """What no view needs to see: giants, and pages asked for with NUL, which no column keeps (the API names it).

    Answers what puts the refusal into words, in the language that is in force by then.
    """
    if is_giant(request):
        return too_big
    if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
        return lambda: Refusal(400, "bad_request", titles()[400])
    return None


def _drawn(request, refusal: Refusal, bare: bool) -> str:
    status = TOLD_ON.get(refusal.status, refusal.status)
    names = [f"errors/{status}.html", "errors/500.html"]
    if getattr(request, "htmx", False) and not bare:
        names.insert(0, "errors/fragment.html")
    context = {
        "refusal": refusal,
        "title": refusal.title,
        "detail": refusal.detail,
        "blockers": refusal.blockers,
        "again": request.get_full_path() if status in WORTH_ANOTHER_TRY and request.method == "GET" else "",
    }
    if status >= 500:
        # The request's line in the log is found by it.
        context |= {
            "number": getattr(request, "id", "")[:12],
            "told_at": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        }
    # Without the request the page has no frame, for that reads the database.
    return select_template(names).render(context, None if bare else request)


# --- what l2cplat.urls names as Django's own error views --------------------------------------------------------


def bad_request(request, exception=None):
    """400, and 413 where the body was too large."""
    return told(request, (exception and refusal_of(exception)) or Refusal(400, "bad_request", titles()[400]))


def denied(request, exception=None):
    """403 outside a view (CSRF among them)."""
    return told(request, refusal_of(exception) if exception else Refusal(403, "denied", titles()[403]))


def missing(request, exception=None):
    """404 for an address that no view has."""
    return told(request, refusal_of(Http404()))


def failed(request):
    """500 for a defect, 503 where the database was away before any view was reached."""
    error = sys.exc_info()[1]
    refusal = (error and refusal_of(error)) or broken()
    return told(request, refusal, bare=True)


def csrf_failed(request, reason=""):
    """403 for a form that was open too long or came from elsewhere."""
    return told(
        request, Refusal(403, "csrf", _("This page was open too long. Reload it and send the form again."))
    )
