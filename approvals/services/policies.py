"""The approval policies of a gate, as the settings change them: tiers from an amount on, each with its steps.

Requests that wait keep the steps they were submitted under; only later ones follow the change.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.display import listed
from core.errors import Denied, Refused
from core.events import happened
from tenancy import settings_nav
from tenancy.people import roles_in_use
from tenancy.roles import SEATS, Right, may, role_name

from ..models import Policy, PolicyStep
from ..states import Mode

SETTING = may(Right.SETTINGS)
MOST_TIERS, MOST_STEPS = 8, 12


@dataclass(frozen=True)
class Tier:
    """From an amount on (tenant's currency, tax included) these steps decide: ((who, mode), …).

    who: "role:<code>" or "seat:<code>".
    """

    from_amount: Decimal
    steps: tuple[tuple[str, str], ...]


def tiers_of(gate: str) -> list[Tier]:
    """The policy in force, from the lowest amount up."""
    policies = Policy.objects.filter(gate=gate).order_by("from_amount").prefetch_related("steps")
    return [
        Tier(policy.from_amount, tuple(_told(step) for step in policy.steps.all())) for policy in policies
    ]


def mark_of(gate: str) -> str:
    """A digest of the policy in force: what the settings page was drawn from."""
    return settings_nav.mark_of([[str(tier.from_amount), tier.steps] for tier in tiers_of(gate)])


@transaction.atomic
def replace_policy(gate: str, tiers: list[Tier], *, by, seen: str) -> None:
    """Let these tiers decide at the gate from now on. Raises Denied, Refused (overtaken), ValidationError."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    kept = {p.from_amount: p for p in Policy.objects.select_for_update().filter(gate=gate).order_by("pk")}
    if seen != mark_of(gate):
        raise Refused(detail=settings_nav.OUTDATED)
    check_tiers(tiers)
    for policy in [kept.pop(amount) for amount in set(kept) - {tier.from_amount for tier in tiers}]:
        happened(policy, "approval_policy.removed", by=by, gate=gate, from_amount=str(policy.from_amount))
        policy.steps.all().delete()
        policy.delete()
    for tier in tiers:
        _write(gate, tier, kept.get(tier.from_amount), by=by)


def check_tiers(tiers: list[Tier]) -> None:
    """Raise ValidationError unless every amount finds exactly one tier and every tier somebody to decide."""
    amounts = [tier.from_amount for tier in tiers]
    if not tiers or min(amounts) != 0:
        raise ValidationError(_("One tier must begin at 0: otherwise nobody decides below the first."))
    if len(set(amounts)) < len(amounts):
        raise ValidationError(_("Two tiers begin at the same amount."))
    if len(tiers) > MOST_TIERS or max(len(tier.steps) for tier in tiers) > MOST_STEPS:
        raise ValidationError(
            _("At most {tiers} tiers of {steps} steps.").format(tiers=MOST_TIERS, steps=MOST_STEPS)
        )
    if not all(tier.steps for tier in tiers):
        raise ValidationError(_("Every tier needs at least one step."))
    known = set(choices())
    for who, mode in (step for tier in tiers for step in tier.steps):
        if who not in known or mode not in Mode.values:
            raise ValidationError(_("Choose a role or a seat for every step."))


def choices() -> dict[str, str]:
    """{who: label} of everybody a step can name."""
    seats = {
        f"seat:{code}": capfirst(_("{seat} of the deal").format(seat=label)) for code, label in SEATS.items()
    }
    return seats | {f"role:{role.code}": role_name(role) for role in roles_in_use().order_by("code")}


def role_in_steps(role) -> str:
    """Why a role can't go: the gates whose policy names it, as a sentence; nothing where none does."""
    steps = PolicyStep.objects.filter(role=role.code).select_related("policy")
    gates = sorted({step.policy.get_gate_display() for step in steps})
    if not gates:
        return ""
    told = _("The approval policy of {gates} names this role; change it there first.")
    return told.format(gates=listed(gates))


def _told(step: PolicyStep) -> tuple[str, str]:
    return (f"seat:{step.seat}" if step.seat else f"role:{step.role}", step.mode)


def _write(gate, tier: Tier, policy, *, by) -> None:
    now = tuple(_told(step) for step in policy.steps.all()) if policy is not None else None
    if now == tier.steps:
        return
    if policy is None:
        policy = Policy.objects.create(gate=gate, from_amount=tier.from_amount, created_by_id=by.user_id)
    policy.steps.all().delete()
    PolicyStep.objects.bulk_create(
        _step(policy, position, *step) for position, step in enumerate(tier.steps, start=1)
    )
    policy.save()
    happened(policy, "approval_policy.changed", by=by, gate=gate, from_amount=str(tier.from_amount))


def _step(policy, position, who, mode) -> PolicyStep:
    kind, _colon, code = who.partition(":")
    return PolicyStep(policy=policy, position=position, mode=mode, **{kind: code})
