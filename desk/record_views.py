"""Notes and papers posted from a record's page, and the colleagues one can name with @."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http import next_url, reply, toast
from core.pages import submitted
from desk.forms import NoteForm, PaperForm
from desk.papers import attach
from desk.records import record_named
from desk.services.notes import write_note
from tenancy.people import members

MOST_PEOPLE = 8


@require_POST
def note(request):
    """Write a note on the record that the form names."""

    def act(record, values):
        untold = write_note(record, values["text"], by=request.actor).untold
        if not untold:
            return _("Note written")
        names = ", ".join(user.name for user in untold)
        return _("Note written. Not told, since they don't see this record: {names}").format(names=names)

    return _posted(request, NoteForm, act)


@require_POST
def paper(request):
    """Attach a file to the record that the form names; the same name makes the next version."""

    def act(record, values):
        kept = attach(record, values["file"], by=request.actor, name=values["name"])
        return _("{name}, version {n}").format(name=kept.name, n=kept.file_version)

    return _posted(request, PaperForm, act)


def _posted(request, form_class, act):
    """Do it and go back to the record; what was refused is said there, and the note stays with its writer."""
    form = form_class(submitted(request), by=request.actor)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        record = record_named(form.cleaned_data["resource"], form.cleaned_data["record"], request.actor)
        return reply(request, f"{record.get_absolute_url()}#desk", act(record, form.cleaned_data))
    except ValidationError as error:
        toast(request, " ".join(error.messages), bad=True)
        return reply(request, next_url(request, "/"))


@require_GET
def people(request):
    """Colleagues whose name or user name holds `q`, for the list that opens behind an @."""
    q = request.GET.get("q", "").strip()[:40]
    found = members().filter(Q(name__icontains=q) | Q(username__icontains=q)).order_by("name", "pk")
    return render(request, "desk/_people.html", {"people": found[:MOST_PEOPLE]})
