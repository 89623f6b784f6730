"""Settings pages: users. For people who manage users."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.errors import Denied
from core.http import refuse, reply
from core.listing import ListPage
from tenancy.devices import devices_of
from tenancy.forms import PeopleForm, ResetForm, UserForm
from tenancy.holdings import counted
from tenancy.keys import KEYS_SHOWN, keys_of
from tenancy.listing import narrowed, people, people_listing
from tenancy.models import Department, Membership, Role
from tenancy.people import add_member, change_member, reset_password, reset_second_step, works_elsewhere
from tenancy.roles import Right, role_name
from tenancy.second_step import is_on

DEVICES_SHOWN = 20


def managed(view):
    """Let only those in who manage users."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.actor.can(Right.USERS_MANAGE):
            raise Denied()
        return view(request, *args, **kwargs)

    return asked


def members_of(tenant):
    """Every membership of the tenant, people first by name."""
    return (
        Membership.objects.filter(tenant=tenant)
        .select_related("user")
        .order_by("-is_active", "user__name", "pk")
    )


@managed
def users(request):
    """Everybody who works or worked for the company, with department and roles: a page of them, searched and sorted."""
    form = PeopleForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = ListPage(people_listing, request, queryset=narrowed(people(), **wanted))
    context = page.context() | {"people": _told(page.page.rows), "form": form, "section": "users"}
    return render(request, "tenancy/users.html", context)


def _told(rows) -> list[dict]:
    """[{user, department, roles}] with names instead of ids and codes, in two queries however many."""
    names = {role.code: role_name(role) for role in Role.objects.all()}
    departments = {department.pk: department for department in Department.objects.all()}
    return [
        {
            "user": row,
            "department": departments.get(row.department_id),
            "roles": [names.get(code, code) for code in row.role_codes],
        }
        for row in rows
    ]


@managed
def user_new(request):
    """Add a member; the first password is handed over in person."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            person = add_member(**{**values, "email": values["email"] or None})
            return reply(request, reverse("tenancy:users"), _("{name} can sign in").format(name=person.name))
        except ValidationError as error:
            blame(form, error)
    context = {"form": form, "section": "users"}
    return (
        refuse(request, "tenancy/user_form.html", context, 422)
        if request.method == "POST"
        else render(request, "tenancy/user_form.html", context)
    )


@managed
def user(request, pk):
    """A member's name, department, roles; deactivating ends all open sessions at the next click."""
    member = get_object_or_404(members_of(request.tenant), user_id=pk)
    form = UserForm(request.POST or None, member=member, initial=initial_of(member))
    open_work = _left_behind(request, member, form) if request.method == "POST" and form.is_valid() else []
    if request.method == "POST" and form.is_valid() and not open_work:
        try:
            change_member(member, by=request.actor, **form.cleaned_data)
            return reply(request, reverse("tenancy:users"), _("Saved {name}").format(name=member.user.name))
        except ValidationError as error:
            blame(form, error)
    context = _of_member(member) | {"form": form, "open_work": open_work}
    return (
        refuse(request, "tenancy/user_form.html", context, 422)
        if request.method == "POST"
        else render(request, "tenancy/user_form.html", context)
    )


def _left_behind(request, member, form) -> list:
    """[(kind, count)] that still waits for somebody whose access would end now; empty once that is meant."""
    ends = member.is_active and not form.cleaned_data["is_active"]
    return counted(member.user_id) if ends and not request.POST.get("leaves_open") else []


@managed
@require_POST
@sensitive_post_parameters("password")
def user_password(request, pk):
    """A new first password for somebody who forgot theirs; handed over in person, as the first one was."""
    member = get_object_or_404(members_of(request.tenant), user_id=pk)
    form = ResetForm(request.POST)
    if form.is_valid():
        try:
            reset_password(member, by=request.actor, password=form.cleaned_data["password"])
            told = _("{name} has a new first password; every open session has ended").format(
                name=member.user.name
            )
            return reply(request, reverse("tenancy:user", args=[pk]), told)
        except ValidationError as error:
            blame(form, error)
    context = _of_member(member) | {
        "form": UserForm(member=member, initial=initial_of(member)),
        "reset": form,
    }
    return refuse(request, "tenancy/user_form.html", context, 422)


@managed
@require_POST
def user_second_step(request, pk):
    """Take a lost authenticator away; the person is told."""
    member = get_object_or_404(members_of(request.tenant), user_id=pk)
    form = UserForm(member=member, initial=initial_of(member))
    try:
        reset_second_step(member, by=request.actor)
        told = _("{name} signs in without the lost authenticator").format(name=member.user.name)
        return reply(request, reverse("tenancy:user", args=[pk]), told)
    except ValidationError as error:
        context = _of_member(member) | {"form": form, "step_problem": error.messages}
        return refuse(request, "tenancy/user_form.html", context, 422)


def _of_member(member) -> dict:
    shared = works_elsewhere(member.user)
    return {"member": member, "shared": shared, "reset": None if shared else ResetForm(),
            "has_second_step": not shared and is_on(member.user),
            "devices": () if shared else list(devices_of(member.user)[:DEVICES_SHOWN]),
            "keys": keys_of(member.user)[:KEYS_SHOWN], "section": "users"}  # fmt: skip


def initial_of(member) -> dict:
    """The member as the form shows it."""
    return {"name": member.user.name, "email": member.user.email, "department": member.department_id,
            "roles": member.roles, "is_active": member.is_active}  # fmt: skip


def blame(form, error: ValidationError) -> None:
    """Put a service's refusal at the fields it names."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
