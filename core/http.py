"""How a page answers: a toast and a redirect after a change, the same page with reasons after a refusal."""

import json
from dataclasses import asdict, dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True)
class Undo:
    """What takes a change back: a form of its own, so that undoing is another entry in the log."""

    url: str
    fields: dict[str, str] = field(default_factory=dict)


def toast(request, text, *, bad: bool = False, undo: Undo | None = None) -> None:
    """Say `text` on the next page the person sees, with the way back; a refusal stays until dismissed."""
    tags = json.dumps(asdict(undo)) if undo else ""
    (messages.error if bad else messages.success)(request, str(text), extra_tags=tags)


def reply(request, to, text: str = "", *, undo: Undo | None = None):
    """After a change: go to `to` (a URL or a record with a page) and say what was done."""
    if text:
        toast(request, text, undo=undo)
    response = HttpResponseRedirect(to if isinstance(to, str) else to.get_absolute_url())
    # 303: the browser and htmx fetch the page by GET whatever the form's method was.
    response.status_code = 303
    return response


def leave(request, to: str, text: str = ""):
    """As `reply`, to another kind of page: htmx loads it whole, since crumb, actions and styles differ."""
    if not request.htmx:
        return reply(request, to, text)
    toast(request, text)
    return HttpResponse(status=204, headers={"HX-Redirect": to})


def refuse(request, template: str, context: dict, status: int):
    """The same page again with its reasons; the address bar keeps the page, not the refused form's address."""
    response = render(request, template, context, status=status)
    response["HX-Push-Url"] = "false"
    return response


def next_url(request, default: str) -> str:
    """Where the person came from, if that is a page of this installation."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted else default
