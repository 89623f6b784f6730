"""Claims on the credit insurer 特险索赔: prepared, reported, claimed, paid, and the deadlines by which it must hear.

Lock order (decision 6): deal, claim, credit account, bank line, receivable.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money, round_money
from core.numbering import next_number
from core.workflow import Done, lock, perform, run, serves
from customers.credit import lock_account
from customers.credit_board import Deadline
from customers.services.due_todos import remind
from receivables import insurance_forms as forms
from receivables.insurance_states import HEARD, UNDER_WAY, ClaimState
from receivables.insured import days_after, limit_of, with_policy
from receivables.models import BankLine, InsuranceClaim, LedgerEntry, Receivable
from receivables.models.insurance import CLAIMING
from receivables.services import ledger
from receivables.states import EntryKind, ReceivableState
from tenancy.actor import system
from tenancy.roles import Right
from tenancy.rules import rule

REPORT, CLAIM = "insurance_report", "insurance_claim"


# --- deadlines ----------------------------------------------------------------------------------------------------


def report_deadline(receivable: Receivable) -> date | None:
    """By when a possible loss of this receivable must be reported; None where no insurer covers it or has heard."""
    if receivable.claims.filter(state__in=HEARD).exists():
        return None
    covered = limit_of(receivable)
    return days_after(receivable.due_on, covered.policy.report_days) if covered else None


def claim_deadline(receivable: Receivable) -> date | None:
    """By when a loss of this receivable must be claimed; None where no insurer covers it or it is claimed."""
    if receivable.claims.exclude(state__in=(ClaimState.PREPARED, ClaimState.REPORTED)).exists():
        return None
    covered = limit_of(receivable)
    return days_after(receivable.due_on, covered.policy.claim_days) if covered else None


def deadlines_between(first: date, last: date) -> list[tuple]:
    """[(kind, day, receivable)] of open insured receivables whose insurer must hear of them between two days."""
    claims = InsuranceClaim.objects.filter(receivable=OuterRef("pk"))
    rows = with_policy(Receivable.objects.open().filter(balance__gt=0, due_on__lte=last)).annotate(
        is_heard=Exists(claims.filter(state__in=HEARD)),
        is_claimed=Exists(claims.exclude(state__in=(ClaimState.PREPARED, ClaimState.REPORTED))),
    )
    found = []
    for row in rows.select_related("customer").order_by("due_on", "pk").iterator(chunk_size=500):
        days = [(REPORT, row.report_days, row.is_heard), (CLAIM, row.claim_days, row.is_claimed)]
        for kind, after, done in days:
            on = row.due_on + timedelta(days=after)
            if not done and first <= on <= last:
                found.append((kind, on, row))
    return found


def alert_deadlines(as_of: date) -> int:
    """A to-do for credit for each deadline that is so many days away, each mark once. Returns how many were new."""
    marks = sorted(rule("credit.insurance_days"))
    wanted = []
    for kind, on, row in deadlines_between(as_of, as_of + timedelta(days=marks[-1])):
        mark = next(mark for mark in marks if (on - as_of).days <= mark)
        facts = {
            "number": row.number, "customer": row.customer.name, "on": str(on), "days": (on - as_of).days,
            "balance": row.open_money.as_json(),
        }  # fmt: skip
        wanted.append((kind, row, f"{row.pk}:{on}:{mark}", on, facts))
    return sum(
        remind(kind, [one[1:] for one in wanted if one[0] == kind], role="credit") for kind in (REPORT, CLAIM)
    )


def board_deadlines(first: date, last: date) -> list[Deadline]:
    """The same for the credit controller's page."""
    words = {REPORT: _("Report a possible loss of {number}"), CLAIM: _("Claim {number}")}
    return [
        Deadline(
            kind, on, words[kind].format(number=row.number), row.customer.name, row.balance, row.currency,
            row.get_absolute_url(),
        )
        for kind, on, row in deadlines_between(first, last)
    ]  # fmt: skip


# --- the life of a claim ------------------------------------------------------------------------------------------


@transaction.atomic
def prepare(
    receivable: Receivable, *, by, cause: str, amount: Money | None = None, note: str = ""
) -> InsuranceClaim:
    """Put a claim together over what is open, or a part. Raises Denied, Blocked, ValidationError."""
    if not by.can(Right.CREDIT_LIMIT):
        raise Denied(CLAIMING.sentence)
    receivable = lock(receivable)
    covered = limit_of(receivable)
    _check(receivable, covered)
    assert receivable.due_on is not None
    loss = _loss(receivable, amount)
    claim = InsuranceClaim(
        number=next_number("IC", local_day()), receivable=receivable, customer_id=receivable.customer_id,
        deal_id=receivable.deal_id, policy=covered.policy, share=covered.share, cause=cause, amount=loss,
        currency=receivable.currency, due_on=receivable.due_on, note=note, owner_id=by.user_id,
        department_id=receivable.department_id, created_by_id=by.user_id,
    )  # fmt: skip
    claim.save(force_insert=True)
    happened(claim, "claim.prepared", by=by, number=claim.number, receivable=receivable.number)
    search.index([claim])
    return claim


def _check(receivable, covered) -> None:
    if covered is None:
        detail = _("{number} is not insured.").format(number=receivable.number)
        raise Blocked(
            [Blocker("not_insured", detail, _("Enter the customer's insured limit at its policy."))]
        )
    if receivable.state != ReceivableState.OPEN or receivable.balance <= 0 or receivable.due_on is None:
        detail = _("{number} is not open.").format(number=receivable.number)
        raise Blocked([Blocker("not_open", detail, _("Choose an open receivable."))])
    if running := receivable.claims.filter(state__in=UNDER_WAY).first():
        detail = _("{claim} over this receivable is under way.").format(claim=running.number)
        raise Blocked([Blocker("claim_under_way", detail, _("Go on with it."), running.get_absolute_url())])


def _loss(receivable, amount: Money | None) -> Decimal:
    """The loss claimed: what is open unless a part is named. Raises ValidationError."""
    if amount is None:
        return receivable.balance
    if amount.currency != receivable.currency:
        message = _("This receivable is in {currency}.").format(currency=receivable.currency)
        raise ValidationError({"amount": message})
    if not 0 < amount.amount <= receivable.balance:
        message = _("Between 0 and the open {balance}.").format(balance=receivable.open_money)
        raise ValidationError({"amount": message})
    return amount.amount


@serves(InsuranceClaim, "report", form=forms.ReportForm)
def report(claim, *, by, reported_on=None, insurer_number=""):
    """Tell the insurer of the possible loss; a late report is on record and is warned of."""
    reported_on = reported_on or local_day()
    claim = perform(
        claim, "report", by=by, reported_on=reported_on, insurer_number=insurer_number, facts_=_named(claim)
    )
    close_todos(claim.receivable, REPORT)
    if not claim.is_late:
        return claim
    happened(claim, "claim.late", by=by, number=claim.number, deadline=str(claim.report_by))
    warning = _("The loss was to be reported by {day}: the insurer may refuse it.").format(
        day=claim.report_by
    )
    return Done(claim, {"warnings": [warning]})


@serves(InsuranceClaim, "claim", form=forms.ClaimForm)
def claim_money(claim, *, by, claimed_on=None, amount: Money | None = None):
    """Ask the insurer for the money, over what is a loss by now."""
    claim = lock(claim)
    if claim.state == ClaimState.REPORTED and amount is not None:
        _loss(claim.receivable, amount)
    loss = amount.amount if amount is not None else claim.amount
    claim = perform(
        claim, "claim", by=by, claimed_on=claimed_on or local_day(), amount=loss, facts_=_named(claim)
    )
    close_todos(claim.receivable, CLAIM)
    return claim


@serves(InsuranceClaim, "pay", form=forms.PayForm)
def pay(claim, *, by, amount: Money, paid_on=None, bank_line: BankLine | None = None):
    """The insurer paid: so much is off the receivable by an entry of its own, the rest stays.

    bank_line: the money as it came in; so much of it is used. Raises ValidationError on an amount that doesn't fit.
    """
    claim = lock(claim)
    lock_account(claim.customer_id)
    line = BankLine.objects.select_for_update().get(pk=bank_line.pk) if bank_line else None
    claim.receivable = Receivable.objects.select_for_update().get(pk=claim.receivable_id)
    _check_payment(claim, amount, line)
    paid_on = paid_on or local_day()
    claim = perform(
        claim, "pay", by=by, paid_on=paid_on, amount=amount.amount,
        facts_=_named(claim) | {"amount": None, "money": amount.as_json()},
    )  # fmt: skip
    receivable = Receivable.objects.get(pk=claim.receivable_id)
    cause = f"{claim.number} {claim.policy}"
    entries = [ledger.lowered(receivable, EntryKind.INSURED, amount.amount, paid_on, by=by, cause=cause)]
    if line is not None:
        entries.append(ledger.used(line, EntryKind.INSURED, amount.amount, paid_on, by=by, cause=cause))
        InsuranceClaim.objects.filter(pk=claim.pk).update(bank_line=line)
    ledger.write(entries)
    receivable.refresh_from_db()
    if receivable.balance == 0:
        run(receivable, "settle", by=system())
    return InsuranceClaim.objects.get(pk=claim.pk)


def _check_payment(claim, amount: Money, line) -> None:
    receivable = claim.receivable
    if amount.currency != claim.currency:
        message = _("This receivable is in {currency}.").format(currency=claim.currency)
        raise ValidationError({"amount": message})
    most = min(claim.amount, receivable.balance)
    if not 0 < amount.amount <= most or amount.amount != round_money(amount.amount, amount.currency):
        shown = Money(most, claim.currency)
        raise ValidationError({"amount": _("More than 0 and at most {most}.").format(most=shown)})
    if line is not None and line.currency != claim.currency:
        raise ValidationError({"bank_line": _("The money is in another currency than the receivable.")})
    if line is not None and line.unallocated < amount.amount:
        message = _("{rest} of the bank line are left.").format(rest=Money(line.unallocated, line.currency))
        raise ValidationError({"bank_line": message})


@serves(InsuranceClaim, "take_back", form=forms.WhyForm)
def take_back(claim, *, by, reason):
    """Undo the insurer's payment by counter entries; the receivable is owed again."""
    claim = lock(claim)
    lock_account(claim.customer_id)
    if claim.bank_line_id:
        BankLine.objects.select_for_update().get(pk=claim.bank_line_id)
    Receivable.objects.select_for_update().get(pk=claim.receivable_id)
    claim = perform(claim, "take_back", by=by, reason=reason, facts_=_named(claim))
    written = LedgerEntry.objects.filter(
        kind=EntryKind.INSURED, reverses=None, cause__startswith=f"{claim.number} ", reversals__isnull=True
    )
    ledger.write([ledger.reversing(entry, by=by, cause=reason) for entry in written.order_by("pk")])
    receivable = Receivable.objects.get(pk=claim.receivable_id)
    if receivable.state != ReceivableState.OPEN:
        run(receivable, "reopen", by=system())
    return claim


@serves(InsuranceClaim, "refuse", form=forms.WhyForm)
def refuse(claim, *, by, reason):
    """The insurer does not pay."""
    return perform(claim, "refuse", by=by, reason=reason, facts_=_named(claim))


@serves(InsuranceClaim, "close", form=forms.EndForm)
def close(claim, *, by, reason=""):
    """Nothing more comes of it."""
    return perform(claim, "close", by=by, reason=reason, facts_=_named(claim))


def _named(claim) -> dict:
    return {"number": claim.number, "receivable": claim.receivable.number}
