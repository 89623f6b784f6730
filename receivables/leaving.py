"""What a person answers for among receivables: money that is to come, invoices to issue, statements held."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from receivables.claim_states import PromiseState
from receivables.models import BankStatement, Invoice, Promise, Receivable
from receivables.states import DONE, InvoiceState, StatementState
from tenancy.holdings import Holding, pass_on, register, stays


def _expected() -> Q:
    return ~Q(state__in=DONE)


def _to_issue() -> Q:
    return Q(state=InvoiceState.REQUESTED)


def _promised() -> Q:
    return Q(state=PromiseState.OPEN)


def _held() -> Q:
    return Q(state=StatementState.HELD)


register(Holding(70, "receivables", _("Receivables"), Receivable, "owner", pass_on, now=_expected))
register(Holding(71, "invoices", _("Invoices to issue"), Invoice, "owner", pass_on, now=_to_issue))
register(Holding(72, "statements", _("Statements held"), BankStatement, "owner", pass_on, now=_held))
register(Holding(75, "promises", _("Promises to pay"), Promise, "owner", pass_on, now=_promised))
stays(
    "tells who did it",
    "receivables.BankLine.parked_by",
    "receivables.Dispute.resolved_by",
    "receivables.Allocation.reversed_by",
)
stays("a month of the books is nobody's own", "receivables.AccountingMonth.owner")
