"""The tenant's assignment rules and the caps of its people are changed here."""

from django.db import transaction

from core.errors import Denied
from core.events import happened
from core.workflow import check_version, lock
from leads.models import AssignmentRule, Receiver
from leads.services.assignment import in_order
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)


@transaction.atomic
def save_rule(
    rule: AssignmentRule | None, *, by, expected_version=None, position=None, **values
) -> AssignmentRule:
    """Change a rule, or add one: at `position`, else where it is or behind the others. Raises Denied, Stale."""
    may_change(by)
    if rule is None:
        rule = AssignmentRule(position=len(in_order()) + 1, created_by_id=by.user_id)
    else:
        rule = lock(rule)
        check_version(rule, expected_version)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save()
    if position is not None:
        _place(rule, position)
        rule.refresh_from_db()
    happened(rule, "assignment_rule.saved", by=by, position=rule.position)
    return rule


@transaction.atomic
def remove_rule(rule: AssignmentRule, *, by) -> None:
    """Take a rule away; the leads that it gave out stay where they are. Raises Denied."""
    may_change(by)
    happened(rule, "assignment_rule.removed", by=by, position=rule.position)
    rule.leads.update(rule=None)
    rule.delete()
    _number(in_order())


@transaction.atomic
def shift_rule(rule: AssignmentRule, step: int, *, by) -> None:
    """Ask a rule one place earlier (-1) or later (1). Raises Denied."""
    may_change(by)
    _place(rule, next(n for n, one in enumerate(in_order(), 1) if one.pk == rule.pk) + step)


@transaction.atomic
def set_caps(caps: dict, *, by) -> None:
    """Give people caps of their own, {user id: number or None for the company's}. Raises Denied."""
    may_change(by)
    for user_id, cap in caps.items():
        Receiver.objects.update_or_create(user_id=user_id, defaults={"cap": cap})


def _place(rule: AssignmentRule, position: int) -> None:
    """Have the rule asked at this place, from 1; the others close up."""
    rules = [one for one in in_order() if one.pk != rule.pk]
    rules.insert(max(position - 1, 0), rule)
    _number(rules)


def _number(rules) -> None:
    for position, rule in enumerate(rules, 1):
        if rule.position != position:
            rule.position = position
            rule.save()


def may_change(by) -> None:
    """Raise Denied for who may not see or change the rules."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
