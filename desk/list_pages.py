"""What people keep of lists: the small forms around every list post here and come back to it."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.forms import cleaned
from core.http import next_url, reply, toast
from core.listing import LISTINGS
from core.listing.kept import kept
from core.listing.tabs import Tab, tabs
from desk.models import SavedView
from desk.services import views as keeping
from desk.sight import views_seen_by
from desk.view_forms import ViewChangeForm, ViewForm

HOME = "/"


def back(request, **changes):
    """To the list one came from; changes: parameters of its address that change (None: left out)."""
    here = urlsplit(next_url(request, HOME))
    query = QueryDict(here.query, mutable=True)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{here.path}?{query.urlencode()}"


def opened(request, view) -> str:
    """The list with the view open."""
    tab = Tab(str(view.pk), view.name, view.query)
    return f"{urlsplit(next_url(request, HOME)).path}?{tab.params.urlencode()}"


def refused(request, error: ValidationError):
    """Back to the list, with what does not fit."""
    toast(request, " ".join(error.messages), bad=True)
    return reply(request, back(request))


@require_POST
def save(request):
    """Keep what is in force as a view."""
    try:
        view = keeping.save_view(by=request.actor, **cleaned(ViewForm, request.POST, by=request.actor))
    except ValidationError as error:
        return refused(request, error)
    return reply(request, opened(request, view), _("View kept: {name}").format(name=view.name))


@require_POST
def change(request, pk):
    """Rename, share, delete a view of one's own, or have it stand for what is in force now."""
    view = get_object_or_404(SavedView, views_seen_by(request.actor), pk=pk)
    if request.POST.get("delete"):
        keeping.delete_view(view, by=request.actor)
        return reply(request, back(request, view=None), _("View deleted: {name}").format(name=view.name))
    try:
        values = cleaned(ViewChangeForm, request.POST, by=request.actor)
        # Without the tick the view goes on standing for what it stood for.
        values["query"] = values["query"] if "query" in request.POST else view.query
        view = keeping.change_view(view, by=request.actor, **values)
    except ValidationError as error:
        return refused(request, error)
    return reply(request, opened(request, view), _("View kept: {name}").format(name=view.name))


@require_POST
def columns(request, listing):
    """Keep which columns the person sees, in their order."""
    chosen = [] if request.POST.get("usual") else request.POST.getlist("columns")
    known = [column.name for column in listing_of(listing).columns_now]
    keeping.choose_columns(listing, [name for name in chosen if name in known], by=request.actor)
    return reply(request, back(request, columns=None))


@require_POST
def pin(request, listing):
    """Put a view first, or back into its place."""
    code = request.POST.get("code", "")
    if code in {tab.code for tab in tabs(listing_of(listing), kept(listing, request.actor))}:
        keeping.pin(listing, code, by=request.actor)
    return reply(request, back(request))


def listing_of(name: str):
    """The list of this name. Raises Http404."""
    found = next((listing for listing in LISTINGS.values() if listing.name == name), None)
    if found is None:
        raise Http404
    return found
