"""The standards that allow open credit (handbook §3): which of them a customer meets, and what follows for a limit."""

from core.dates import local_day
from customers.models import CreditEvidence, CreditStandard
from customers.rules import BLOCK
from tenancy.rules import rule

# Code and for how many months evidence counts; the words are in customers.labels.
DEFAULTS = (("state_grid", None), ("cash_on_delivery", None), ("bank_rating", 12), ("insurer_list", 12))


def install_standards() -> None:
    """The handbook's standards, for a new tenant; what is there stays."""
    CreditStandard.objects.bulk_create(
        [
            CreditStandard(code=code, months=months, position=position)
            for position, (code, months) in enumerate(DEFAULTS, 1)
        ],
        ignore_conflicts=True,
    )


def standards_in_use() -> list[CreditStandard]:
    """The standards that are asked, in their order."""
    return list(CreditStandard.objects.filter(is_active=True))


def evidence_in_force(day=None, **of) -> list[CreditEvidence]:
    """Evidence that counts on a day. of: customer= or customer__group=."""
    day = day or local_day()
    rows = CreditEvidence.objects.filter(standard__is_active=True, withdrawn_at=None, **of)
    return [
        row
        for row in rows.select_related("standard", "created_by").order_by("-seen_on", "pk")
        if row.counts_on(day)
    ]


def standards_met(limit) -> list[CreditEvidence]:
    """What allows open credit to the holder of a limit; of a group a member's evidence suffices."""
    if limit.customer_id:
        return evidence_in_force(limit.as_of, customer=limit.customer_id)
    return evidence_in_force(limit.as_of, customer__group=limit.group_id)


def limit_may_be_open(limit) -> bool:
    """May it be granted? Where the setting only warns, yes; a limit of 0 gives no credit."""
    if rule("credit.standards") != BLOCK or limit.amount <= 0:
        return True
    return not standards_in_use() or bool(standards_met(limit))
