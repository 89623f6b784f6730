"""People, departments and roles as the API shows them."""

from rest_framework import serializers

from core.api import BASE_FIELDS, RecordSerializer, RefField
from core.models import CustomField
from tenancy.models import Department, Role, User


class UserSerializer(RecordSerializer):
    """A colleague: name, department and roles in this tenant."""

    department = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "username", "name", "email", "language", "department", "roles", "created_at")

    def get_department(self, user) -> str | None:
        """The id of the person's department."""
        return str(user.department_id) if user.department_id else None

    def get_roles(self, user) -> list[str]:
        """The codes of the person's roles in this tenant."""
        return user.role_codes


class DepartmentSerializer(RecordSerializer):
    """A part of the organisation."""

    parent = RefField()

    class Meta:
        model = Department
        fields = (*BASE_FIELDS, "code", "name", "parent")


class CustomFieldSerializer(RecordSerializer):
    """A custom field of a kind of record; `options` are the choices of a field that has some."""

    class Meta:
        model = CustomField
        fields = (
            *BASE_FIELDS, "kind", "code", "label", "label_en", "type", "is_required", "help", "options", "position",
            "is_active",
        )  # fmt: skip


class RoleSerializer(RecordSerializer):
    """A named list of rights."""

    class Meta:
        model = Role
        fields = (*BASE_FIELDS, "code", "name", "name_en", "rights", "is_built_in", "is_active")
