"""The tenant's assignment rules and the caps of its people are changed here."""

from django.db import transaction

from core.errors import Denied
from core.events import happened
from leads.models import AssignmentRule, Receiver
from leads.services.assignment import in_order
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)


@transaction.atomic
def save_rule(rule: AssignmentRule | None, *, by, **values) -> AssignmentRule:
    """Change a rule, or add one behind the others. Raises Denied."""
    _may_change(by)
    rule = rule or AssignmentRule(position=len(in_order()) + 1, created_by_id=by.user_id)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save()
    happened(rule, "assignment_rule.saved", by=by, position=rule.position)
    return rule


@transaction.atomic
def remove_rule(rule: AssignmentRule, *, by) -> None:
    """Take a rule away; the leads that it gave out stay where they are. Raises Denied."""
    _may_change(by)
    happened(rule, "assignment_rule.removed", by=by, position=rule.position)
    rule.leads.update(rule=None)
    rule.delete()
    _number(in_order())


@transaction.atomic
def shift_rule(rule: AssignmentRule, step: int, *, by) -> None:
    """Ask a rule one place earlier (-1) or later (1). Raises Denied."""
    _may_change(by)
    rules = in_order()
    place = next(n for n, one in enumerate(rules) if one.pk == rule.pk)
    rules.insert(max(place + step, 0), rules.pop(place))
    _number(rules)


@transaction.atomic
def set_caps(caps: dict, *, by) -> None:
    """Give people caps of their own, {user id: number or None for the company's}. Raises Denied."""
    _may_change(by)
    for user_id, cap in caps.items():
        Receiver.objects.update_or_create(user_id=user_id, defaults={"cap": cap})


def _number(rules) -> None:
    for position, rule in enumerate(rules, 1):
        if rule.position != position:
            rule.position = position
            rule.save()


def _may_change(by) -> None:
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
