"""Account plans: the list, a plan with its goals, moves and reviews."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.dates import local_day
from core.errors import Denied
from core.http import refuse, reply
from core.inplace import FieldPage, InPlace
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart, page_parts
from customers.forms.plans import (
    GoalForm,
    MoveDoneForm,
    PlanForm,
    PlanMoveForm,
    PlanReviewForm,
    PlanTextsForm,
    as_entered,
)
from customers.listing import account_plans_listing
from customers.models import AccountPlan, PlanMove
from customers.models.plan import PLANNING
from customers.plan_measures import progress_of
from customers.services import plans
from tenancy.roles import Right


class PlanList(ListView):
    """Account plans."""

    listing = account_plans_listing
    template_name = "customers/plan_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.CUSTOMER_EDIT)}


class PlanPage(RecordPage):
    """A plan: their strategy and pains, our goals with their progress, moves, reviews."""

    model, template_name = AccountPlan, "customers/plan_page.html"
    select_related = ["customer", "group", "owner"]
    in_place = InPlace(
        PlanTextsForm, "customers:plan-field", may=PLANNING, entered=as_entered, save=plans.change_plan
    )

    def more(self, record):
        by, today = self.request.actor, local_day()
        reviews = list(record.reviews.select_related("by").order_by("-quarter"))
        return {
            "progress": progress_of(record, today),
            "planned": record.moves.select_related("owner").order_by("done_on", "due_on", "pk"),
            "reviews": reviews,
            "may_edit": PLANNING(record, by),
            "parts": page_parts(
                by, record, goal=GoalForm, move=(PlanMoveForm, {"due_on": today}), review=PlanReviewForm
            ),
        }


class PlanField(FieldPage, PlanPage):
    """One field of a plan, changed where it stands."""


class AddGoal(RecordPart, PlanPage):
    """One more goal."""

    slot, form_class, said_after = "goal", GoalForm, gettext_lazy("Goal added")

    def save(self, record, **goal):
        plans.set_goals(record, [*goals_of(record), goal], by=self.request.actor)


class AddMove(RecordPart, PlanPage):
    """One more move."""

    slot, form_class, said_after = "move", PlanMoveForm, gettext_lazy("Move added")

    def save(self, record, **values):
        plans.add_move(record, by=self.request.actor, **values)


class WriteReview(RecordPart, PlanPage):
    """The review of a quarter."""

    slot, form_class, said_after = "review", PlanReviewForm, gettext_lazy("Review kept")

    def save(self, record, **values):
        plans.write_review(record, by=self.request.actor, **values)


class RemoveGoal(PlanPage):
    """A goal less."""

    http_method_names = ["post"]

    def post(self, request, pk, at):
        record = self.record(pk)
        goals = goals_of(record)
        if not 1 <= at <= len(goals):
            raise Http404
        plans.set_goals(record, goals[: at - 1] + goals[at:], by=request.actor)
        return reply(request, f"{record.get_absolute_url()}#goal", _("Goal removed"))


def goals_of(plan) -> list[dict]:
    """The goals as `set_goals` takes them."""
    return list(plan.goals.order_by("position", "pk").values("measure", "text", "target"))


@require_POST
def move_done(request, pk, plan_move):
    """A move is done, today unless said otherwise."""
    page = PlanPage()
    page.setup(request)
    record = page.record(pk)
    found = get_object_or_404(PlanMove.objects.select_related("plan"), pk=plan_move, plan=record)
    form = MoveDoneForm(submitted(request) | {"done_on": local_day().isoformat()}, by=request.actor)
    if not form.is_valid():
        raise Http404
    try:
        plans.finish_move(found, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        context = page.context(record) | {"problems": error.messages}
        return refuse(request, page.template_name, context, 422)
    return reply(request, f"{record.get_absolute_url()}#move", _("Move done"))


def new(request):
    """Open a plan, for the customer that the address names or another."""
    if not request.actor.can(Right.CUSTOMER_EDIT):
        raise Denied()
    start = {"customer": request.GET.get("customer", ""), "year": local_day().year}
    form = PlanForm(submitted(request) if request.method == "POST" else None, by=request.actor, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            return reply(request, plans.open_plan(by=request.actor, **form.cleaned_data), _("Plan opened"))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form}
    if request.method == "POST":
        return refuse(request, "customers/plan_form.html", context, 422)
    return render(request, "customers/plan_form.html", context)
