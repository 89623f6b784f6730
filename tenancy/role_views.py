"""Settings pages: the rights matrix, and the company's own roles. For people who manage users."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import refuse, reply
from tenancy import own_roles, settings_nav
from tenancy.duties import conflicts
from tenancy.models import Role, RoleGrant
from tenancy.people_views import blame, managed
from tenancy.rights_matrix import matrix
from tenancy.role_forms import NewRoleForm, RetireRoleForm, RoleForm


@managed
def roles(request):
    """The rights matrix: every right by every role, and how far it reaches."""
    retired = Role.objects.filter(is_active=False).order_by("code")
    context = matrix(request.tenant) | {"retired": retired, "section": "roles"}
    return render(request, "tenancy/roles.html", context)


@managed
def role_new(request):
    """A role of the company's own, empty or as a copy of the one that the address names."""
    form = NewRoleForm(request.POST or None, by=request.actor, initial=_copied(request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid():
        try:
            made = own_roles.add_role(by=request.actor, **form.cleaned_data)
            return reply(
                request, reverse("tenancy:role", args=[made.pk]), _("Role {name} added").format(name=made)
            )
        except ValidationError as error:
            blame(form, error)
    return _shown(request, {"form": form})


def _copied(code) -> dict:
    """What a new role begins with: the rights of another, or nothing."""
    role = Role.objects.filter(code=code).first()
    return {"rights": role.rights} if role is not None else {}


@managed
def role(request, pk):
    """One role: its names and rights, to change where it is the company's own."""
    chosen = get_object_or_404(Role, pk=pk)
    form, problem, status = RoleForm(request.POST or None, initial=_initial(chosen)), "", 422
    if request.method == "POST" and form.is_valid():
        try:
            own_roles.change_role(
                chosen, by=request.actor, expected_version=_seen(request), **form.cleaned_data
            )
            return reply(request, request.path, _("Role {name} saved").format(name=chosen))
        except ValidationError as error:
            blame(form, error)
        except Refused as error:
            chosen = get_object_or_404(Role, pk=pk)
            form, problem, status = RoleForm(initial=_initial(chosen)), settings_nav.OUTDATED, error.status
    return _shown(request, _of_role(chosen, request.actor) | {"form": form, "problem": problem}, status)


@managed
@require_POST
def role_move(request, pk, move):
    """Retire a role or take it back."""
    chosen = get_object_or_404(Role, pk=pk)
    form = RetireRoleForm(request.POST, by=request.actor, record=chosen)
    try:
        if form.is_valid():
            told = _moved(chosen, move, request.actor, form.cleaned_data["successor"])
            return reply(request, reverse("tenancy:roles"), told.format(name=chosen))
    except ValidationError as error:
        blame(form, error)
    context = _of_role(chosen, request.actor) | {"form": RoleForm(initial=_initial(chosen)), "retire": form}
    return _shown(request, context)


def _moved(chosen, move, by, successor) -> str:
    """Carry it out; the sentence that tells so."""
    if move == "retire":
        own_roles.retire_role(chosen, by=by, successor=successor)
        return _("{name} is retired")
    own_roles.restore_role(chosen, by=by)
    return _("{name} is in use again")


def _initial(chosen) -> dict:
    return {"name": str(chosen) if chosen.is_built_in else chosen.name, "name_en": chosen.name_en,
            "rights": chosen.rights}  # fmt: skip


def _seen(request) -> int | None:
    """The version that the page was drawn from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def _of_role(chosen, by) -> dict:
    return {
        "role": chosen,
        "holders": RoleGrant.objects.filter(role=chosen).count(),
        "conflicts": conflicts(chosen.rights),
        "retire": RetireRoleForm(by=by, record=chosen),
    }


def _shown(request, context, status=422):
    context = context | {"section": "roles"}
    if request.method == "POST":
        return refuse(request, "tenancy/role.html", context, status)
    return render(request, "tenancy/role.html", context)
