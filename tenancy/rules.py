"""Rules and figures that tenants may differ in: each app declares its own with a default; a row overrides it."""

from dataclasses import dataclass

from core.tenancy import current_tenant_id, read_once
from tenancy.models import Setting


@dataclass(frozen=True)
class Rule:
    """A declared rule: its key, default, label and the group it stands under on the settings page."""

    key: str
    default: object
    label: object
    group: str
    help: object = ""


RULES: dict[str, Rule] = {}


def declare(key, default, label, group, help="") -> Rule:
    """Declare a rule once, at import of the app's rules; returns it."""
    RULES[key] = Rule(key, default, label, group, help)
    return RULES[key]


def rule(key: str):
    """The value in force in the tenant; its default where no row overrides it. Raises KeyError for an unknown key."""
    declared, read = RULES[key], read_once()
    if "rules" not in read:
        read["rules"] = dict(Setting.objects.values_list("key", "value"))
    return read["rules"].get(key, declared.default)


def set_rule(key: str, value, *, by) -> Setting:
    """Override a rule for the tenant in force."""
    RULES[key]
    row, _created = Setting.objects.update_or_create(
        tenant_id=current_tenant_id(), key=key, defaults={"value": value, "created_by_id": by.user_id}
    )
    read_once().pop("rules", None)
    return row
