"""New leads find their owner by the tenant's rules, in the order of the rules."""

from collections.abc import Iterable

from core import single
from core.attention import todo
from core.money import Money, base_amount
from leads.assignment import Known, fits
from leads.models import AssignmentRule, Lead
from leads.services import line
from leads.services.moves import assign
from tenancy.actor import system
from tenancy.models import User


def assign_by_rule(lead: Lead, *, besides: Iterable = ()) -> Lead:
    """Give the lead to whom the rules name; where they name somebody but nobody is free, the manager is asked.

    A lead that no rule fits stays as it is. besides: ids of people who are passed over.
    """
    fitting = rules_for(known_of(lead))
    if not fitting:
        return lead
    line.hold()
    rule, user = chosen(fitting, besides)
    if rule is None or user is None:
        todo(
            lead,
            "lead.nobody_free",
            role="sales_manager",
            due_on=lead.as_of,
            key=f"nobody:{lead.pk}",
            **named(lead),
        )
        return lead
    line.took(user)
    return assign(lead, by=system(), owner=user, rule=rule)


def rules_for(known: Known) -> list[AssignmentRule]:
    """The rules that fit, in their order."""
    return fitting_of(in_order(), known)


def fitting_of(rules: Iterable[AssignmentRule], known: Known) -> list[AssignmentRule]:
    """Those of the rules that fit."""
    return [rule for rule in rules if fits(rule, known)]


def in_order() -> list[AssignmentRule]:
    """All rules of the tenant in force."""
    return sorted(single.all_of(AssignmentRule), key=lambda rule: (rule.position, rule.pk))


def chosen(rules, besides: Iterable = ()) -> tuple[AssignmentRule | None, User | None]:
    """The first rule that has somebody free, and whose turn it is."""
    for rule in rules:
        user = line.next_of(rule, besides)
        if user is not None:
            return rule, user
    return None, None


def named(lead: Lead) -> dict:
    """What a to-do says of the lead."""
    return {"number": lead.number, "title": lead.title}


def known_of(lead: Lead) -> Known:
    """What the rules ask of this lead; its amount in the tenant's currency."""
    amount = None
    if lead.expected_amount:
        amount = base_amount(Money(lead.expected_amount, lead.currency), lead.as_of)
    return Known(lead.industry, lead.region, lead.source, amount)
