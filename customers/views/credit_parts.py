"""What the customer's page shows of credit: the gauge, the exposure explained, limits and holds."""

from math import cos, pi, sin

from core.dates import local_day
from customers import labels
from customers.credit import exposure, group_exposure
from customers.models import CreditHold, CreditLimit
from customers.services.credit import RELEASING
from tenancy.roles import Right
from tenancy.rules import rule

# The gauge's half circle, in the drawing's own units.
MIDDLE_X, MIDDLE_Y, INNER, OUTER, WORDS = 175, 124, 82, 104, 112


def credit_context(record, by) -> dict:
    """Exposure, limits and holds for people who may see credit data; nothing at all for others."""
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
    return shown | {
        "exposure": found,
        "exposure_lines": exposure_explained(found),
        # The gauge's first part: what is billed less money not matched yet; the rest of it is released.
        "exposure_billed": found.total
        - sum(line.amount for line in found.lines if line.kind == "released_orders"),
        "gauge_mark": gauge_mark(rule("credit.warn_percent")),
        "near_limit": (found.utilisation or 0) >= rule("credit.warn_percent"),
        "group_exposure": group_exposure(record.group_id, today) if record.group_id else None,
        "limits": CreditLimit.objects.filter(customer=record).order_by("-created_at")[:10],
        "may_limit": by.can(Right.CREDIT_LIMIT),
    }


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
