"""What a person answers for among papers to customers: those that wait to be sent, answered or cleared up."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from receivables.letter_states import AccountStatementState, ConfirmationState
from receivables.models import AccountStatement, ConfirmationLetter
from tenancy.holdings import Holding, pass_on, register, stays


def _statement_awaits() -> Q:
    return Q(
        state__in=[
            AccountStatementState.MADE,
            AccountStatementState.SENT,
            AccountStatementState.UNANSWERED,
            AccountStatementState.DISPUTED,
        ]
    )


def _slip_awaits() -> Q:
    return Q(
        state__in=[
            ConfirmationState.MADE, ConfirmationState.SENT, ConfirmationState.UNANSWERED, ConfirmationState.DIFFERS,
        ]
    )  # fmt: skip


register(
    Holding(
        86,
        "account_statements",
        _("Statements of account"),
        AccountStatement,
        "owner",
        pass_on,
        now=_statement_awaits,
    )
)
register(
    Holding(
        87, "confirmations", _("Confirmation letters"), ConfirmationLetter, "owner", pass_on, now=_slip_awaits
    )
)
stays(
    "tells who did it",
    "receivables.AccountStatement.entered_by",
    "receivables.AccountStatementLine.entered_by",
    "receivables.ConfirmationLetter.entered_by",
    "receivables.StatementRun.cancelled_by",
)
