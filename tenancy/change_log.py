"""The change log of settings: what a row was and became, as the history trigger kept it (decision 31)."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.display import listed
from core.models import History
from tenancy.models import Department, Role, Setting
from tenancy.people import everybody
from tenancy.roles import Right, role_name
from tenancy.rules import HIDDEN, RULES

SHOWN = 200
# Rights, rules, people, money terms of the company itself; customers and contracts show theirs on their own pages.
SETTINGS = (
    "tenancy.Department", "tenancy.Role", "tenancy.RoleGrant", "tenancy.Absence", "tenancy.ApiKey", "tenancy.Setting",
    "approvals.Policy", "approvals.PolicyStep", "core.Rate", "core.CalendarDay", "receivables.DunningLevel",
    "receivables.DunningProcedure",    "leads.AssignmentRule", "customers.AdmissionRule", "customers.AdmissionFactType",
    "customers.FactSource",
)  # fmt: skip
BOOKKEEPING = {
    "id",
    "tenant_id",
    "created_at",
    "updated_at",
    "version",
    "created_by_id",
    "digest",
    "path",
    "policy_id",
    "sealed",
}
NOTHING = (None, "")
# What a model's own words don't tell: tables of links and columns of references.
TABLES = {
    "tenancy.Setting": _("Rule"), "tenancy.RoleGrant": _("Role of a person"), "tenancy.Absence": _("Absence"),
    "approvals.PolicyStep": _("Approval step"),
}  # fmt: skip
COLUMNS = {
    "user_id": _("Person"), "role_id": _("Role"), "deputy_id": _("Deputy"), "key": _("Rule"), "value": _("Value"),
    "position": _("No."), "role": _("Role"), "seat": _("Seat"), "mode": _("How many must agree"),
    "is_built_in": _("Built in"), "revoked_at": pgettext_lazy("key", "Revoked"),
}  # fmt: skip


def latest(models=SETTINGS) -> list[dict]:
    """[{at, by, what, name, kind, parts: [(field, was, is)]}], the newest first; kind: insert, update, delete."""
    tables = {model._meta.db_table: model for model in (apps.get_model(label) for label in models)}
    rows = History.objects.filter(record_type__in=tables).select_related("by").order_by("-at", "-id")[:SHOWN]
    names = _names()
    notes = _notes()
    drawn = [_drawn(row, tables[row.record_type], names) for row in rows if row.record_id not in notes]
    return [row for row in drawn if row["parts"]]


def _notes() -> set:
    """Ids of what the platform keeps for itself among the settings: no rule of the company's."""
    shown = [key for key, declared in RULES.items() if declared.group != HIDDEN]
    return set(Setting.objects.exclude(key__in=shown).values_list("pk", flat=True))


def _names() -> dict[str, str]:
    """{id: name} of the people, roles, departments, rules and policies that changes speak of."""
    found = {str(user.pk): user.name for user in everybody()}
    found |= {str(role.pk): role_name(role) for role in Role.objects.all()}
    found |= {str(row.pk): row.name for row in Department.objects.all()}
    found |= {str(row.pk): str(RULES[row.key].label) for row in Setting.objects.all() if row.key in RULES}
    for label in (
        "approvals.Policy",
        "core.Rate",
        "core.CalendarDay",
        "customers.AdmissionRule",
        "customers.FactSource",
        "tenancy.ApiKey",
    ):
        rows = apps.get_model(label).objects.order_by("-created_at")[:SHOWN]
        found |= {str(row.pk): str(row) for row in rows}
    return found


def _drawn(row, model, names) -> dict:
    parts = [
        (_label(model, name), _word(model, name, was, names), _word(model, name, became, names))
        for name, (was, became) in row.changes.items()
        if name not in BOOKKEEPING and not (was in NOTHING and became in NOTHING)
    ]
    what = TABLES.get(model._meta.label, model._meta.verbose_name)
    name = names.get(str(row.record_id), "") if row.operation == "update" else ""
    return {"at": row.at, "by": row.by, "what": what, "name": name, "kind": row.operation, "parts": parts}


def _label(model, column):
    field = next((one for one in model._meta.concrete_fields if one.column == column), None)
    return COLUMNS.get(column) or (field.verbose_name if field is not None else column)


def _word(model, column, value, names) -> str:
    """A value as people know it: the word of a choice, else as written."""
    field = next((one for one in model._meta.concrete_fields if one.column == column), None)
    choices = dict(field.flatchoices) if field is not None else {}
    return str(choices[value]) if isinstance(value, str) and value in choices else _written(value, names)


def _written(value, names) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Yes")) if value else str(_("No"))
    if isinstance(value, list):
        return listed(Right(part).label if part in Right.values else part for part in value)
    if isinstance(value, str) and value in RULES:
        return str(RULES[value].label)
    return names.get(str(value), str(value)[:120])
