"""A trial of the policy: who would decide a request of this amount by this colleague; nothing is submitted."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.form_fields import parse_decimal
from tenancy.people import members, members_with_role

from .routing import deputies_of, never_decides, policy_for, voters_of


@dataclass
class Trial:
    """What was asked and who would decide: steps of {people, deputies, seat, fell}."""

    amount: str = ""
    asker: object = None
    steps: tuple = ()
    problem: str = ""
    colleagues: tuple = ()


def trial(gate: str, asked, by) -> Trial:
    """Walk the policy in force for the amount and asker of the query; without an amount there is nothing to walk."""
    colleagues = tuple(members().order_by("name"))
    asker = next((one for one in colleagues if str(one.pk) == asked.get("asker")), by.user)
    found = Trial(asked.get("amount", "").strip(), asker, colleagues=colleagues)
    if found.amount:
        try:
            found.steps = tuple(_walk(gate, parse_decimal(found.amount, 2), asker))
        except ValidationError as error:
            found.problem = " ".join(error.messages)
    return found


def _walk(gate, amount, asker):
    policy = policy_for(gate, amount)
    excluded = never_decides(asker)
    for rule in policy.steps.all() if policy is not None else ():
        if rule.seat:
            yield {"seat": rule.seat, "people": [], "mode": rule.mode}
            continue
        people, fell = voters_of(rule, asker=asker, deal=None, excluded=excluded)
        excluded |= {user.pk for user in people} if len(people) == 1 else set()
        yield {
            "role": rule.role,
            "people": people,
            "deputies": _deputies(people),
            "fell": fell,
            "mode": rule.mode,
        }


def _deputies(people) -> list[str]:
    away = deputies_of(people)
    names = {one.pk: one.name for one in members().filter(pk__in=away)}
    return [names[pk] for pk in away if pk in names]


def people_of(who: str) -> str:
    """Who holds a role, in words; a seat is known per deal only."""
    kind, _colon, code = who.partition(":")
    if kind == "seat":
        return _("by deal")
    names = [user.name for user in members_with_role(code)[:4]]
    return "、".join(names[:3]) + ("…" if len(names) > 3 else "")
