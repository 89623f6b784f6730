"""What a person answers for among receivables: money that is to come, invoices to issue, statements held."""

from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from receivables.claim_states import DISPUTED, UNDER_WAY, ActionState, CauseState, PromiseState
from receivables.models import (
    BankStatement,
    CorrectiveAction,
    Dispute,
    Invoice,
    LateCause,
    LegalCase,
    LineQuestion,
    Promise,
    Receipt,
    Receivable,
)
from receivables.models.receipt import HELD as BILLS_HELD
from receivables.states import DONE, InvoiceState, StatementState
from tenancy.holdings import Holding, pass_on, register, stays


def _expected() -> Q:
    return ~Q(state__in=DONE)


def _to_issue() -> Q:
    return Q(state=InvoiceState.REQUESTED)


def _promised() -> Q:
    return Q(state=PromiseState.OPEN)


def _disputed() -> Q:
    return Q(state__in=DISPUTED)


def _stated() -> Q:
    return Q(state__in=(CauseState.STATED, CauseState.RETURNED))


def _to_mend() -> Q:
    return Q(state=ActionState.OPEN)


def _under_way() -> Q:
    return Q(state__in=UNDER_WAY)


def _waiting() -> Q:
    return Q(state__in=[*BILLS_HELD], due_on__isnull=False)


def _unanswered() -> Q:
    return Q(answered_at=None)


def _held() -> Q:
    return Q(state=StatementState.HELD)


register(Holding(70, "receivables", _("Receivables"), Receivable, "owner", pass_on, now=_expected))
register(Holding(71, "invoices", _("Invoices to issue"), Invoice, "owner", pass_on, now=_to_issue))
register(Holding(72, "statements", _("Statements held"), BankStatement, "owner", pass_on, now=_held))
register(Holding(74, "receipts", _("Bills of exchange"), Receipt, "owner", pass_on, now=_waiting))
register(Holding(75, "promises", _("Promises to pay"), Promise, "owner", pass_on, now=_promised))
register(
    Holding(
        76,
        "line_questions",
        _("Questions about bank lines"),
        LineQuestion,
        "asked_of",
        partial(pass_on, column="asked_of"),
        now=_unanswered,
    )
)
register(Holding(61, "disputes", _("Disputes"), Dispute, "owner", pass_on, now=_disputed))
register(Holding(62, "causes", _("Overdue causes"), LateCause, "owner", pass_on, now=_stated))
register(Holding(63, "actions", _("Corrective actions"), CorrectiveAction, "owner", pass_on, now=_to_mend))
register(Holding(64, "cases", _("Legal cases"), LegalCase, "owner", pass_on, now=_under_way))
stays(
    "tells who did it",
    "receivables.BankLine.parked_by",
    "receivables.Dispute.resolved_by",
    "receivables.LateCause.reviewed_by",
    "receivables.DunningBlock.lifted_by",
    "receivables.LegalRequest.owner",
    "receivables.Allocation.reversed_by",
    "receivables.LineQuestion.answered_by",
)
stays("a month of the books is nobody's own", "receivables.AccountingMonth.owner")
