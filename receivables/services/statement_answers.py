"""The answers to a statement of account: line by line, by private link or taken down by the AR.

A confirmed line is noted on the receivable's timeline, a promise becomes a promise to pay, a disputed line a dispute
in the customer's words. A line is answered once; one submission is one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.attention import close_todos, notify, todo
from core.dates import local_day, moment
from core.errors import Blocked, Denied, Refused
from core.events import happened
from core.guards import Blocker
from core.mail import post_mail
from core.money import Money
from core.tenancy import current_tenant
from core.workflow import lock, perform
from receivables.claim_states import DisputeCategory
from receivables.letter_states import Answer, DisputeReason
from receivables.models import AccountStatement, AccountStatementLine, Receivable
from receivables.models.balance_papers import SENDING
from receivables.services.balance_documents import money_text
from receivables.services.balance_papers import title_of
from receivables.services.disputes import dispute
from receivables.services.promises import promise
from receivables.states import ReceivableState
from tenancy.actor import system

LONGEST = timedelta(days=365)
# What customers say, as the house sorts its disputes.
CATEGORIES = {
    DisputeReason.QUALITY: DisputeCategory.QUALITY,
    DisputeReason.DELIVERY: DisputeCategory.DELIVERY,
    DisputeReason.AMOUNT: DisputeCategory.PRICE,
    DisputeReason.INVOICE: DisputeCategory.PAPER,
}


@dataclass(frozen=True)
class Said:
    """What was said to one line. promised_on and amount: of a promise; reason, amount and words: of a dispute."""

    line_id: object
    answer: str
    promised_on: date | None = None
    amount: Decimal | None = None
    reason: str = ""
    words: str = ""


class WrongAnswers(ValidationError):
    """Answers that can't be taken as they are: {line id: {field: sentence}}; nothing of the submission was kept."""

    def __init__(self, by_line: dict):
        self.by_line = by_line
        super().__init__([text for fields in by_line.values() for text in fields.values()])


@transaction.atomic
def take(statement: AccountStatement, said: Iterable[Said], *, name: str, by=None) -> AccountStatement:
    """Keep the answers. by: the colleague who takes them down; without, the customer itself gave them.

    Lines that were answered before keep their answer: two clicks make one. Raises WrongAnswers, ValidationError
    (no name, nothing answered), Denied, Blocked where no answer is awaited.
    """
    if by is not None and not SENDING(statement, by):
        raise Denied(SENDING.sentence)
    if not name.strip():
        raise ValidationError({"name": _("Enter your name.")})
    statement = lock(statement)
    lines = {line.pk: line for line in statement.lines.select_related("receivable")}
    fresh = _fresh(lines, said)
    if not fresh:
        if all(line.answer for line in lines.values()):
            return statement
        raise ValidationError(_("Choose an answer for at least one line."))
    if not statement.awaits_answer:
        raise Blocked([closed(statement)])
    _check(fresh)
    at = moment()
    # Receivables in the order of their ids, as everybody locks them.
    for line, one in sorted(fresh, key=lambda pair: str(pair[0].receivable_id)):
        _answer(statement, line, one, name.strip()[:120], at, by)
    return _note(statement, list(lines.values()), [line for line, _one in fresh], name.strip()[:120], by)


def closed(statement):
    """Why no answer is taken any more."""
    detail = _("This statement is “{state}”; no answer is awaited.").format(
        state=statement.get_state_display()
    )
    return Blocker("no_answer_awaited", detail, _("Make a new statement."))


def _fresh(lines, said) -> list[tuple[AccountStatementLine, Said]]:
    found = {}
    for one in said:
        if one.line_id not in lines:
            raise ValidationError(_("This line is not on the statement."))
        if not lines[one.line_id].answer:
            found[one.line_id] = (lines[one.line_id], one)
    return list(found.values())


# --- does it fit ----------------------------------------------------------------------------------------------


def _check(fresh) -> None:
    wrong = {line.pk: problems for line, one in fresh if (problems := _problems(line, one))}
    if wrong:
        raise WrongAnswers(wrong)


def _problems(line, one: Said) -> dict[str, str]:
    if one.answer == Answer.PROMISED:
        return _day_problem(one) | _amount_problem(line, one)
    if one.answer == Answer.DISPUTED:
        found = _amount_problem(line, one)
        if one.reason not in DisputeReason.values:
            found["reason"] = _("Choose a reason.")
        if not one.words.strip():
            found["words"] = _("Please explain in a few words.")
        return found
    return {} if one.answer == Answer.CONFIRMED else {"answer": _("Choose an answer.")}


def _day_problem(one) -> dict[str, str]:
    today = local_day()
    if one.promised_on is None:
        return {"promised_on": _("Enter the day on which you will pay.")}
    if one.promised_on < today:
        return {"promised_on": _("This day is past.")}
    if one.promised_on > today + LONGEST:
        return {"promised_on": _("A promise reaches at most a year ahead.")}
    return {}


def _amount_problem(line, one) -> dict[str, str]:
    if one.amount is None or 0 < one.amount <= line.balance:
        return {}
    limit = f"{line.currency} {money_text(line.balance, line.currency)}"
    return {"amount": _("Enter more than 0 and at most {amount}.").format(amount=limit)}


# --- one line -------------------------------------------------------------------------------------------------


def _answer(statement, line, one: Said, name, at, by) -> None:
    line.answer, line.answered_at, line.answered_by = one.answer, at, name
    line.entered_by_id = by.user_id if by else None
    line.words = one.words.strip()[:1000]
    if one.answer != Answer.CONFIRMED:
        line.answer_amount = one.amount or line.balance
    if one.answer == Answer.PROMISED:
        line.promised_on = one.promised_on
    if one.answer == Answer.DISPUTED:
        line.reason = one.reason
    line.save()
    _carry_out(statement, line, name)


def _carry_out(statement, line, name) -> None:
    """What the answer means for the receivable, in the platform's name; what was paid meanwhile needs nothing."""
    receivable, by = Receivable.objects.get(pk=line.receivable_id), system()
    if line.answer == Answer.CONFIRMED:
        happened(
            receivable, "receivable.balance_confirmed", by=by, name=name, statement=statement.number,
            amount=line.money.as_json(), day=statement.counted_on.isoformat(),
        )  # fmt: skip
        return
    if receivable.state != ReceivableState.OPEN or receivable.balance <= 0:
        return
    amount = Money(min(line.answer_amount, receivable.balance), receivable.currency)
    try:
        with transaction.atomic():
            if line.answer == Answer.PROMISED:
                # All of it, and the promise replaces earlier ones.
                part = None if amount.amount == receivable.balance else amount
                promise(
                    receivable,
                    by=by,
                    promised_on=line.promised_on,
                    amount=part,
                    note=line.words[:300],
                    told_by=name,
                )
            else:
                category = CATEGORIES.get(line.reason, DisputeCategory.OTHER)
                told = _reason(statement, line, name)
                dispute(receivable, by=by, reason=told, amount=amount, category=category)
    except (Refused, ValidationError) as error:
        told = error.detail if isinstance(error, Refused) else " ".join(error.messages)
        happened(
            receivable, "receivable.answer_not_booked", by=by, name=name, statement=statement.number, why=told
        )


def _reason(statement, line, name) -> str:
    """The dispute's reason in the house's words and the customer's own."""
    return _("{reason}: {words} ({name}, {statement})").format(
        reason=line.get_reason_display(), words=line.words, name=name, statement=statement.number
    )


# --- the statement --------------------------------------------------------------------------------------------


def _note(statement, lines, fresh, name, by) -> AccountStatement:
    statement.answered_at, statement.answered_by = moment(), name
    statement.entered_by_id = by.user_id if by else None
    statement.save()
    actor = by or system()
    happened(
        statement, "account_statement.answered", by=actor, name=name, answered=len(fresh),
        open=sum(1 for line in lines if not line.answer),
    )  # fmt: skip
    if all(line.answer for line in lines):
        statement = perform(statement, _move(lines), by=system(), facts_={"name": name})
        close_todos(statement)
    _tell(statement, fresh, name)
    if by is None:
        _receipt(statement, fresh, lines)
    return statement


def _move(lines) -> str:
    answers = {line.answer for line in lines}
    if Answer.DISPUTED in answers:
        return "dispute"
    return "promise" if Answer.PROMISED in answers else "confirm"


def _tell(statement, fresh, name) -> None:
    """A dispute is a to-do of the AR, everything else a notice."""
    disputed = [line for line in fresh if line.answer == Answer.DISPUTED]
    facts = {"customer": statement.customer.name, "number": statement.number, "name": name}
    role = "" if statement.owner_id else "sales_manager"
    for line in disputed:
        todo(
            statement, "statement_disputed", user=statement.owner, role=role, key=str(line.pk), due_on=local_day(),
            **facts, item=line.name, amount=line.answer_money.as_json(), words=line.words[:200],
        )  # fmt: skip
    if statement.owner_id and len(fresh) > len(disputed):
        key = f"{statement.pk}:{min(str(line.pk) for line in fresh)}"
        notify(
            [statement.owner], "statement_answered", record=statement, key=key, answered=len(fresh), **facts
        )


def _receipt(statement, fresh, lines) -> None:
    """What was answered, by mail to whoever the statement went to: an answer in their name does not go unnoticed."""
    if not statement.sent_to:
        return
    with override(statement.language):
        title = title_of(statement)
        said = [
            _("{name} ({contract}), {currency} {amount}: {answer}").format(
                name=line.name, contract=line.contract_number, currency=line.currency,
                amount=money_text(line.balance, line.currency), answer=line.answer_words,
            )
            for line in fresh
        ]  # fmt: skip
        left = sum(1 for line in lines if not line.answer)
        head = _("Thank you. {name} answered {n} lines of our statement {number}:").format(
            name=statement.answered_by, n=len(fresh), number=statement.number
        )
        foot = (
            [_("{n} lines are still open; the link of our letter stays good.").format(n=left)] if left else []
        )
        subject = _("Your answer to: {title} from {company}").format(
            title=title, company=current_tenant().name
        )
        wrong = _("If this was not you, please tell us.")
        first = min(str(line.pk) for line in fresh)
        post_mail(
            [statement.sent_to], subject, "message", {"lines": [head, *said, *foot, wrong]}, statement.language,
            key=f"answer:{statement.pk}:{first}",
        )  # fmt: skip
