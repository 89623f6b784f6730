"""What the customer's page shows of credit: the gauge, the exposure explained, limits and holds."""

from math import cos, pi, sin

from core.dates import local_day
from core.record_parts import page_parts
from customers import labels
from customers.cover import cover_of
from customers.credit import exposure, group_exposure
from customers.credit.asking import holds_back, terms_of, tolerance_of
from customers.credit_states import CheckPoint
from customers.forms.credit import EvidenceForm, TermsForm
from customers.limit_life import lives_of
from customers.models import CreditCase, CreditEvidence, CreditHold, CreditLimit, InsuredLimit, Restriction
from customers.services import restrictions as restrictions_service
from customers.services.credit import RELEASING
from tenancy.roles import Right
from tenancy.rules import rule

SHOWN, LIMITS_SHOWN = 10, 30
# The gauge's half circle, in the drawing's own units.
MIDDLE_X, MIDDLE_Y, INNER, OUTER, WORDS = 175, 124, 82, 104, 112


def credit_context(record, by, *, whole: bool = False) -> dict:
    """Exposure, limits and holds for people who may see credit data; nothing at all for others.

    whole: also what only the tab of credit shows.
    """
    holds = CreditHold.objects.filter(customer=record, released_at=None)
    shown = {
        "holds": list(holds),
        "may_release": RELEASING(record, by),
        "may_see_credit": by.can(Right.CREDIT_READ),
    }
    if not by.can(Right.CREDIT_READ):
        return shown
    today = local_day()
    found = exposure(record, today)
    cover = cover_of(record, found.total, today)
    if whole:
        shown |= whole_context(record, by)
    return shown | {
        "exposure": found,
        "cover": cover,
        "insured_end": insured_end(cover, found),
        "exposure_lines": exposure_explained(found),
        # The gauge's first part: what is billed less money not matched yet; the rest of it is released.
        "exposure_billed": found.total
        - sum(line.amount for line in found.lines if line.kind == "released_orders"),
        "gauge_mark": gauge_mark(rule("credit.warn_percent")),
        "near_limit": (found.utilisation or 0) >= rule("credit.warn_percent"),
        "group_exposure": group_exposure(record.group_id, today) if record.group_id else None,
        "may_limit": by.can(Right.CREDIT_LIMIT),
    }


def limits_with_lives(record) -> list[tuple]:
    """[(limit, its life)] of all that were ever asked for, the newest first."""
    rows = CreditLimit.objects.filter(customer=record).select_related("owner").prefetch_related("reviews")
    limits = list(rows.order_by("-created_at", "-pk")[:LIMITS_SHOWN])
    lives = lives_of(limits)
    return [(limit, lives[limit.pk]) for limit in limits]


def whole_context(record, by) -> dict:
    """Where credit holds the customer back, the evidence of open credit, cases, holds, freezes, what is insured."""
    own = terms_of(record)
    may_limit = by.can(Right.CREDIT_LIMIT)
    start = {"check_point": own.check_point, "tolerance_percent": own.tolerance_percent} if own else None
    return {
        "check_point": next(point for point in CheckPoint if holds_back(record, point)),
        "tolerance": tolerance_of(record),
        "own_terms": own,
        "limits": limits_with_lives(record),
        "evidence": CreditEvidence.objects.filter(customer=record).select_related("standard", "created_by")
        .order_by("withdrawn_at", "-seen_on", "-pk")[:SHOWN],
        "cases": CreditCase.objects.filter(customer=record).select_related("owner", "decided_by")
        .order_by("-created_at", "-pk")[:SHOWN],
        "all_holds": CreditHold.objects.filter(customer=record).select_related("created_by", "released_by")
        .order_by("-created_at", "-pk")[:SHOWN],
        "restrictions": Restriction.objects.filter(customer=record).select_related("imposed_by", "lifted_by")
        .order_by("-created_at", "-pk")[:SHOWN],
        "insured_limits": InsuredLimit.objects.filter(customer=record).select_related("policy")
        .order_by("-starts_on", "-pk")[:SHOWN],
        "parts": page_parts(by, record, terms=(TermsForm, start), evidence=EvidenceForm) if may_limit else {},
        "may_propose": restrictions_service.EDITING(record, by),
    }  # fmt: skip


def insured_end(cover, found) -> int | None:
    """Where on the gauge the insured part of the exposure ends, in percent of the limit; None without either."""
    return int(min(cover.insured * 100 / found.limit, 100)) if found.limit and cover.insured else None


def exposure_explained(found) -> list[dict]:
    """The exposure kind by kind: what it means, its sum and the lines that make it, the largest first."""
    by_kind: dict = {}
    for line in sorted(found.lines, key=lambda one: -abs(one.amount)):
        by_kind.setdefault(line.kind, []).append(line)
    return [
        {"kind": kind, "label": label, "why": labels.EXPOSURE_WHY[kind], "lines": by_kind[kind],
         "amount": sum(line.amount for line in by_kind[kind])}
        for kind, label in labels.EXPOSURE.items()
        if kind in by_kind
    ]  # fmt: skip


def gauge_mark(percent: int) -> dict:
    """Where the gauge's warning stands: the mark's two ends and its words, beyond the arc."""
    angle = pi * (1 - percent / 100)
    ends = {
        name: (round(MIDDLE_X + radius * cos(angle), 1), round(MIDDLE_Y - radius * sin(angle), 1))
        for name, radius in (("inner", INNER), ("outer", OUTER), ("words", WORDS))
    }
    return ends | {"percent": percent, "anchor": "start" if percent >= 50 else "end"}
