"""Separation of duties: pairs of rights that one person should not hold together. A warning, never a refusal.

Small companies must combine duties; whoever gives the rights sees what nobody else will check.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tenancy.roles import Right


@dataclass(frozen=True)
class Conflict:
    """Two rights, and what one person could do alone with both."""

    first: Right
    second: Right
    risk: object


CONFLICTS = (
    Conflict(
        Right.ALLOCATE, Right.WRITE_OFF, _("Who books the money can also write off what is missing of it.")
    ),
    Conflict(
        Right.INVOICE_ISSUE, Right.ALLOCATE, _("Who issues and voids invoices also books what is paid on them.")
    ),
    Conflict(
        Right.CREDIT_LIMIT, Right.CREDIT_RELEASE, _("Who sets a limit also releases what exceeds it.")
    ),
    Conflict(
        Right.CONTRACT_CREATE, Right.CLAUSE_OPINION, _("Who drafts a contract also judges its changed clauses.")
    ),
)  # fmt: skip


def conflicts(rights) -> list[Conflict]:
    """The pairs that a list of rights holds both of."""
    held = set(rights)
    return [one for one in CONFLICTS if {one.first.value, one.second.value} <= held]
