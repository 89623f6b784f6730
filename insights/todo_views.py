"""All of one's to-dos: what is open by urgency, what was done lately, and a form for one more."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.http import refuse, reply
from core.pages import submitted
from desk.forms import HandOnForm, TodoForm
from desk.models import Todo
from desk.records import record_named
from desk.services.todos import write_todo
from desk.sight import own_todos
from insights.selectors import tasks

MOST_DONE = 30


def todos(request):
    """One's to-dos; POST writes one down, for oneself or a colleague."""
    entered = submitted(request) if request.method == "POST" else None
    form = TodoForm(entered, by=request.actor, initial={"user": request.actor.user_id})
    if form.is_bound and form.is_valid():
        try:
            todo = _written(form.cleaned_data, request.actor)
            return reply(request, reverse("insights:todos"), _("Noted: {text}").format(text=todo.text))
        except ValidationError as error:
            form.add_error(None, error)
    mine = tasks.my_tasks(request.actor)
    done = Todo.objects.filter(own_todos(request.actor), done_at__isnull=False).order_by("-done_at", "-id")
    context = {
        "form": form, "groups": tasks.by_urgency(mine), "task_count": len(mine), "done": done[:MOST_DONE],
        "hand_on": HandOnForm(by=request.actor),
    }  # fmt: skip
    if form.is_bound:
        return refuse(request, "insights/todos.html", context, 422)
    return render(request, "insights/todos.html", context)


def _written(values: dict, by) -> Todo:
    resource, pk = values.pop("resource"), values.pop("record")
    record = record_named(resource, pk, by) if resource or pk else None
    return write_todo(by=by, record=record, **values)
