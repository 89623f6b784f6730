"""Credit cases 信用放行单: opened by what was held back, decided by the credit controller, used once."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos, notify, todo
from core.dates import local_day, moment, start_of_day
from core.errors import Blocked
from core.events import deal_of, happened
from core.guards import Blocker
from core.money import Money
from core.numbering import next_number
from core.tenancy import current_tenant
from core.workflow import perform, run, serves
from customers.credit import Answer, lock_account
from customers.credit.asking import open_case
from customers.credit.sources import SOURCES, name_of
from customers.credit_states import CaseState
from customers.forms.credit import CaseReleaseForm
from customers.forms.moves import OptionalReasonForm, ReasonForm
from customers.models import CreditCase
from customers.services.credit import check_company_currency
from tenancy.actor import system
from tenancy.rules import rule

TO_DECIDE = "credit_case"
# The explanation that a case keeps; a customer with more contracts is explained on its page.
MOST_LINES = 40


@transaction.atomic
def ask_for_release(record, point, *, by, note: str = "") -> CreditCase | None:
    """Ask the credit controller to let this record pass the check point; while a case is open it is that case.

    None where credit does not hold it back: nothing needs to be asked.
    """
    lock_account(record.customer_id)
    if (known := open_case(record, point)) is not None:
        return known
    answer = SOURCES[type(record)].answer(record, point)
    if not answer.is_credit:
        return None
    return keep(_case(record, point, answer, by=by, note=note), by=by)


def _case(record, point, answer: Answer, *, by, note) -> CreditCase:
    after, currency = answer.after, current_tenant().currency
    largest = sorted(after.lines, key=lambda line: -abs(line.amount))[:MOST_LINES]
    return CreditCase(
        number=next_number("CC", local_day()), customer_id=record.customer_id, deal_id=deal_of(record),
        record_type=record._meta.label, record_id=record.pk, record_name=name_of(record), at_point=point,
        reasons=list(dict.fromkeys(one.code for one in answer.blockers)), amount=answer.over, currency=currency,
        exposure=after.total, limit=after.limit, note=note, owner_id=by.user_id, created_by_id=by.user_id,
        department_id=getattr(record, "department_id", None),
        lines=[{"kind": line.kind, "label": str(line.label), "amount": str(line.amount)} for line in largest],
    )  # fmt: skip


def keep(case: CreditCase, *, by) -> CreditCase:
    """Put a case on record, and before the controller; one that is there already stays as it is."""
    if CreditCase.objects.filter(
        record_id=case.record_id, at_point=case.at_point, state=CaseState.OPEN
    ).exists():
        return case
    case._state.adding = True
    case.save(force_insert=True)
    happened(case, "credit_case.opened", by=by, number=case.number, what=case.record_name)
    todo(
        case, TO_DECIDE, role="credit", due_on=local_day(), key=str(case.pk), number=case.number,
        customer=case.customer.name, what=case.record_name,
    )  # fmt: skip
    search.index([case])
    return case


def keep_again(case: CreditCase, *, by) -> CreditCase:
    """The same after a refused request was taken back, and with it, at a year's first case, the series of numbers.

    Then the number is drawn once more; where somebody else has it by now, the case has the next one.
    """
    drawn = next_number("CC", local_day())
    if CreditCase.objects.filter(number=case.number).exclude(pk=case.pk).exists():
        case.number = drawn
    return keep(case, by=by)


@serves(CreditCase, "release", form=CaseReleaseForm)
def release(case, *, by, amount: Money, expires_on: date, reason: str):
    """Let it through by so much, until a day, once. Raises ValidationError for another currency or a past day."""
    check_company_currency("amount", amount)
    if expires_on < local_day():
        raise ValidationError({"expires_on": _("{day} is past.").format(day=expires_on)})
    case = perform(
        case, "release", by=by, amount=amount.amount, expires_on=expires_on, reason=reason,
        # No amount: the customer's timeline is read by people without the right to credit data.
        facts_=_facts(case) | {"amount": None},
    )  # fmt: skip
    lock_account(case.customer_id)
    _answered(case, "credit_case_released", expires_on=str(expires_on))
    return case


@serves(CreditCase, "decline", form=ReasonForm)
def decline(case, *, by, reason):
    """It stays held back."""
    case = perform(case, "decline", by=by, reason=reason, facts_=_facts(case))
    _answered(case, "credit_case_declined", reason=reason)
    return case


@serves(CreditCase, "withdraw", form=OptionalReasonForm)
def withdraw(case, *, by, reason=""):
    """It is not needed any more."""
    case = perform(case, "withdraw", by=by, reason=reason, facts_=_facts(case))
    close_todos(case, TO_DECIDE)
    return case


@serves(CreditCase, "expire")
def expire(case, *, by):
    """Its last day has passed."""
    case = perform(case, "expire", by=by, facts_=_facts(case))
    _answered(case, "credit_case_expired")
    return case


def _facts(case) -> dict:
    return {"number": case.number, "what": case.record_name}


def _answered(case, kind: str, **facts) -> None:
    """The controller's to-do is done, and whoever asked is told."""
    close_todos(case, TO_DECIDE)
    if case.owner_id:
        told = {"number": case.number, "what": case.record_name, "customer": case.customer.name, **facts}
        notify([case.owner], kind, record=case, **told)


def use(answer: Answer, *, by) -> None:
    """A case without which it would have been held back is used up. Called under the account's lock.

    Raises Blocked where it was used or taken back meanwhile.
    """
    if answer.case is None:
        return
    rows = CreditCase.objects.filter(pk=answer.case.pk, state=CaseState.RELEASED, used_at=None)
    case = rows.select_for_update().first()
    if case is None:
        raise Blocked([Blocker("credit_case_gone", _("The release of the credit case was taken back."))])
    case.used_at, case.used_amount = moment(), min(answer.over, case.granted)
    case.save()
    happened(case, "credit_case.used", by=by, number=case.number, what=case.record_name)


def close_for(record, *, by) -> None:
    """The record no longer needs an answer (it went through, or was called off): its open cases are withdrawn."""
    for case in CreditCase.objects.filter(record_id=record.pk, state=CaseState.OPEN).order_by("pk"):
        run(case, "withdraw", by=system())


def expire_cases(as_of: date) -> int:
    """End releases whose last day is over and questions nobody answered; a second run finds none. Returns how many."""
    unused = CreditCase.objects.filter(used_at=None)
    waited_since = as_of - timedelta(days=int(rule("credit.case_days")))
    over = unused.filter(state=CaseState.RELEASED, expires_on__lt=as_of) | unused.filter(
        state=CaseState.OPEN, created_at__lt=start_of_day(waited_since)
    )
    ended = [run(case, "expire", by=system()) for case in over.order_by("pk")]
    return len(ended)


def warn(record, answer: Answer, *, by) -> None:
    """What goes beyond the limit before the customer's check point is noted on the record, without amounts."""
    if answer.warnings:
        codes = list(dict.fromkeys(one.code for one in answer.warnings))
        happened(record, "credit.warned", by=by, what=name_of(record), codes=codes)
