"""Reading who works in the tenant; making and changing people is done on the settings pages."""

from rest_framework.response import Response

from core.api import RecordViewSet
from core.api.actions import sub
from core.listing import Listing
from core.models import CustomField
from tenancy import custom_fields, handing_over, own_roles
from tenancy.api.handovers import HandoverRowSerializer, HandoverSerializer, foreseen_json, row_json
from tenancy.api.serializers import (
    CustomFieldSerializer,
    DepartmentSerializer,
    RoleSerializer,
    UserSerializer,
)
from tenancy.custom_field_forms import CustomFieldForm, NewCustomFieldForm
from tenancy.handover_forms import AskedHandoverForm, chosen_of
from tenancy.listing import handovers_listing, people, people_listing
from tenancy.models import Department, Role
from tenancy.role_forms import NewRoleForm, RetireRoleForm, RoleForm
from tenancy.roles import Right


class UserViewSet(RecordViewSet):
    """The tenant's people."""

    listing = people_listing
    serializer_class = UserSerializer

    def rows(self):
        return people().filter(has_access=True)

    @sub("post", form=AskedHandoverForm, status=202)
    def handovers(self, record, by, successor, kinds, retires, dry_run):
        """Hand over everything that the person answers for: 202 and a hand-over to poll.

        successor takes every kind that `kinds` names nobody else for ("stay", for leads also "pool"). With `dry_run`
        200 and what would happen, by kind.
        """
        asked = {"by": by, "chosen": chosen_of(successor, kinds), "retires": retires}
        if dry_run:
            lines = handing_over.foresee(record, **asked)
            return Response([foreseen_json(line) for line in lines])
        return handing_over.start(record, **asked)


class HandoverViewSet(RecordViewSet):
    """Hand-overs of what people answered for, begun under `users/{id}/handovers/`; for people who manage users."""

    listing = handovers_listing
    serializer_class = HandoverSerializer

    def rows(self):
        rows = super().rows()
        return rows if self.by.can(Right.USERS_MANAGE) else rows.none()

    @sub("get", answers=HandoverRowSerializer, paged=True)
    def records(self, record, by):
        """What became of each record: handed over, ended, back to the pool, or why it stays."""
        return self.paged(record.rows.select_related("successor"), "pk", row_json)


class DepartmentViewSet(RecordViewSet):
    """The departments, as a tree by `parent`."""

    listing = Listing(
        Department,
        filters=["code", "name", "parent", "created_at"],
        ordering=["code", "created_at"],
        default_order="code",
        searchable=False,
        small=True,
    )
    serializer_class = DepartmentSerializer


class RoleViewSet(RecordViewSet):
    """The roles and what they may: the built-in ones, and the company's own, which people who manage users change."""

    listing = Listing(
        Role,
        filters=["code", "is_active", "created_at"],
        ordering=["code", "created_at"],
        default_order="code",
        searchable=False,
        small=True,
    )
    serializer_class = RoleSerializer
    create_form, edit_form = NewRoleForm, RoleForm

    def create_record(self, by, **values):
        return own_roles.add_role(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return own_roles.change_role(record, by=by, expected_version=expected_version, **values)

    @sub("post", form=RetireRoleForm, status=200)
    def retire(self, record, by, successor):
        """Take a role of the company's own out of use; its holders get `successor` in its place."""
        return own_roles.retire_role(record, by=by, successor=successor)

    @sub("post", status=200)
    def restore(self, record, by):
        """Put a retired role back in use."""
        return own_roles.restore_role(record, by=by)


class CustomFieldViewSet(RecordViewSet):
    """Custom fields of customers, leads, opportunities and contracts."""

    listing = Listing(
        CustomField,
        filters=["kind", "code", "type", "is_active", "created_at"],
        ordering=["position", "created_at"],
        default_order="position",
        searchable=False,
        small=True,
    )
    serializer_class = CustomFieldSerializer
    create_form, edit_form = NewCustomFieldForm, CustomFieldForm

    def create_record(self, by, **values):
        return custom_fields.add_field(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return custom_fields.change_field(record, by=by, expected_version=expected_version, **values)

    @sub("post", status=200)
    def retire(self, record, by):
        """Take a field out of use; its values stay with the records."""
        return custom_fields.set_in_use(record, False, by=by)

    @sub("post", status=200)
    def restore(self, record, by):
        """Put a field back in use."""
        return custom_fields.set_in_use(record, True, by=by)
