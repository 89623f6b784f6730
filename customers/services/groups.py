"""Parent groups."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.workflow import edit
from customers.models import CustomerGroup
from tenancy.roles import Right, may

EDITING = may(Right.CUSTOMER_EDIT)


@transaction.atomic
def create_group(*, by, name: str) -> CustomerGroup:
    """A parent group. Raises Denied, ValidationError for a name that is taken."""
    if not by.can(Right.CUSTOMER_EDIT):
        raise Denied(EDITING.sentence)
    _check_name_is_free(name)
    group = CustomerGroup(name=name, created_by_id=by.user_id)
    group.full_clean(validate_unique=False, validate_constraints=False)
    group.save(force_insert=True)
    happened(group, "customer_group.created", by=by, name=name)
    return group


def rename_group(
    group: CustomerGroup, *, by, name: str | None = None, expected_version=None
) -> CustomerGroup:
    """Give the group another name; without one it keeps its own. Raises Denied, Stale, ValidationError."""
    name = group.name if name is None else name
    if name != group.name:
        _check_name_is_free(name)
    return edit(group, by=by, right=EDITING, expected_version=expected_version, name=name)


def _check_name_is_free(name: str) -> None:
    if CustomerGroup.objects.filter(name=name).exists():
        raise ValidationError(
            {"name": ValidationError(_("A group of this name exists already."), code="duplicate")}
        )
