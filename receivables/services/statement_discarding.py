"""Discarding a held statement file: what it tells, another file has told, or it is not true (decision 28).

Nothing is deleted. The lines stay with the file, their money is taken off the ledger by reversing entries of the same
days, and they give up what they would be known again by: the right file, or this one once more, comes in as new.
"""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from core.errors import Blocked
from core.guards import Blocker
from core.workflow import perform, serves
from receivables.forms import ReasonForm
from receivables.models import BankLine, BankStatement, LedgerEntry, LineQuestion
from receivables.models.bank import given_up
from receivables.services import ledger, questions

CHUNK = 2000


@serves(BankStatement, "discard", form=ReasonForm)
def discard(statement, *, by, reason):
    """The file stays, with the reason; its money never counts. Raises Blocked where some of it was used."""
    statement = perform(statement, "discard", by=by, reason=reason, facts_={"file": statement.file_name})
    lines = BankLine.objects.filter(statement=statement)
    brought = list(lines.filter(amount__gt=0).select_for_update().order_by("pk"))
    _check_unused(brought)
    _take_off(brought, by=by, reason=reason)
    lines.update(
        digest=Concat(Value(given_up("")), Cast("pk", CharField())), kin="", parked_at=None, parked_by=None
    )
    for question in LineQuestion.objects.filter(bank_line__in=lines, answered_at=None):
        questions.close(question, by=by, text=reason)
    return statement


def _check_unused(lines) -> None:
    used = [line for line in lines if line.unallocated != line.amount]
    if used:
        detail = _("{line} was used already.").format(line=used[0])
        raise Blocked([Blocker("line_used", detail, _("Take that back first."))])


def _take_off(lines, *, by, reason) -> None:
    """The counter entries of the money that these lines brought."""
    for start in range(0, len(lines), CHUNK):
        some = [line.pk for line in lines[start : start + CHUNK]]
        entries = LedgerEntry.objects.filter(bank_line__in=some).order_by("position")
        ledger.write([ledger.reversing(one, by=by, cause=reason) for one in entries])
