"""Rules and figures that tenants may differ in: each app declares its own with a default; a row overrides it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from core import single
from core.errors import Denied, Refused
from core.tenancy import current_tenant_id, read_once
from tenancy import settings_nav
from tenancy.models import Setting
from tenancy.roles import Right, may
from tenancy.rule_kinds import Kind, kind_for

SETTING = may(Right.SETTINGS)


@dataclass(frozen=True)
class Rule:
    """A declared rule: its key, default, label, the group whose page it stands on, and how it is entered."""

    key: str
    default: object
    label: object
    group: str
    help: object = ""
    kind: Kind = field(default_factory=Kind)


@dataclass(frozen=True)
class Group:
    """A settings page of rules. check(values by key) raises ValidationError where they don't go together."""

    code: str
    label: object
    check: Callable = lambda values: None


RULES: dict[str, Rule] = {}
GROUPS: dict[str, Group] = {}
# Notes that the platform keeps for itself as rules of no group: no page shows them.
HIDDEN = ""


def group(code, label, *, icon, order, part="chain", check=lambda values: None) -> Group:
    """Declare a settings page of rules, and its place in the settings' navigation."""
    GROUPS[code] = Group(code, label, check)
    settings_nav.register(f"rules-{code}", label, icon, part, order, route="tenancy:rules", args=(code,))
    return GROUPS[code]


def declare(key, default, label, group, help="", kind: Kind | None = None) -> Rule:
    """Declare a rule once, at import of the app's rules; returns it."""
    RULES[key] = Rule(key, default, label, group, help, kind or kind_for(default))
    return RULES[key]


def rule(key: str):
    """The value in force in the tenant; its default where no row overrides it. Raises KeyError for an unknown key."""
    declared, read = RULES[key], read_once()
    if "rules" not in read:
        read["rules"] = {row.key: row.value for row in single.all_of(Setting)}
    return read["rules"].get(key, declared.default)


def know(overridden: dict) -> None:
    """Keep the values that the tenant in force has of its own, {key: value}, where somebody has read them along."""
    read_once()["rules"] = overridden


def rules_of(group: str) -> list[Rule]:
    """The rules of a page, in the order of their declaration."""
    return [declared for declared in RULES.values() if declared.group == group]


def set_rule(key: str, value, *, by) -> Setting:
    """Override a rule for the tenant in force."""
    RULES[key]
    row, _created = Setting.objects.update_or_create(
        tenant_id=current_tenant_id(), key=key, defaults={"value": value, "created_by_id": by.user_id}
    )
    read_once().pop("rules", None)
    return row


@transaction.atomic
def change_rules(group: str, values: dict, *, by, seen: str) -> int:
    """Set the rules of a page, {key: value}; returns how many changed.

    seen: `settings_nav.mark_of` the values that the page showed. Raises Denied, Refused (a colleague
    was faster), ValidationError.
    """
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    read_once().pop("rules", None)
    now = {declared.key: rule(declared.key) for declared in rules_of(group)}
    if seen != settings_nav.mark_of(now):
        raise Refused(detail=settings_nav.OUTDATED)
    GROUPS[group].check(now | values)
    changed = {key: value for key, value in values.items() if value != now[key]}
    for key, value in changed.items():
        set_rule(key, value, by=by)
    return len(changed)
