"""Account plans are opened, given goals and moves, and reviewed each quarter (ltc.md §3)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, todo
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.workflow import edit, lock
from customers.models import AccountPlan, PlanGoal, PlanMove, PlanReview
from customers.models.plan import PLANNING
from customers.plan_measures import progress_of
from tenancy.roles import Right, may

DO, REVIEW = "plan_move", "plan_review"


@transaction.atomic
def open_plan(*, by, year: int, customer=None, group=None, owner=None, **texts) -> AccountPlan:
    """A plan for a customer or a group and a year; there is one. Raises Denied, ValidationError."""
    if not by.can(Right.CUSTOMER_EDIT):
        raise Denied(may(Right.CUSTOMER_EDIT).sentence)
    if (customer is None) == (group is None):
        raise ValidationError({"customer": _("Name either a customer or a parent group.")})
    if AccountPlan.objects.filter(customer=customer, group=group, year=year).exists():
        told = ValidationError(_("There is a plan for this year already."), code="duplicate")
        raise ValidationError({"year": told})
    plan = AccountPlan(
        customer=customer, group=group, year=year, owner_id=owner.pk if owner else by.user_id,
        department_id=by.department_id, created_by_id=by.user_id, **texts,
    )  # fmt: skip
    plan.save(force_insert=True)
    happened(plan, "account_plan.opened", by=by, subject=plan.subject, year=year)
    return plan


def change_plan(plan: AccountPlan, *, by, expected_version=None, **values) -> AccountPlan:
    """Other texts or another owner. Raises Denied, Stale."""
    return edit(plan, by=by, right=PLANNING, expected_version=expected_version, **values)


@transaction.atomic
def set_goals(plan: AccountPlan, goals: list[dict], *, by) -> AccountPlan:
    """Exactly these goals, {measure, text, target}, in this order. Raises Denied."""
    plan = _mine(plan, by)
    plan.goals.all().delete()
    PlanGoal.objects.bulk_create(PlanGoal(plan=plan, position=at, **goal) for at, goal in enumerate(goals, 1))
    plan.save()
    happened(plan, "account_plan.goals_set", by=by, count=len(goals))
    return plan


@transaction.atomic
def add_move(plan: AccountPlan, *, by, text: str, due_on: date, owner=None) -> PlanMove:
    """Something that somebody does by a day; it becomes that person's to-do. Raises Denied."""
    plan = _mine(plan, by)
    move = PlanMove(
        plan=plan,
        text=text,
        due_on=due_on,
        owner_id=owner.pk if owner else by.user_id,
        created_by_id=by.user_id,
    )
    move.save(force_insert=True)
    happened(plan, "account_plan.move_added", by=by, text=text, due_on=due_on.isoformat())
    remind_anew(move)
    return move


@transaction.atomic
def finish_move(move: PlanMove, *, by, done_on: date, result: str = "") -> PlanMove:
    """It is done, by who planned it or who does it. Raises Denied, ValidationError."""
    move = lock(move)
    if move.owner_id != by.user_id and not PLANNING(move.plan, by):
        raise Denied(PLANNING.sentence)
    if move.done_on is not None:
        raise ValidationError(_("This move is done already."))
    close_todos(move.plan, DO, key=_key(move, move.version))
    move.done_on, move.result = done_on, result
    move.save()
    happened(move.plan, "account_plan.move_done", by=by, text=move.text, result=result)
    return move


@transaction.atomic
def write_review(plan: AccountPlan, *, by, quarter: int, text: str) -> PlanReview:
    """What is said of a quarter, with the progress as it stands now. Raises Denied, ValidationError."""
    plan = _mine(plan, by)
    if local_day() < first_day_of(plan.year, quarter):
        raise ValidationError({"quarter": _("This quarter has not begun.")})
    if plan.reviews.filter(quarter=quarter).exists():
        told = ValidationError(_("This quarter is reviewed already."), code="duplicate")
        raise ValidationError({"quarter": told})
    figures = [one.as_json() for one in progress_of(plan, local_day())]
    review = PlanReview.objects.create(
        plan=plan, quarter=quarter, text=text, figures=figures, by_id=by.user_id
    )
    close_todos(plan, REVIEW, key=f"{plan.pk}:{quarter}")
    happened(plan, "account_plan.reviewed", by=by, quarter=quarter)
    return review


def remind_of_reviews(as_of: date) -> int:
    """A to-do for the owner of each plan whose last ended quarter nobody has reviewed; a second run makes none."""
    year, quarter = ended_quarter(as_of)
    reviewed = PlanReview.objects.filter(quarter=quarter, plan__year=year).values("plan_id")
    due = AccountPlan.objects.filter(year=year).exclude(owner=None).exclude(pk__in=reviewed)
    count = 0
    for plan in due.select_related("owner", "customer", "group").order_by("pk"):
        todo(
            plan, REVIEW, user=plan.owner, due_on=as_of, key=f"{plan.pk}:{quarter}", subject=plan.subject,
            quarter=quarter, year=year,
        )  # fmt: skip
        count += 1
    return count


def remind_anew(move: PlanMove) -> None:
    """The move's to-do for whoever does it now."""
    close_todos(move.plan, DO, key=_key(move, move.version - 1))
    todo(
        move.plan, DO, user=move.owner, due_on=move.due_on, key=_key(move, move.version), text=move.text,
        subject=move.plan.subject,
    )  # fmt: skip


def ended_quarter(as_of: date) -> tuple[int, int]:
    """(year, quarter) of the last quarter that is over."""
    quarter = (as_of.month - 1) // 3
    return (as_of.year, quarter) if quarter else (as_of.year - 1, 4)


def first_day_of(year: int, quarter: int) -> date:
    """The day on which a quarter begins."""
    return date(year, 3 * quarter - 2, 1)


def _key(move: PlanMove, version: int) -> str:
    return f"{move.pk}:{version}"


def _mine(plan: AccountPlan, by) -> AccountPlan:
    plan = lock(plan)
    if not PLANNING(plan, by):
        raise Denied(PLANNING.sentence)
    return plan
