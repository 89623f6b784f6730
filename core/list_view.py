"""List pages: the page itself, its parts for htmx, its preview, its file, and moves on many rows.

    class LeadList(ListView):
        listing = leads_listing
        template_name = "leads/lead_list.html"      # extends components/list_page.html
        preview_template = "leads/lead_preview.html"  # extends components/preview.html, where it shows more

Everything is one address: `?part=filter&f=state` the form of a filter, `?preview=<id>` a row beside the list,
`?export=xlsx` the file; POST makes a move on the ticked rows.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from core.list_bulk import Selection
from core.listing import Listing, ListPage
from core.listing.chips import edited
from core.listing.export import export, file_columns
from core.moves import available_moves, label_of
from core.sight import seen
from core.timeline import timeline_of

SUMS, FILTER = "components/list_sums.html", "components/filter_pop.html"
LATEST = 4


def filter_form(request, listing):
    """The answer to the filter's form (the list with it) or the form itself, for htmx; None where neither is asked."""
    changed = edited(request.GET)
    if changed is not None:
        return HttpResponseRedirect(f"{request.path}?{changed.urlencode()}")
    if request.htmx and request.GET.get("part") == "filter":
        return render(request, FILTER, {"list": ListPage(listing, request)})
    return None


class ListView(View):
    """A list page: `listing` says what there is, the template how a row looks, `more()` what else the page shows."""

    listing: Listing
    request: Any  # with the actor that tenancy's middleware notes
    template_name = "components/list_page.html"
    preview_template = "components/preview.html"

    def get(self, request):
        if (answer := filter_form(request, self.listing)) is not None:
            return answer
        page = self.page()
        if kind := request.GET.get("export"):
            columns = file_columns(self.listing, page.shown)
            return export(self.listing, page.asked, page.matching, columns, kind, request.actor)
        if request.GET.get("part") == "sums":
            return render(request, SUMS, {"list": page, "total": page.count_tabs()})
        preview = self.preview(page)
        if request.htmx and request.GET.get("part") == "preview":
            if preview is None:
                raise Http404
            return render(request, self.preview_template, {"list": page} | preview)
        context = page.context() | {"preview": preview, "bulk": self.buttons()} | (preview or {})
        return render(request, self.template_name, context | self.more())

    def post(self, request):
        action = next((one for one in self.bulk() if one.move == request.POST.get("move")), None)
        if action is None:
            return HttpResponseNotAllowed(["GET"])
        return Selection(request, self.listing, action).answer()

    # --- hooks ----------------------------------------------------------------------------------------------------

    def page(self) -> ListPage:
        """The list as the request asks for it."""
        return ListPage(self.listing, self.request)

    def more(self) -> dict:
        """Further context of this page."""
        return {}

    def preview_more(self, record) -> dict:
        """Further context of a preview."""
        return {}

    # --- parts ----------------------------------------------------------------------------------------------------

    def bulk(self) -> list:
        """The moves this person may be offered for many rows."""
        by = self.request.actor
        return [one for one in self.listing.bulk if not one.right or by.can(one.right)]

    def buttons(self) -> list[dict]:
        """The buttons of the selection bar: move, icon, label."""
        nothing = self.listing.model()
        return [
            {"move": one.move, "icon": one.icon, "label": label_of(nothing, one.move)} for one in self.bulk()
        ]

    def preview(self, page) -> dict | None:
        """The row that the address names, beside the list: its columns, what is next, what happened last."""
        try:
            pk = UUID(self.request.GET.get("preview", ""))
        except ValueError:
            return None
        record = seen(page.listing.with_related(page.listing.model.objects.all()), self.request.actor, pk)
        if record is None:
            return None
        moves = available_moves(record, self.request.actor) if hasattr(record, "state_field") else []
        mine = [move for move in moves if not move.denied]
        return {
            "row": record,
            "facts": [column for column in page.offered[1:] if column.name not in ("state", "stage")],
            "ready": [move for move in mine if move.allowed and not move.danger][:2],
            "held": next((move for move in mine if not move.allowed), None),
            "latest": timeline_of(record, LATEST),
            "template": self.preview_template,
        } | self.preview_more(record)
