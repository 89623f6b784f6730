"""The statement of account that goes with the notices before due: made with them, counted and sent on its day."""

from datetime import date

from django.utils.translation import gettext as _

from core.rows import update_many
from core.workflow import run
from customers.models import Customer
from receivables.letter_states import AccountStatementState, Cause
from receivables.models import AccountStatement, AccountStatementLine, ReconciliationNotice
from receivables.services.account_statements import count_anew, make_many, send_many
from tenancy.actor import system


def make_for(letters: dict, counted_on: date) -> None:
    """A statement for each letter {customer id: letter id} that has none; those that wait are counted anew.

    Within the transaction that writes the notices, after them.
    """
    waiting = list(
        AccountStatement.objects.filter(letter__in=letters.values()).select_related("customer", "owner")
    )
    count_anew([one for one in waiting if one.state == AccountStatementState.MADE], counted_on)
    known = {one.letter_id for one in waiting}
    new = {customer: letter for customer, letter in letters.items() if letter not in known}
    customers = Customer.everyone.filter(pk__in=new).select_related("owner").order_by("pk")
    make_many(customers, counted_on, cause=Cause.NOTICE, by=system(), letters=new)
    _mark_announced(list(letters.values()))


def _mark_announced(letter_ids) -> None:
    """Each line whose notice is in the letter knows how many days before due it was announced."""
    notices = ReconciliationNotice.objects.filter(letter__in=letter_ids)
    days = {
        (letter, receivable): before
        for letter, receivable, before in notices.order_by("-days_before").values_list(
            "letter_id", "receivable_id", "days_before"
        )
    }
    receivables = {receivable for _letter, receivable in days}
    lines = AccountStatementLine.objects.filter(
        statement__letter__in=letter_ids, receivable__in=receivables
    ).select_related("statement")
    marked = []
    for line in lines:
        before = days.get((line.statement.letter_id, line.receivable_id))
        if before is not None:
            line.days_before = before
            marked.append(line)
    update_many(marked)


def hand_over_letter(letter) -> None:
    """Send the letter's statement, over what is open today; none where nothing that was announced is open still."""
    rows = AccountStatement.objects.filter(letter=letter, state=AccountStatementState.MADE)
    statement = rows.select_for_update(of=("self",)).select_related("customer", "owner").first()
    if statement is None:
        return
    if not ReconciliationNotice.objects.filter(letter=letter, receivable__state="open").exists():
        run(statement, "withdraw", by=system(), fields={"reason": _("Nothing of it is open any more.")})
        return
    if letter.send_on > statement.counted_on:
        count_anew([statement], letter.send_on)
        _mark_announced([letter.pk])
    if not send_many([statement], by=system()):
        letter.sent_to = statement.sent_to
