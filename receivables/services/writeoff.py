"""Writing off 坏账核销: the rest of a receivable leaves the books, by right and by approval (decisions 4, 5)."""

from decimal import Decimal

from core.dates import local_day
from core.money import Money, from_minor
from core.tenancy import current_tenant
from core.workflow import gate, perform, serves
from receivables.forms import ReasonForm
from receivables.models import Receivable
from receivables.services import ledger
from receivables.services.allocation import after_settling
from receivables.services.differences import written_off
from receivables.settings import SMALL_WRITE_OFF
from receivables.states import EntryKind
from tenancy.rules import rule


def _worth(receivable) -> Money:
    currency = current_tenant().currency
    return Money(from_minor(receivable.balance_minor, currency), currency)


def _decided_on(receivable) -> dict:
    return {
        "number": receivable.number,
        "balance": receivable.open_money.as_json(),
        "due_on": str(receivable.due_on),
    }


def _beyond_right(receivable, fields) -> bool:
    """More than is written off by right alone goes by approval; what was before counts with it."""
    before = receivable.balance and written_off(receivable) / receivable.balance
    return _worth(receivable).amount * (1 + before) > Decimal(str(rule(SMALL_WRITE_OFF.key) or 0))


gate(
    "write_off",
    Receivable,
    "write_off",
    amount=_worth,
    frozen=_decided_on,
    title=lambda r: f"{r.number} · {r.customer}",
    needed=_beyond_right,
)


@serves(Receivable, "write_off", form=ReasonForm, gate="write_off")
def write_off(receivable, *, by, reason):
    """Take the rest off the ledger by an entry of its own; what comes later is a recovery."""
    receivable = perform(
        receivable, "write_off", by=by, reason=reason,
        facts_={"number": receivable.number, "money": receivable.open_money.as_json()},
    )  # fmt: skip
    entry = ledger.lowered(
        receivable, EntryKind.WRITTEN_OFF, receivable.balance, local_day(), by=by, cause=reason
    )
    ledger.write([entry])
    receivable.refresh_from_db(fields=["balance", "balance_minor"])
    after_settling([receivable])
    return receivable
