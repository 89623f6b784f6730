"""Credits on receivables: a part that is not owed after all leaves the ledger by an entry of its own (handbook §8)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.dates import local_day
from core.models.base import new_id
from core.workflow import judge, lock, perform, serves
from receivables.ledger_forms import CreditForm, DiscountForm
from receivables.models import Receivable
from receivables.services import ledger
from receivables.services.allocation import settle_paid
from receivables.states import EntryKind
from tenancy.actor import system


@serves(Receivable, "credit", form=CreditForm)
def credit(receivable, *, by, amount, reason):
    """Take a part off what is owed, for a reason; nothing left is settled. Raises ValidationError on `amount`."""
    receivable = lock(receivable)
    checks = judge(receivable, "credit", by=by)
    if amount.currency != receivable.currency:
        raise ValidationError(
            {"amount": _("This receivable is in {currency}.").format(currency=receivable.currency)}
        )
    if amount.amount > receivable.balance:
        text = _("{amount} is more than the open {open}.")
        shown = {"amount": f"{amount.amount:,.2f}", "open": f"{receivable.balance:,.2f}"}
        raise ValidationError({"amount": text.format(**shown)})
    receivable = perform(
        receivable,
        "credit",
        by=by,
        judged=checks,
        amount=amount,
        reason=reason,
        facts_={"number": receivable.number},
    )
    entry = ledger.lowered(receivable, EntryKind.CREDITED, amount.amount, local_day(), by=by, cause=reason)
    # Undone by itself; what a red-letter invoice lowered is not, since the invoice stands behind it.
    entry.step = new_id()
    ledger.write([entry])
    receivable.refresh_from_db(fields=["balance", "balance_minor"])
    settle_paid([receivable], by=system())
    receivable.refresh_from_db()
    return receivable


@serves(Receivable, "agree_discount", form=DiscountForm)
def agree_discount(receivable, *, by, percent, until=None):
    """Agree (or take back) an early-payment discount on one receivable."""
    return perform(
        receivable,
        "agree_discount",
        by=by,
        percent=percent,
        until=until,
        facts_={"number": receivable.number},
    )
