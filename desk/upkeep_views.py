"""The settings page of what runs behind: room for papers, and what could not be delivered."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core.http import reply
from core.undelivered import try_again, undelivered
from desk.room import room
from tenancy.settings_views import settled

SHOWN = 100
KINDS = {
    "mail": gettext_lazy("Mail"),
    "notice_mail": gettext_lazy("Mail of a notice"),
    "task": gettext_lazy("Daily work"),
}


@settled
def upkeep(request):
    """How full the store is, and what waits in vain."""
    has, rows = room(), list(undelivered()[: SHOWN + 1])
    context = {
        "room": has,
        "percent": min(100 * has.used // has.most, 100) if has.most else 100,
        "rows": [_told(row) for row in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "section": "upkeep",
    }
    return render(request, "desk/upkeep.html", context)


@settled
@require_POST
def retry(request, pk=None):
    """Try one of them again, or all."""
    rows = undelivered()
    if pk is not None:
        rows = rows.filter(pk=get_object_or_404(rows, pk=pk).pk)
    count = try_again(rows)
    told = ngettext("{n} is tried again now", "{n} are tried again now", count)
    return reply(request, reverse("desk:upkeep"), told.format(n=count))


def _told(row) -> dict:
    """A row with what a person can tell it by: never the content of a mail."""
    return {
        "row": row,
        "kind": KINDS.get(row.kind, row.kind),
        "about": row.payload.get("subject") or row.payload.get("name") or "",
        "to": ", ".join(row.payload.get("to", ())),
        "fate": _("Given up") if row.failed_at else _("Will be tried again"),
    }
