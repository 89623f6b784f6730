"""What provisions write into the general ledger: the journal lines of a period, for its export."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import from_minor
from receivables.models import ProvisionRun
from receivables.provision_states import ProvisionState

# The accounts by what they stand for; the export knows the tenant's numbers (1231 坏账准备, 6702 信用减值损失).
PROVISION, CREDIT_LOSS, EXCHANGE = "provision", "credit_loss", "exchange_difference"


@dataclass(frozen=True)
class JournalLine:
    """One line in the tenant's currency: either debit or credit. account: provision, credit_loss, …"""

    on: date
    account: str
    debit: Decimal
    credit: Decimal
    text: str
    reference: str


def provision_journal(first: date, last: date) -> list[JournalLine]:
    """What the runs posted for months that end in the period charge and release.

    Write-offs and their recoveries are entries of the receivables' ledger: whoever exports those books them against
    the provision account, where the run has counted them as used and recovered.
    """
    runs = ProvisionRun.objects.filter(closes_on__range=(first, last), state=ProvisionState.POSTED)
    found: list[JournalLine] = []
    for run in runs.order_by("closes_on"):
        found += journal_of(run)
    return found


def journal_of(run, *, is_counter: bool = False) -> list[JournalLine]:
    """The lines of a run; is_counter: what takes them back, in red on the same sides and for the same month."""
    month = f"{run.closes_on:%Y-%m}"
    parts = [
        (run.charge_minor, CREDIT_LOSS, PROVISION, _("Provision for {month}").format(month=month)),
        (run.released_minor, PROVISION, CREDIT_LOSS, _("Provision released, {month}").format(month=month)),
    ]
    told = _("Exchange difference on provision, {month}").format(month=month)
    if run.currency_minor >= 0:
        parts.append((run.currency_minor, EXCHANGE, PROVISION, told))
    else:
        parts.append((-run.currency_minor, PROVISION, EXCHANGE, told))
    lines: list[JournalLine] = []
    for units, debit, credit, text in parts:
        if units:
            amount, none = from_minor(-units if is_counter else units, run.currency), Decimal(0)
            said = _("Reversed: {what}").format(what=text) if is_counter else text
            lines.append(JournalLine(run.closes_on, debit, amount, none, said, run.number))
            lines.append(JournalLine(run.closes_on, credit, none, amount, said, run.number))
    return lines
