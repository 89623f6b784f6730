"""The words of what happens to statements of account and confirmation letters: timeline, to-dos, notices."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.events import sentences

sentences(
    {
        "account_statement.made": _("{actor} made statement {number}, items: {items}"),
        "account_statement.sent": _("{actor} sent the statement to {to}"),
        "account_statement.sent_again": _("{actor} sent the statement to {to} again"),
        "account_statement.reminded": _("{actor} reminded {to} of the statement"),
        "account_statement.answered": _("{name} of the customer answered {answered} lines, {open} are open"),
        "account_statement.confirmed": _("{name} confirmed the statement"),
        "account_statement.promised": _("{name} answered the statement with days of payment"),
        "account_statement.disputed": _("{name} disputed lines of the statement"),
        "account_statement.unanswered": _("The statement was not answered"),
        "account_statement.withdrawn": _("{actor} withdrew statement {number}: {reason}"),
        "receivable.balance_confirmed": _(
            "{name} of the customer confirmed the balance of {amount} as of {day}"
        ),
        "receivable.answer_not_booked": _("{name}'s answer to {statement} could not be booked: {why}"),
        "confirmation_letter.made": _("{actor} made confirmation letter {number}"),
        "confirmation_letter.sent": _("{actor} sent the confirmation letter to {to}"),
        "confirmation_letter.reminded": _("{actor} reminded {to} of the confirmation letter"),
        "confirmation_letter.confirmed": _("{name} of the customer: the balance agrees"),
        "confirmation_letter.differs": _("{name} of the customer: the balance differs: {words}"),
        "confirmation_letter.unanswered": _("The slip of the confirmation letter was not returned"),
        "confirmation_letter.withdrawn": _("{actor} withdrew confirmation letter {number}: {reason}"),
        "statement_run.started": _("{actor} started the statement run as of {day} for {customers} customers"),
        "statement_run.finished": _(
            "Statement run of {day}: {sent} sent, {skipped} skipped, {failed} failed"
        ),
        "statement_run.cancelled": _("{actor} cancelled the statement run"),
    }
)

texts(
    {
        "statement_disputed": _("{customer} disputes {item}, {amount}: {words}"),
        "statement_answered": _("{name} of {customer} answered {answered} lines of statement {number}"),
        "statement_unanswered": _("Call {customer}: statement {number} was not answered"),
        "confirmation_to_send": _("Stamp and send confirmation letter {number} to {customer}"),
        "confirmation_agrees": _("{customer} confirmed the balance of {number}"),
        "confirmation_differs": _("Clear up the difference: {customer} does not agree with {number}"),
        "confirmation_unanswered": _("{customer} has not returned the slip of {number}"),
        "run_finished": _("Statement run of {day}: {sent} sent, {skipped} skipped, {failed} failed"),
    }
)
