"""Settings pages: the tree of departments, and absence with deputies."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import next_url, refuse, reply
from tenancy import absences as away
from tenancy import departments as tree
from tenancy.forms import AbsenceForm, DepartmentForm
from tenancy.models import Absence, Department, Membership
from tenancy.people_views import blame, managed
from tenancy.roles import Right


@managed
def departments(request):
    """The tree, and a form for one more."""
    form = DepartmentForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    return _edited(request, form, None, lambda values: tree.add_department(by=request.actor, **values))


@managed
def department(request, pk):
    """The tree with one department open: rename it, or move it with all below."""
    chosen = get_object_or_404(Department, pk=pk)
    started = {"name": chosen.name, "code": chosen.code, "parent": chosen.parent_id}
    form = DepartmentForm(request.POST or None, initial=started)
    return _edited(
        request, form, chosen, lambda values: tree.change_department(chosen, by=request.actor, **values)
    )


def _edited(request, form, chosen, save):
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.cleaned_data)
            told = _("Department {name} saved").format(name=saved.name)
            return reply(request, reverse("tenancy:department", args=[saved.pk]), told)
        except ValidationError as error:
            blame(form, error)
    context = {"form": form, "chosen": chosen, "section": "departments"} | _tree(request.tenant)
    if request.method == "POST":
        return refuse(request, "tenancy/departments.html", context, 422)
    return render(request, "tenancy/departments.html", context)


def _tree(tenant) -> dict:
    """{rows: those in use with depth and people, retired: the others}."""
    people = Counter(
        Membership.objects.filter(tenant=tenant, is_active=True).values_list("department_id", flat=True)
    )
    rows = [
        {"department": one, "depth": min(one.path.count("/") - 2, 5), "people": people[one.pk]}
        for one in tree.in_use()
    ]
    return {"rows": rows, "retired": Department.objects.filter(is_active=False).order_by("name")}


@managed
@require_POST
def department_move(request, pk, move):
    """Retire a department or take it back."""
    chosen = get_object_or_404(Department, pk=pk)
    act = tree.retire_department if move == "retire" else tree.restore_department
    here = reverse("tenancy:departments")
    try:
        act(chosen, by=request.actor)
    except ValidationError as error:
        context = {
            "form": DepartmentForm(),
            "chosen": None,
            "section": "departments",
            "problem": error.messages,
        }
        return refuse(request, "tenancy/departments.html", context | _tree(request.tenant), 422)
    told = _("{name} is retired") if move == "retire" else _("{name} is in use again")
    return reply(request, here, told.format(name=chosen.name))


@managed
def absences(request):
    """Everybody's absences that are not over, and a form for one more."""
    form = AbsenceForm(request.POST or None, by=request.actor)
    if request.method == "POST" and noted(form, request.actor):
        return reply(request, request.path, _("Absence noted"))
    context = {"form": form, "rows": away.to_come(), "section": "absences"}
    if request.method == "POST":
        return refuse(request, "tenancy/absences.html", context, 422)
    return render(request, "tenancy/absences.html", context)


def noted(form, by, **given) -> bool:
    """Whether the absence of the form is noted; what speaks against it stands at the form's fields."""
    if not form.is_valid():
        return False
    try:
        away.plan_absence(by=by, **{**form.cleaned_data, **given})
    except ValidationError as error:
        blame(form, error)
        return False
    return True


@require_POST
def absence_end(request, pk):
    """Take an absence back: one's own, or anybody's for who manages users; others' are not there."""
    rows = Absence.objects.select_related("user")
    if not request.actor.can(Right.USERS_MANAGE):
        rows = rows.filter(user_id=request.actor.user_id)
    away.end_absence(get_object_or_404(rows, pk=pk), by=request.actor)
    return reply(request, next_url(request, reverse("tenancy:me")), _("Absence taken back"))
