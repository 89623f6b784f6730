"""Legal cases: opened over overdue receivables, carried from letter to enforcement, closed (handbook §8)."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos, todo
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.ids import one_of
from core.money import Money, base_minor
from core.numbering import next_number
from core.workflow import lock, perform, run, serves
from receivables.chasing_forms import CloseCaseForm, JudgmentForm, OnForm, SueForm
from receivables.claim_states import UNDER_WAY, CaseState
from receivables.forms import LegalForm
from receivables.models import CaseCost, CaseItem, LegalCase, Receivable
from receivables.models.cases import HANDLING
from receivables.services.holds import hold_for_case, lift_for_case
from receivables.services.provisions import propose_specific
from receivables.settings import SUIT_PROVIDES
from receivables.states import ReceivableState
from tenancy.actor import system
from tenancy.rules import rule

PAID = "legal_case_paid"


@serves(Receivable, "start_legal", form=LegalForm)
def start_legal(receivable, *, by, reason=""):
    """Legal takes over: the customer's case in this currency covers the item too, or a new one begins."""
    receivable = perform(
        receivable, "start_legal", by=by, reason=reason, facts_={"number": receivable.number}
    )
    rows = LegalCase.objects.select_for_update().filter(
        customer_id=receivable.customer_id, currency=receivable.currency, state__in=UNDER_WAY
    )
    case = rows.order_by("opened_on", "pk").first() or _begin(receivable, by=by, reason=reason)
    _cover(case, receivable, by=by)
    receivable.__dict__.pop("has_legal_case", None)
    return receivable


@transaction.atomic
def open_case(receivables, *, by, reason: str = "") -> LegalCase:
    """One case over several overdue receivables of a customer. Raises Denied, Blocked, ValidationError."""
    if not receivables:
        raise ValidationError({"receivables": _("Choose at least one receivable.")})
    if len({(row.customer_id, row.currency) for row in receivables}) > 1:
        raise ValidationError(
            {"receivables": _("A case is against one customer, over items in one currency.")}
        )
    for one in sorted(receivables, key=lambda row: str(row.pk)):
        run(one, "start_legal", by=by, fields={"reason": reason})
    return CaseItem.objects.select_related("case").get(receivable=receivables[0], closed_on=None).case


def _begin(receivable, *, by, reason) -> LegalCase:
    case = LegalCase(
        customer_id=receivable.customer_id, currency=receivable.currency, reason=reason, opened_on=local_day(),
        letter_on=local_day(), number=next_number("LC"), owner_id=by.user_id,
        department_id=by.department_id if not by.is_system else None, created_by_id=by.user_id,
    )  # fmt: skip
    case.save(force_insert=True)
    search.index([case], new=True)
    happened(case, "legal_case.opened", by=by, number=case.number, reason=reason)
    hold_for_case(case)
    return case


@transaction.atomic
def cover(case: LegalCase, receivable: Receivable, *, by) -> CaseItem:
    """The case covers one more receivable of the customer. Raises Denied, Blocked, ValidationError."""
    case = lock(case)
    if not HANDLING(case, by):
        raise Denied(HANDLING.sentence)
    if case.state == CaseState.CLOSED:
        raise Blocked([Blocker("closed", _("The case is closed."), _("Start another one."))])
    if receivable.customer_id != case.customer_id or receivable.currency != case.currency:
        text = _("The case is against {customer}, over items in {currency}.")
        raise ValidationError(
            {"receivable": text.format(customer=case.customer.name, currency=case.currency)}
        )
    receivable = Receivable.objects.select_for_update().get(pk=receivable.pk)
    if receivable.state != ReceivableState.OPEN:
        raise ValidationError({"receivable": _("{number} is not open.").format(number=receivable.number)})
    if CaseItem.objects.filter(receivable=receivable, closed_on=None).exists():
        raise ValidationError({"receivable": _("Legal action is under way already.")})
    return _cover(case, receivable, by=by)


def _cover(case, receivable, *, by) -> CaseItem:
    item = CaseItem.objects.create(
        case=case, receivable=receivable, amount=receivable.balance, added_on=local_day()
    )
    case.amount += receivable.balance
    case.amount_minor = base_minor(case.amount, case.currency, case.opened_on)
    case.save()
    happened(
        case, "legal_case.covers", by=by, number=receivable.number,
        amount=Money(item.amount, case.currency).as_json(),
    )  # fmt: skip
    return item


@transaction.atomic
def spend(case: LegalCase, *, by, kind: str, amount: Money, spent_on: date | None = None, note: str = ""):
    """Note what the case cost. Raises Denied, ValidationError."""
    case = lock(case)
    if not HANDLING(case, by):
        raise Denied(HANDLING.sentence)
    if amount.currency != case.currency:
        raise ValidationError({"amount": _("This case is in {currency}.").format(currency=case.currency)})
    cost = CaseCost.objects.create(
        case=case,
        kind=kind,
        amount=amount.amount,
        spent_on=spent_on or local_day(),
        note=note,
        by_id=by.user_id,
    )
    happened(case, "legal_case.cost", by=by, amount=amount.as_json(), note=note or cost.get_kind_display())
    return cost


def _day(case, on: date | None, *after: date | None) -> date:
    """The day of a step: not before the steps that went before it, not in the future. Raises ValidationError."""
    on = on or local_day()
    if on > local_day():
        raise ValidationError({"on": _("{day} is still to come.").format(day=on)})
    first = max(day for day in (case.opened_on, *after) if day is not None)
    if on < first:
        raise ValidationError({"on": _("Not before {day}, the step before it.").format(day=first)})
    return on


@serves(LegalCase, "mediate", form=OnForm)
def mediate(case, *, by, on=None):
    """Both sides talk before somebody neutral."""
    return perform(case, "mediate", by=by, on=_day(case, on, case.letter_on))


@serves(LegalCase, "sue", form=SueForm)
def sue(case, *, by, court, on=None, docket=""):
    """The court has it."""
    case = perform(
        case, "sue", by=by, on=_day(case, on, case.letter_on, case.mediated_on), court=court, docket=docket
    )
    search.index([case])
    if rule(SUIT_PROVIDES.key):
        _propose_provisions(case)
    return case


def _propose_provisions(case) -> None:
    """Finance is asked to provide for each open item that went to court; one that is provided for already stays."""
    reason = _("Suit in legal case {number}").format(number=case.number)
    for item in case.items.filter(closed_on=None, receivable__state=ReceivableState.OPEN).order_by("pk"):
        propose_specific(item.receivable, by=system(), reason=reason)


@serves(LegalCase, "judge", form=JudgmentForm)
def judge(case, *, by, awarded, on=None):
    """What the court awarded, or what mediation agreed. Raises ValidationError for another currency."""
    if awarded.currency != case.currency:
        raise ValidationError({"awarded": _("This case is in {currency}.").format(currency=case.currency)})
    return perform(case, "judge", by=by, on=_day(case, on, case.mediated_on, case.filed_on), awarded=awarded)


@serves(LegalCase, "enforce", form=OnForm)
def enforce(case, *, by, on=None):
    """The customer does not pay what was awarded."""
    return perform(case, "enforce", by=by, on=_day(case, on, case.judged_on))


@serves(LegalCase, "close", form=CloseCaseForm)
def close(case, *, by, outcome, reason):
    """Over: its items are free again; what is open is dunned again or proposed for write-off."""
    case = perform(case, "close", by=by, outcome=outcome, reason=reason)
    case.items.filter(closed_on=None).update(closed_on=case.closed_on)
    lift_for_case(case)
    close_todos(case, PAID)
    return case


def after_paying(receivables) -> None:
    """Ask Legal to close a case of which nothing is open any more."""
    cases = LegalCase.objects.filter(
        one_of("items__receivable", [row.pk for row in receivables]), state__in=UNDER_WAY
    )
    for case in cases.distinct().select_related("customer", "owner"):
        still = case.items.filter(closed_on=None, receivable__state=ReceivableState.OPEN)
        if not still.exclude(receivable__balance=Decimal(0)).exists():
            todo(
                case, PAID, user=case.owner, role="" if case.owner_id else "legal", due_on=case.as_of,
                key=str(case.pk), customer=case.customer.name, number=case.number,
            )  # fmt: skip
