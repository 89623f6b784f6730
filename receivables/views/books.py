"""Pages of the general ledger: exports of a period, and the accounts that entries are booked on."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import Denied, Refused
from core.http import refuse, reply, toast
from core.pages import ListView
from core.sight import seen
from core.timeline import timeline_page
from core.upload import serve
from desk.papers import papers_of
from receivables.books import ExportFormat, ExportTarget, PostingKind
from receivables.books_forms import ExportForm
from receivables.books_listing import books_exports_listing
from receivables.models import BookAccount, BookPosting, BooksExport
from receivables.services.books_export import EXPORTING, ask_for_export, cancel_export, last_month, progress
from receivables.services.books_setup import install_books, set_books
from receivables.views.records import problem_text
from tenancy.settings_views import settled

NEW_ROWS = 3


class BooksExports(ListView):
    """Exports to the general ledger."""

    listing = books_exports_listing
    template_name = "receivables/books_exports.html"

    def more(self):
        """Whether the person may hand a period over."""
        return {"may_export": EXPORTING(None, self.request.actor)}


def new_export(request):
    """Ask for the journal of a period."""
    if not EXPORTING(None, request.actor):
        raise Denied(EXPORTING.sentence)
    first, last = last_month()
    initial = {
        "target": ExportTarget.JOURNAL,
        "format": ExportFormat.XLSX,
        "first_on": first,
        "last_on": last,
    }
    form = ExportForm(request.POST or None, by=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            run = ask_for_export(by=request.actor, **form.cleaned_data)
            return reply(request, run, _("The export is being made"))
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form}
    if request.method == "POST":
        return refuse(request, "receivables/books_export_new.html", context, 422)
    return render(request, "receivables/books_export_new.html", context)


@require_GET
def export_page(request, pk):
    """An export as it stands; asked every second while it is at work."""
    run = found(request, pk)
    written, whole = progress(run) if run.is_running else (run.entries, run.entries)
    context = {
        "run": run, "written": written, "whole": whole, "paper": papers_of(run).first(),
        "timeline": timeline_page(run, request.GET.get("tl", "")),
    }  # fmt: skip
    return render(request, "receivables/books_export_page.html", context)


@require_POST
def stop_export(request, pk):
    """Stop an export at work."""
    run = found(request, pk)
    try:
        cancel_export(run, by=request.actor)
    except Refused as error:
        toast(request, problem_text(error), bad=True)
    return reply(request, run)


@require_GET
def export_file(request, pk):
    """The file of an export."""
    paper = papers_of(found(request, pk)).first()
    if paper is None:
        raise Http404
    return serve(paper)


def found(request, pk) -> BooksExport:
    """The export, if the person sees it. Raises Http404."""
    run = seen(BooksExport, request.actor, pk)
    if run is None:
        raise Http404
    return run


# --- settings -------------------------------------------------------------------------------------------------


@settled
def books_settings(request):
    """The accounts, and which of them each kind of entry is booked on."""
    install_books()
    problem = ""
    if request.method == "POST":
        try:
            set_books(accounts_in(request.POST), postings_in(request.POST), by=request.actor)
            return reply(request, request.path, _("Accounts saved"))
        except ValidationError as error:
            problem = " ".join(error.messages)
    accounts = list(BookAccount.objects.all())
    order = list(PostingKind.values)
    postings = sorted(BookPosting.objects.all(), key=lambda row: order.index(row.kind))
    context = {
        "accounts": accounts, "postings": postings, "new_rows": range(NEW_ROWS), "problem": problem, "section": "books",
        "taxed": ("opened", "opened_advance", "credited", "cancelled"),
    }  # fmt: skip
    if problem:
        return refuse(request, "receivables/books_settings.html", context, 422)
    return render(request, "receivables/books_settings.html", context)


def accounts_in(data) -> list[dict]:
    """The rows of the table of accounts; new ones left empty are passed over. Raises ValidationError."""
    found = []
    keys = [key.removeprefix("code-") for key in data if key.startswith("code-")]
    for key in keys:
        code, name = data.get(f"code-{key}", "").strip()[:30], data.get(f"name-{key}", "").strip()[:80]
        if not code and not name and key.startswith("new"):
            continue
        if not code or not name:
            raise ValidationError(_("An account has a code and a name."))
        found.append(
            {
                "id": _uuid(key),
                "code": code,
                "name": name,
                "has_customer": data.get(f"customer-{key}") == "on",
            }
        )
    return found


def postings_in(data) -> dict:
    """{kind: accounts} of the table of entries."""
    return {
        kind: {
            "debit": _uuid(data.get(f"debit-{kind}", "")),
            "credit": _uuid(data.get(f"credit-{kind}", "")),
            "tax": _uuid(data.get(f"tax-{kind}", "")),
            "is_exported": data.get(f"exported-{kind}") == "on",
        }
        for kind in PostingKind.values
        if f"debit-{kind}" in data
    }


def _uuid(raw: str):
    try:
        return UUID(raw)
    except ValueError:
        return None
