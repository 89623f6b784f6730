"""The pages of data sources: the list, one source with its settings, its files and what failed of late."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Denied, Refused
from core.http import refuse, reply
from core.pages import submitted
from core.sight import visible
from customers.forms import sources as forms
from customers.models import FactSource, SourceFile, SourceReading
from customers.providers import FILE, PROVIDERS, problem_in_words
from customers.selectors import fact_types
from customers.services import fact_files, fact_sources
from tenancy.roles import Right

LIST, PAGE = "customers/sources.html", "customers/source.html"
FORMS = {FILE: forms.FileSourceForm}
FILES_SHOWN, FAILURES_SHOWN = 5, 8


def sourced(view):
    """Let only those in who set sources up or enter facts."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not (request.actor.can(Right.SETTINGS) or request.actor.can(Right.CUSTOMER_ADMIT)):
            raise Denied()
        return view(request, *args, **kwargs)

    return asked


@sourced
def sources(request):
    """All sources."""
    rows = FactSource.objects.order_by("name")
    failing = SourceReading.objects.exclude(failing_since=None).values_list("source_id", flat=True)
    return render(request, LIST, {
        "sources": [{"source": one, "label": _label(one.kind), "failing": list(failing).count(one.pk)} for one in rows],
        "kinds": [{"kind": kind, "label": provider.label} for kind, provider in PROVIDERS.items()],
        "may_change": request.actor.can(Right.SETTINGS),
        "section": "sources",
    })  # fmt: skip


@sourced
def new(request, provider):
    """A new source of a kind."""
    if provider not in PROVIDERS:
        raise Http404
    return _edited(request, FactSource(kind=provider), None)


@sourced
def source(request, pk):
    """One source."""
    found = get_object_or_404(visible(FactSource.objects.all(), request.actor), pk=pk)
    return _edited(request, found, found)


def _edited(request, shown, kept):
    form_class = FORMS.get(shown.kind, forms.HttpSourceForm)
    start = (
        {name: getattr(shown, name) for name in form_class.base_fields if name != "secret"} if kept else {}
    )
    sent = _sent(request)
    form = form_class(sent, by=request.actor, record=kept, initial=start)
    if sent is not None and form.is_valid():
        try:
            saved = fact_sources.save_source(
                kept,
                by=request.actor,
                kind=shown.kind,
                expected_version=_version(request),
                **form.cleaned_data,
            )
            return reply(request, saved, _("Data source saved"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            return refuse(request, PAGE, context_of(request, shown, form), error.status)
    context = context_of(request, shown, form)
    return render(request, PAGE, context) if sent is None else refuse(request, PAGE, context, 422)


def _sent(request):
    if request.method != "POST":
        return None
    sent = submitted(request)
    sent.pop("version", None)
    return sent


def _version(request) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdigit() else None


@sourced
@require_POST
def remove(request, pk):
    """A source is not needed any more."""
    fact_sources.remove_source(get_object_or_404(FactSource, pk=pk), by=request.actor)
    return reply(request, reverse("customers:sources"), _("Data source removed"))


@sourced
@require_POST
def upload(request, pk):
    """A file of facts, to be matched."""
    found = get_object_or_404(FactSource, pk=pk)
    return _posted(request, found, forms.UploadForm, "upload_form", lambda values: (
        fact_files.upload(found, by=request.actor, **values), _("File uploaded; check its columns"),
    ))  # fmt: skip


@sourced
@require_POST
def load(request, pk):
    """The columns are right: the file is taken over in the background."""
    file = get_object_or_404(SourceFile.objects.select_related("source"), pk=pk)
    return _posted(request, file.source, forms.LoadForm, "load_form", lambda values: (
        fact_files.load(file, by=request.actor, **values), _("The file is being read"),
    ))  # fmt: skip


def _posted(request, found, form_class, name, act):
    form = form_class(submitted(request), by=request.actor)
    if form.is_valid():
        try:
            _record, told = act(form.cleaned_data)
            return reply(request, found, told)
        except ValidationError as error:
            form.add_error(None, error)
    messages = [message for problems in form.errors.values() for message in problems]
    return refuse(request, PAGE, context_of(request, found) | {name: form, "problems": messages}, 422)


def context_of(request, shown, form=None) -> dict:
    """Everything the page of a source shows."""
    form_class = FORMS.get(shown.kind, forms.HttpSourceForm)
    start = {name: getattr(shown, name) for name in form_class.base_fields if name != "secret"}
    entered = form is not None and form.is_bound and getattr(form, "cleaned_data", {}).get("mapping")
    mapping = entered or shown.mapping
    files = list(SourceFile.objects.filter(source=shown).order_by("-created_at")[:FILES_SHOWN])
    return {
        "source": shown,
        "is_new": shown._state.adding,
        "is_file": shown.kind == FILE,
        "label": _label(shown.kind),
        "form": form or form_class(by=request.actor, record=shown, initial=start),
        "places": _places(mapping),
        "upload_form": forms.UploadForm(by=request.actor, auto_id="u-%s"),
        "files": files,
        "to_match": files[0] if files and files[0].state == "uploaded" else None,
        "failures": _failures(shown),
        "may_change": request.actor.can(Right.SETTINGS),
        "section": "sources",
    }


def _places(mapping: dict) -> list[dict]:
    """Every fact that can be entered, with where the source has it."""
    return [
        {"code": code, "label": one.label, "kind": one.kind, "place": mapping.get(code, "")}
        for code, one in fact_types().items()
        if not one.is_derived
    ]


def _failures(shown) -> list[dict]:
    rows = SourceReading.objects.filter(source=shown).exclude(failing_since=None).select_related("customer")
    return [
        {"customer": row.customer, "since": row.failing_since, "problem": problem_in_words(row.problem)}
        for row in rows.order_by("-asked_at")[:FAILURES_SHOWN]
    ]


def _label(kind: str):
    return PROVIDERS[kind].label if kind in PROVIDERS else kind
