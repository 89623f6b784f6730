"""Pages of bank files: bring one, explain its columns, watch it being read; our accounts and the mappings kept."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import Refused
from core.forms import cleaned
from core.http import refuse, reply, toast
from core.pages import ListView
from core.sight import seen, visible
from receivables.api.statements import take_in
from receivables.listing import statements_listing
from receivables.models import BankAccount, StatementImport, StatementLayout
from receivables.rules.statements.reading import NAMES
from receivables.rules.statements.shape import Unreadable
from receivables.rules.statements.text import ENCODINGS
from receivables.services import bank_accounts, statement_files
from receivables.services.statements import IMPORTING, Imported
from receivables.statement_forms import AccountForm, LayoutForm, UploadForm
from receivables.statement_mapping import MappingForm, encodings_of, look
from receivables.states import ReadingState

RECENT = 6


class StatementList(ListView):
    """Bank statements 银行流水."""

    listing = statements_listing
    template_name = "receivables/statement_list.html"

    def more(self):
        return {"may_import": IMPORTING(None, self.request.actor), "formats": NAMES}


def import_file(request):
    """Upload a statement file; what can't be read is said with its line, what has to be explained is asked."""
    form = UploadForm(request.POST or None, files=request.FILES or None, by=request.actor)
    context = {"form": form, "recent": recent(request.actor), "may_import": IMPORTING(None, request.actor)}
    if request.method != "POST":
        return render(request, "receivables/statement_import.html", context)
    if form.is_valid():
        try:
            return came_in(request, take_in(by=request.actor, waits=True, **form.cleaned_data))
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields else None, errors)
        except Refused as error:
            form.add_error(None, error.detail)
    return refuse(request, "receivables/statement_import.html", context, 422)


def recent(by):
    """The latest files on their way in that this person sees."""
    rows = visible(StatementImport.objects.select_related("created_by", "statement"), by)
    return rows.order_by("-created_at", "-pk")[:RECENT]


def came_in(request, imported):
    """To the statement, or to the page where the file is explained or watched."""
    if not isinstance(imported, Imported):
        return reply(request, imported)
    if imported.repeated:
        return reply(request, imported.statement, _("This file was read before; nothing is new."))
    found = imported.statement
    text = _("{new} new lines, {known} known").format(new=found.new_lines, known=found.known_lines)
    return reply(request, found, text)


# --- a file on its way in -----------------------------------------------------------------------------------------


def _found(request, pk) -> StatementImport:
    upload = seen(StatementImport, request.actor, pk)
    if upload is None:
        raise Http404
    return upload


@require_GET
def import_page(request, pk):
    """The file as it stands: what has to be explained, how far it is read, why it was not."""
    upload = _found(request, pk)
    if (
        upload.state == ReadingState.DONE
        and upload.statement_id
        and request.headers.get("HX-Request") is None
    ):
        return reply(request, upload.statement)
    return render(request, "receivables/statement_import_page.html", _context(request, upload))


def _context(request, upload, looked=None, form=None) -> dict:
    context = {
        "upload": upload,
        "formats": NAMES,
        "encodings": ENCODINGS,
        "may_import": IMPORTING(None, request.actor),
    }
    if upload.state != ReadingState.ASKING:
        return context
    if upload.found.get("asks") == "encoding_needed":
        return context | {"choices": encodings_of(upload)}
    looked = looked or look(upload)
    if looked.table is None:
        return context | {"looked": looked}
    initial = {
        "remember": True,
        "account": upload.account,
        "bank": looked.layout.bank,
        "sign": looked.layout.sign,
    }
    return context | {
        "looked": looked,
        "form": form or MappingForm(looked.table, looked.layout, initial=initial),
    }


@require_POST
def import_explain(request, pk):
    """Try the mapping (button preview), or have the file read by it."""
    upload = _found(request, pk)
    if upload.state == ReadingState.ASKING and upload.found.get("asks") == "encoding_needed":
        return _read(request, upload, encoding=request.POST.get("encoding", ""))
    looked = look(upload)
    if looked.table is None:
        return refuse(
            request, "receivables/statement_import_page.html", _context(request, upload, looked), 422
        )
    form = MappingForm(looked.table, looked.layout, request.POST)
    if not form.is_valid():
        return refuse(
            request, "receivables/statement_import_page.html", _context(request, upload, looked, form), 422
        )
    said, account = form.layout(), form.cleaned_data["account"]
    if "preview" in request.POST:
        tried = look(upload, said, account)
        return render(
            request, "receivables/statement_import_page.html", _context(request, upload, tried, form)
        )
    remember = form.cleaned_data["remember"]
    return _read(request, upload, form=form, mapping=said, account=account, remember=remember)


def _read(request, upload, *, form=None, **said):
    """Have the file read; what still stands against it is said on the page."""
    try:
        return came_in(
            request, statement_files.explain(upload, by=request.actor, **{"mapping": None, **said})
        )
    except Unreadable as error:
        upload.problem = error.sentence
    except (ValidationError, Refused) as error:
        upload.problem = " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
    looked = look(upload, said.get("mapping"), said.get("account", "")) if form is not None else None
    context = _context(request, upload, looked, form)
    return refuse(request, "receivables/statement_import_page.html", context, 422)


@require_POST
def import_cancel(request, pk):
    """Stop; nothing of the file stays."""
    upload = _found(request, pk)
    try:
        statement_files.cancel(upload, by=request.actor)
        return reply(request, upload, _("Cancelled; nothing of the file was kept"))
    except Refused as error:
        toast(request, error.detail, bad=True)
        return reply(request, upload)


# --- accounts and mappings ----------------------------------------------------------------------------------------


@require_GET
def accounts(request):
    """Our bank accounts, those to confirm first, and the mappings of banks' tables."""
    rows = visible(BankAccount.objects.all(), request.actor).order_by("is_confirmed", "number", "currency")
    layouts = visible(StatementLayout.objects.all(), request.actor).order_by("bank", "account", "pk")
    context = {"accounts": rows[:200], "layouts": layouts[:200], "may_change": IMPORTING(None, request.actor)}
    return render(request, "receivables/bank_accounts.html", context)


@require_POST
def account_change(request, pk):
    """Name an account, and say that it is ours."""
    account = get_object_or_404(visible(BankAccount.objects.all(), request.actor), pk=pk)
    values = cleaned(AccountForm, request.POST, by=request.actor)
    return _done(
        request, lambda: bank_accounts.change(account, by=request.actor, **values), _("Bank account saved")
    )


@require_POST
def layout_change(request, pk):
    """Keep a mapping for an account, or remove it."""
    row = get_object_or_404(visible(StatementLayout.objects.all(), request.actor), pk=pk)
    if "remove" in request.POST:
        return _done(request, lambda: bank_accounts.forget(row, by=request.actor), _("Mapping removed"))
    values = cleaned(LayoutForm, request.POST, by=request.actor)
    return _done(request, lambda: bank_accounts.link(row, by=request.actor, **values), _("Mapping saved"))


def _done(request, work, said):
    to = reverse("receivables:accounts")
    try:
        work()
    except (ValidationError, Refused) as error:
        text = " ".join(error.messages) if isinstance(error, ValidationError) else error.detail
        toast(request, text, bad=True)
        return reply(request, to)
    return reply(request, to, said)
