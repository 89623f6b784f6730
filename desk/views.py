"""What the person was told; to-dos ticked off and handed on."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.dates import moment
from core.http import next_url, reply, toast
from core.pages import submitted
from core.sight import visible
from desk.forms import HandOnForm
from desk.models import Notice, Todo
from desk.services.todos import finish
from desk.services.todos import hand_on as give
from desk.sight import own_todos

LENGTH = 100


def mine(request):
    """The person's notices, newest first."""
    return Notice.objects.filter(user_id=request.actor.user_id).order_by("-created_at", "-id")


def notices(request):
    """The latest notices; unread ones stand out."""
    return render(request, "desk/notices.html", {"notices": list(mine(request)[:LENGTH])})


@require_POST
def open_notice(request, pk):
    """Note that a notice was read and go to what it is about, if the person still sees it."""
    notice = get_object_or_404(mine(request), pk=pk)
    mine(request).filter(pk=pk, read_at=None).update(read_at=moment())
    return redirect(address_of(notice, request.actor) or "desk:notices")


def address_of(notice, by) -> str:
    """The page of the notice's record, empty where there is none or it is out of sight."""
    if not notice.record_type or not notice.record_id:
        return ""
    model = apps.get_model(notice.record_type)
    record = visible(model.objects.filter(pk=notice.record_id), by).first()
    address = getattr(record, "get_absolute_url", None)
    return address() if address else ""


@require_POST
def read_all(request):
    """Mark every notice as read."""
    mine(request).filter(read_at=None).update(read_at=moment())
    return reply(request, next_url(request, "/desk/notices/"), _("All notices are read"))


@require_POST
def done(request, pk):
    """Tick off one's own to-do."""
    todo = finish(_own(request, pk, done_at=None), by=request.actor)
    return reply(request, next_url(request, "/"), _("Done: {text}").format(text=todo.text))


@require_POST
def hand_on(request, pk):
    """Have a colleague do it from now on."""
    todo, form = _own(request, pk, done_at=None), HandOnForm(submitted(request), by=request.actor)
    back = next_url(request, "/todos/")
    try:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        given = give(todo, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        toast(request, " ".join(error.messages), bad=True)
        return reply(request, back)
    return reply(request, back, _("Handed on to {name}").format(name=given.user.name))


def _own(request, pk, **wanted) -> Todo:
    return get_object_or_404(Todo.objects.filter(own_todos(request.actor), **wanted), pk=pk)
