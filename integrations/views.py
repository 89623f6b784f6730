"""Pages of imports: a file is brought, its columns are matched, it is tried, written and taken back."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_POST

from core.errors import Refused
from core.http import refuse, reply
from core.imports import KINDS
from core.sight import seen, visible
from integrations.forms import FileForm, MatchForm
from integrations.imports import asking
from integrations.imports.failures import failed_rows, failures_by_column, failures_file
from integrations.imports.intake import asks_for_order, kind_named, match, order_found, receive
from integrations.imports.sums import compared
from integrations.models import Import
from integrations.steps_shown import steps_of

DELIMITERS = {"\t": _l("Tab"), ",": _l("Comma"), ";": _l("Semicolon")}
FAILURES_SHOWN = 8
RECENT = 5


def new(request, what):
    """Bring a file of this kind."""
    if what not in KINDS:
        raise Http404
    kind = kind_named(what, request.actor)
    form = FileForm(request.POST or None, files=request.FILES or None, by=request.actor)
    context = {"form": form, "what": kind, "recent": recent(request.actor), "steps": steps_of(None)}
    if request.method != "POST":
        return render(request, "integrations/import_new.html", context)
    if form.is_valid():
        try:
            return reply(request, receive(what, form.cleaned_data["file"], by=request.actor))
        except ValidationError as error:
            form.add_error(None, error)
    return refuse(request, "integrations/import_new.html", context, 422)


@require_GET
def page(request, pk):
    """The import as it stands; asked every second while it is at work."""
    upload = found(request, pk)
    return render(request, "integrations/import_page.html", context_of(request, upload, MatchForm(upload)))


@require_POST
def matched(request, pk):
    """Take over the columns, and have the rows tried."""
    upload = found(request, pk)
    form = MatchForm(upload, request.POST)
    if form.is_valid():
        try:
            match(upload, by=request.actor, **form.values())
            return reply(request, asking.start(upload, by=request.actor, dry_run=True))
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Refused as error:
            return again(request, upload, error)
    return refuse(request, "integrations/import_page.html", context_of(request, upload, form), 422)


@require_POST
def write(request, pk):
    """Write what was tried."""
    return asked(request, pk, lambda upload: asking.start(upload, by=request.actor, dry_run=False))


@require_POST
def cancel(request, pk):
    """Stop, and take back what was written."""
    return asked(request, pk, lambda upload: asking.cancel(upload, by=request.actor))


@require_POST
def undo(request, pk):
    """Take the whole import back."""
    return asked(request, pk, lambda upload: asking.undo(upload, by=request.actor))


@require_GET
def failures(request, pk):
    """The failed rows as a file to mend."""
    return failures_file(found(request, pk))


def found(request, pk) -> Import:
    """The import, if the person sees it. Raises Http404."""
    upload = seen(Import, request.actor, pk)
    if upload is None:
        raise Http404
    return upload


def asked(request, pk, do):
    """Do it and come back to the page; a refusal stands on the page."""
    upload = found(request, pk)
    try:
        return reply(request, do(upload))
    except Refused as error:
        return again(request, upload, error)


def again(request, upload, error: Refused):
    """The page with why it was not done."""
    context = context_of(request, upload, MatchForm(upload)) | {"refused": error.detail}
    return refuse(request, "integrations/import_page.html", context, error.status)


def context_of(request, upload: Import, form: MatchForm) -> dict:
    """What the page shows."""
    column = request.GET.get("column")
    rows = failed_rows(upload)
    shown = rows.filter(column=column) if column is not None else rows
    return {
        "upload": upload,
        "what": upload.what,
        "form": form,
        "steps": steps_of(upload),
        "asks_for_order": asks_for_order(upload),
        "sums": compared(upload),
        "order_found": order_found(upload),
        "failures": shown[:FAILURES_SHOWN] if upload.failed else [],
        "columns_at_fault": failures_by_column(upload) if upload.failed else [],
        "column": column,
        "is_own": upload.created_by_id == request.actor.user_id,
        "recent": recent(request.actor, besides=upload),
        "delimiter": DELIMITERS.get(upload.delimiter, upload.delimiter),
    }


def recent(by, besides: Import | None = None):
    """The latest imports that were written, or are."""
    rows = (
        visible(Import.objects.filter(dry_run=False), by)
        .select_related("created_by")
        .order_by("-created_at", "-pk")
    )
    return rows.exclude(pk=besides.pk)[:RECENT] if besides else rows[:RECENT]
