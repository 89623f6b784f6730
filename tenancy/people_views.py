"""Settings pages: users, roles and rights, departments. For people who manage users or settings."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Denied
from core.http import refuse, reply
from tenancy.forms import DepartmentForm, UserForm, role_name
from tenancy.models import Department, Membership, Role
from tenancy.people import add_member, change_member
from tenancy.roles import Right


def managed(view):
    """Let only those in who manage users or settings."""

    def asked(request, *args, **kwargs):
        if not (request.actor.can(Right.USERS_MANAGE) or request.actor.can(Right.SETTINGS)):
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
    """Everybody who works for the company, with department and roles."""
    names = {role.code: role_name(role) for role in Role.objects.all()}
    departments = {department.pk: department for department in Department.objects.all()}
    rows = [
        {"member": member, "user": member.user, "department": departments.get(member.department_id),
         "roles": [names.get(code, code) for code in member.roles]}
        for member in members_of(request.tenant)
    ]  # fmt: skip
    return render(request, "tenancy/users.html", {"rows": rows, "section": "users"})


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
    if request.method == "POST" and form.is_valid():
        try:
            change_member(member, by=request.actor, **form.cleaned_data)
            return reply(request, reverse("tenancy:users"), _("Saved {name}").format(name=member.user.name))
        except ValidationError as error:
            blame(form, error)
    context = {"form": form, "member": member, "section": "users"}
    return (
        refuse(request, "tenancy/user_form.html", context, 422)
        if request.method == "POST"
        else render(request, "tenancy/user_form.html", context)
    )


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


@managed
def roles(request):
    """The rights matrix: every right by every role, as it is in force."""
    columns = [
        {"role": role, "name": role_name(role), "rights": set(role.rights)}
        for role in Role.objects.order_by("code")
    ]
    rows = [
        {"right": right, "cells": [right.value in column["rights"] for column in columns]} for right in Right
    ]
    return render(request, "tenancy/roles.html", {"columns": columns, "rows": rows, "section": "roles"})


@managed
def departments(request):
    """The tree of departments, and a form for one more."""
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.created_by_id = request.actor.user_id
        form.save()
        return reply(request, request.path, _("Department {name} added").format(name=form.instance.name))
    rows = [
        {"department": one, "depth": one.path.count("/") - 2} for one in Department.objects.order_by("path")
    ]
    context = {"rows": tree(rows), "form": form, "section": "departments"}
    return (
        refuse(request, "tenancy/departments.html", context, 422)
        if form.errors
        else render(request, "tenancy/departments.html", context)
    )


def tree(rows) -> list:
    """Departments with their number of people."""
    counts: dict = {}
    for department_id in (
        Membership.objects.filter(tenant_id=rows[0]["department"].tenant_id, is_active=True).values_list(
            "department_id", flat=True
        )
        if rows
        else ()
    ):
        counts[department_id] = counts.get(department_id, 0) + 1
    return [row | {"people": counts.get(row["department"].pk, 0)} for row in rows]
