"""The tenant's admission rules and facts of its own are changed here; checks on file stay as they came out."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.workflow import edit
from customers import admission
from customers.facts import BUILT_IN, PAYMENT_MODE, threshold
from customers.models import AdmissionFactType, AdmissionRule
from customers.selectors import fact_types, facts_on_file, rules_in_order, rules_in_use
from customers.states import Effect
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)
WORDS = ("label", "fact", "operator", "value", "effect", "is_active")


@transaction.atomic
def save_rule(
    rule: AdmissionRule | None, *, by, expected_version: int | None = None, **values
) -> AdmissionRule:
    """Change a rule, or add one: at `position`, else behind the others. Raises Denied, Stale, ValidationError."""
    _may_change(by)
    position = values.pop("position", None)
    code = values.pop("code", "")
    values = _fitting(rule, values)
    if rule is not None:
        saved = edit(rule, by=by, expected_version=expected_version, **values)
    else:
        saved = _added(code, values, by)
    if position is not None:
        _place(saved, position)
        saved.refresh_from_db()
    return saved


def _added(code: str, values: dict, by) -> AdmissionRule:
    rules = list(rules_in_order().select_for_update())
    taken = {rule.code for rule in rules}
    if code in taken:
        raise ValidationError({"code": _("There is a rule with this code already.")})
    rule = AdmissionRule(
        code=code or _free_code(values["fact"], taken),
        position=len(rules) + 1,
        created_by_id=by.user_id,
        **values,
    )
    rule.save()
    happened(rule, "admission_rule.created", by=by)
    return rule


def _free_code(fact: str, taken: set) -> str:
    numbers = (fact if n == 1 else f"{fact[:36]}_{n}" for n in range(1, len(taken) + 2))
    return next(code for code in numbers if code not in taken)


def _fitting(rule: AdmissionRule | None, values: dict) -> dict:
    """The values with the rule's own for those left out, checked against each other by the kind of the fact."""
    whole: dict[str, Any] = (
        {name: getattr(rule, name) for name in WORDS} if rule else {"label": "", "is_active": True}
    )
    whole |= {name: value for name, value in values.items() if value is not None}
    kind = fact_types().get(whole["fact"])
    if kind is None:
        raise ValidationError({"fact": _("There is no such fact.")})
    if whole["effect"] == Effect.ADMIT and whole["fact"] != PAYMENT_MODE:
        raise ValidationError({"effect": _("Only the payment mode can admit on prepayment terms.")})
    return whole | {"value": threshold(kind.kind, whole["operator"], whole["value"])}


@transaction.atomic
def remove_rule(rule: AdmissionRule, *, by) -> None:
    """Take a rule away. Raises Denied."""
    _may_change(by)
    happened(rule, "admission_rule.removed", by=by)
    rule.delete()
    _number(list(rules_in_order().select_for_update()))


@transaction.atomic
def shift_rule(rule: AdmissionRule, step: int, *, by) -> None:
    """Ask a rule one place earlier (-1) or later (1). Raises Denied."""
    _may_change(by)
    rules = [one.pk for one in rules_in_order()]
    _place(rule, max(rules.index(rule.pk) + 1 + step, 1))


def _place(rule: AdmissionRule, position: int) -> None:
    rules = list(rules_in_order().select_for_update())
    moved = next(one for one in rules if one.pk == rule.pk)
    rules.remove(moved)
    rules.insert(position - 1, moved)
    _number(rules)


def _number(rules) -> None:
    for position, rule in enumerate(rules, 1):
        if rule.position != position:
            rule.position = position
            rule.save()


# --- a trial ------------------------------------------------------------------------------------------------------


def trial(customer, *, by, rule: AdmissionRule | None = None, **values) -> dict:
    """What a rule would make of a customer's facts on file; nothing is saved.

    {"before": Verdict, "after": Verdict, "finding": Finding or None for a rule that is not in use}. rule: the one
    that the values would change, None for a new one. Raises Denied, ValidationError.
    """
    _may_change(by)
    candidate = AdmissionRule(code=rule.code if rule else "trial", **_fitting(rule, _plain(values)))
    before = rules_in_use()
    after = [one for one in before if rule is None or one.pk != rule.pk]
    if candidate.is_active:
        after.append(candidate)
    facts, today = facts_on_file(customer), local_day()

    def judged(rules):
        return admission.check(rules, facts, payment_mode=customer.payment_mode, as_of=today)

    result, findings = judged(after)
    mine = next((one for one in findings if one.rule is candidate), None)
    return {"before": judged(before)[0], "after": result, "finding": mine}


def _plain(values: dict) -> dict:
    return {name: value for name, value in values.items() if name in WORDS}


# --- facts of the tenant's own ------------------------------------------------------------------------------------


@transaction.atomic
def add_fact_type(*, by, code: str, label: str, kind: str) -> AdmissionFactType:
    """A fact of the tenant's own. Raises Denied, ValidationError for a code that is taken."""
    _may_change(by)
    code = re.sub(r"-", "_", code.strip().casefold())
    if code in BUILT_IN or AdmissionFactType.objects.filter(code=code).exists():
        raise ValidationError({"code": _("There is a fact with this code already.")})
    made = AdmissionFactType.objects.create(
        code=code, label=label.strip(), kind=kind, created_by_id=by.user_id
    )
    happened(made, "admission_fact_type.created", by=by, label=made.label)
    return made


@transaction.atomic
def remove_fact_type(fact_type: AdmissionFactType, *, by) -> None:
    """Take away a fact that no rule asks for; what is on file of it stays. Raises Denied, ValidationError."""
    _may_change(by)
    if AdmissionRule.objects.filter(fact=fact_type.code).exists():
        raise ValidationError(_("A rule asks for this fact; remove the rule first."))
    happened(fact_type, "admission_fact_type.removed", by=by, label=fact_type.label)
    fact_type.delete()


def _may_change(by) -> None:
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
