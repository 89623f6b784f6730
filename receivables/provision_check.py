"""What the checker of the books asks of provisions: each posted run anew, and the movement from month to month."""

from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from receivables.models import ProvisionRun
from receivables.provision_states import ProvisionState
from receivables.services.provision_lines import differences


def provision_problems() -> Iterator[str]:
    """A sentence for each posted run that the ledger does not give again, or that does not follow the one before."""
    closing = 0
    for run in ProvisionRun.objects.filter(state=ProvisionState.POSTED).order_by("closes_on"):
        if found := differences(run):
            yield _("{number}: {count} lines are not what the ledger gives as it was known.").format(
                number=run.number, count=len(found)
            )
        lines = run.lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0
        if lines != run.closing_minor:
            yield _("{number}: its lines come to {lines}, not to {closing}.").format(
                number=run.number, lines=run.money(lines).amount, closing=run.total.amount
            )
        if run.opening_minor != closing:
            yield _("{number}: it opens with {opening}, the month before closed with {closing}.").format(
                number=run.number, opening=run.opening.amount, closing=run.money(closing).amount
            )
        closing = run.closing_minor
