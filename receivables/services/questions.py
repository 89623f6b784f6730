"""Asking the AR about a bank line 问 AR: a to-do with the line, and an answer that comes back to it (design 06)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.dates import local_day, moment, working_day_after
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from receivables.models import BankLine, LineQuestion
from receivables.services import matching
from receivables.services.allocation import ALLOCATING
from tenancy.models import User
from tenancy.people import members_with_role
from tenancy.roles import Right

ASKED, ANSWERED = "line_asked", "line_answered"
AR = "ar"


@transaction.atomic
def ask(line: BankLine, *, by, asked_of: User | None = None, text: str = "") -> LineQuestion:
    """Ask a client manager what a line is for; without one whoever owns what it most likely pays.

    Raises Denied, Blocked where nothing is left of it, ValidationError where nobody can be asked.
    """
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    if line.unallocated <= 0:
        raise Blocked([Blocker("line_used_up", _("Nothing of this bank line is left to allocate."))])
    asked_of = asked_of or likeliest(line)
    if asked_of is None:
        raise ValidationError({"asked_of": _("Choose whom to ask: no receivable seems to be meant.")})
    made = LineQuestion(
        bank_line=line, asked_of=asked_of, created_by_id=by.user_id, text=text.strip() or _("What is this money for?")
    )  # fmt: skip
    made.save(force_insert=True)
    facts: dict[str, Any] = {
        "amount": line.rest.as_json(),
        "payer": line.payer or line.text[:60],
        "text": made.text,
    }
    todo(made, ASKED, user=asked_of, due_on=working_day_after(local_day()), key=str(made.pk), **facts)
    happened(line, "bank_line.asked", by=by, to=asked_of.name, text=made.text)
    return made


def likeliest(line: BankLine) -> User | None:
    """The owner of what the line most likely pays, else of the customer it is from."""
    from receivables.models import Receivable

    found = matching.suggest(line)
    if found:
        item = found[0].allocations[0][0]
        owner = Receivable.objects.select_related("owner").get(pk=item.id).owner
        if owner is not None:
            return owner
    return line.customer.owner if line.customer_id else None


def to_ask() -> list[User]:
    """The client managers of the tenant."""
    return sorted(members_with_role(AR), key=lambda user: user.name)


def may_answer(question: LineQuestion, by) -> bool:
    """Who was asked, or whoever allocates money: the answer may come by telephone."""
    return question.asked_of_id == by.user_id or by.can(Right.ALLOCATE)


@transaction.atomic
def answer(question: LineQuestion, *, by, text: str) -> LineQuestion:
    """Answer it; whoever asked is told and the line shows it. Raises Denied, Blocked the second time."""
    question = (
        LineQuestion.objects.select_for_update(of=("self",)).select_related("bank_line").get(pk=question.pk)
    )
    if not may_answer(question, by):
        raise Denied(_("Only who was asked, or somebody who allocates money, answers."))
    if question.answered_at:
        raise Blocked([Blocker("answered", _("This question was answered before."))])
    close(question, by=by, text=text)
    line = question.bank_line
    if question.created_by_id and question.created_by_id != by.user_id:
        told: dict[str, Any] = {
            "amount": line.money.as_json(),
            "payer": line.payer or line.text[:60],
            "answer": question.answer,
        }
        notify([question.created_by], ANSWERED, record=question, key=str(question.pk), **told)
    return question


def close(question: LineQuestion, *, by, text: str) -> None:
    """The question is answered by this, as the line's history shows; nobody has to look at it any more."""
    question.answer, question.answered_at, question.answered_by_id = text.strip(), moment(), by.user_id
    question.save()
    close_todos(question)
    happened(question.bank_line, "bank_line.answered", by=by, text=question.answer)
