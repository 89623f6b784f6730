"""The tree of departments: add, rename, move, retire (decision 12: a manager sees the own one and all below)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.tenancy import current_tenant_id
from tenancy.models import Department, Membership
from tenancy.roles import Right, may

MANAGING = may(Right.USERS_MANAGE)


@transaction.atomic
def add_department(*, by, name, code, parent=None) -> Department:
    """A new department below `parent`. Raises Denied, ValidationError."""
    department = Department(name=name, code=code, parent=parent, created_by_id=by.user_id)
    return _save(department, "department.added", by=by)


@transaction.atomic
def change_department(department: Department, *, by, name, code, parent=None) -> Department:
    """Rename it or move it with all below. Raises Denied, ValidationError where it would hang below itself."""
    department = Department.objects.select_for_update().get(pk=department.pk)
    if parent is not None and f"/{department.pk}/" in parent.path:
        raise ValidationError({"parent": _("A department can't belong to itself or to one below it.")})
    department.name, department.code, department.parent = name, code, parent
    _save(department, "department.updated", by=by)
    _rewrite_paths_below(department)
    return department


@transaction.atomic
def retire_department(department: Department, *, by) -> Department:
    """Take it out of use: its past stays. Raises Denied, ValidationError while people or departments are in it."""
    department = Department.objects.select_for_update().get(pk=department.pk)
    inside = Membership.objects.filter(
        tenant_id=current_tenant_id(), department_id=department.pk, is_active=True
    )
    if inside.exists():
        raise ValidationError(
            _("People still belong to {name}; move them first.").format(name=department.name)
        )
    if department.children.filter(is_active=True).exists():
        raise ValidationError(
            _("Departments still belong to {name}; move or retire them first.").format(name=department.name)
        )
    department.is_active = False
    return _save(department, "department.retired", by=by)


@transaction.atomic
def restore_department(department: Department, *, by) -> Department:
    """Put it back in use. Raises Denied, ValidationError while the one above it is retired."""
    department = Department.objects.select_for_update().get(pk=department.pk)
    if department.parent is not None and not department.parent.is_active:
        raise ValidationError(_("The department above it is retired; take that back first."))
    department.is_active = True
    return _save(department, "department.restored", by=by)


def _save(department, event, *, by) -> Department:
    if not MANAGING(department, by):
        raise Denied(MANAGING.sentence)
    department.full_clean()
    department.save()
    happened(department, event, by=by, name=department.name)
    return department


def _rewrite_paths_below(department) -> None:
    """Saving a department writes its path; those below follow, from the top down."""
    for child in department.children.all():
        child.parent = department
        child.save()
        _rewrite_paths_below(child)


def in_use():
    """The departments that people can be put into, as a tree."""
    return Department.objects.filter(is_active=True).order_by("path")
