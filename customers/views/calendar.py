"""The month of visits, and the private feed of one's own for the calendar of a phone."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.dates import is_plausible, local_day
from core.http import reply
from core.links import LinkGone, issue_link, links_of, revoke, through
from customers.calendar import FEED, feed_of, month_of
from tenancy.actor import actor_for
from tenancy.models import Membership, User
from tenancy.views import public

# A calendar that silently stops is worse than none; the person ends it, or leaves.
FEED_OPEN_FOR = timedelta(days=3650)


@require_GET
def month(request):
    """A month of visits: `?month=2026-11`, one's own or (`&who=all`) all that one sees."""
    return _page(request)


def _page(request, address: str = ""):
    first, everybody = _first(request.GET.get("month", "")), request.GET.get("who") == "all"
    weeks = month_of(first, request.actor, everybody=everybody)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    context = {
        "first": first,
        "weeks": weeks,
        "days": [day for week in weeks for day in week if day.visits and day.is_of_month],
        "everybody": everybody,
        "today": local_day(),
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "part": "calendar",
        "address": address,
        "feeds": _open_feeds(request.actor).count(),
    }
    return render(request, "customers/visit_calendar.html", context)


def _first(text: str) -> date:
    """The first of the month asked for; of this one where that is none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return local_day().replace(day=1)
    return first if is_plausible(first) else local_day().replace(day=1)


def _open_feeds(by):
    return links_of(record=by.user).filter(purpose=FEED, revoked_at=None)


@require_POST
def subscribe(request):
    """A new address of one's own feed, shown this once; the former ones end with it."""
    user = request.actor.user
    revoke(_open_feeds(request.actor), by=request.actor)
    _link, token = issue_link(
        user, FEED, by=request.actor, name=user.name, email=user.email, language=user.language,
        open_for=FEED_OPEN_FOR,
    )  # fmt: skip
    return _page(request, request.build_absolute_uri(reverse("customers:feed", args=[token])))


@require_POST
def unsubscribe(request):
    """End one's own feed: whoever has the address gets nothing any more."""
    revoke(_open_feeds(request.actor), by=request.actor)
    return reply(request, reverse("customers:visit-calendar"), _("The calendar link has ended"))


@public
@require_GET
def feed(request, token):
    """The feed itself; an ended link and a person who left answer alike."""
    try:
        with through(token, FEED) as link:
            user = User.objects.get(pk=link.record_id, is_active=True)
            with translation.override(user.language):
                body = feed_of(actor_for(user), request.build_absolute_uri)
    except (LinkGone, User.DoesNotExist, Membership.DoesNotExist) as error:
        raise Http404 from error
    headers = {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
