"""Promises to pay: noted, judged by the money that came, told when broken (handbook §8)."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.bulk import run_many
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.ids import one_of
from core.money import Money, base_minor
from core.workflow import perform, run, serves
from receivables.claim_states import JUDGED, PromiseState
from receivables.forms import ReasonForm
from receivables.models import LedgerEntry, Promise, Receivable
from receivables.rules.promising import Word, received_towards
from receivables.services.holds import hold_for_word, lift_for_word
from receivables.services.people import House
from receivables.settings import PROMISE_GRACE
from receivables.states import ReceivableState
from receivables.who import chasing
from tenancy.actor import system
from tenancy.rules import rule

# A bank may tell of money, or take it back, some days after it counts; until then a judgement is looked at again.
JUDGED_AGAIN = timedelta(days=14)
LONGEST = timedelta(days=365)
CHUNK = 500


@transaction.atomic
def promise(
    receivable: Receivable, *, by, promised_on: date, amount: Money | Decimal | None = None, note: str = "",
    told_by: str = "",
) -> Promise:  # fmt: skip
    """Note that the customer will pay by a day; reminders over that much rest until then.

    amount: without one all that is open, and the promise takes the place of earlier ones. told_by: who said so.
    Raises Denied, Blocked where nothing is open, ValidationError on the day and the amount.
    """
    receivable = Receivable.objects.select_for_update().get(pk=receivable.pk)
    if not chasing(receivable, by):
        raise Denied(chasing.sentence)
    if receivable.state != ReceivableState.OPEN or receivable.balance <= 0:
        detail = _("{number} is not open.").format(number=receivable.number)
        raise Blocked([Blocker("not_open", detail, _("Choose an open receivable."))])
    _check_day(promised_on)
    made = Promise(
        receivable=receivable, amount=_amount(receivable, amount, by=by), currency=receivable.currency,
        made_on=local_day(), promised_on=promised_on, told_by=told_by[:120], note=note[:300],
        owner_id=receivable.owner_id or by.user_id, department_id=receivable.department_id,
        created_by_id=by.user_id,
    )  # fmt: skip
    made.amount_minor = base_minor(made.amount, made.currency, receivable.triggered_on)
    made.save(force_insert=True)
    happened(
        made, "promise.made", by=by, number=receivable.number, amount=made.money.as_json(),
        promised_on=promised_on.isoformat(), told_by=made.told_by, note=made.note,
    )  # fmt: skip
    return made


def _check_day(day: date) -> None:
    today = local_day()
    if day < today:
        raise ValidationError({"promised_on": _("A promise is for today or a later day.")})
    if day > today + LONGEST:
        raise ValidationError({"promised_on": _("A promise reaches at most a year ahead.")})


def _amount(receivable, amount, *, by) -> Decimal:
    """What is promised; all that is open replaces the promises that stand. Raises ValidationError beyond the rest."""
    standing = list(receivable.promises.filter(state=PromiseState.OPEN))
    if amount is None:
        for one in standing:
            run(
                one,
                "withdraw",
                by=system(),
                fields={"reason": _("A later promise over all of it took its place.")},
            )
        return receivable.balance
    if isinstance(amount, Money):
        if amount.currency != receivable.currency:
            text = _("This receivable is in {currency}.").format(currency=receivable.currency)
            raise ValidationError({"amount": text})
        amount = amount.amount
    rest = receivable.balance - sum((one.amount for one in standing), Decimal(0))
    if amount <= 0:
        raise ValidationError({"amount": _("Must be more than 0.")})
    if amount > rest:
        text = _("{amount} is more than the {rest} that no promise covers yet.")
        raise ValidationError({"amount": text.format(amount=f"{amount:,.2f}", rest=f"{rest:,.2f}")})
    return amount


@serves(Promise, "withdraw", form=ReasonForm)
def withdraw(promise, *, by, reason):
    """The promise no longer stands; reminders go on."""
    return perform(promise, "withdraw", by=by, reason=reason)


def judge_promises(as_of: date) -> dict[str, int]:
    """Judge the promises whose day is over, and again those judged lately; {state: how many came to it}.

    A second run of the day finds nothing that changes.
    """
    over = Q(state=PromiseState.OPEN, promised_on__lt=as_of - timedelta(days=rule(PROMISE_GRACE.key)))
    lately = Q(state__in=JUDGED, ended_on__gte=as_of - JUDGED_AGAIN)
    rows = Promise.objects.filter(over | lately).order_by("receivable_id")
    ids = list(rows.values_list("receivable_id", flat=True).distinct())
    counts: dict = defaultdict(int)
    for start in range(0, len(ids), CHUNK):
        for state, count in judge_of(ids[start : start + CHUNK], as_of).items():
            counts[state] += count
    return dict(counts)


def judge_of(receivable_ids, as_of: date) -> dict[str, int]:
    """Judge the promises over these receivables; those that are paid are kept before their day too."""
    rows = Promise.objects.filter(one_of("receivable", receivable_ids)).exclude(state=PromiseState.WITHDRAWN)
    promises = list(rows.select_related("receivable"))
    if not promises:
        return {}
    got = _received(promises)
    verdicts = defaultdict(list)
    for one in promises:
        verdict = _verdict(one, got[one.pk], as_of)
        if verdict not in ("", one.state):
            verdicts[verdict].append(one.pk)
    return {state: _end(ids, state, got) for state, ids in verdicts.items()}


def _received(promises) -> dict:
    """{promise: money towards it}, over all promises of their receivables."""
    words, receipts = defaultdict(list), defaultdict(dict)
    for one in promises:
        words[one.receivable_id].append(Word(one.pk, one.made_on, one.promised_on, one.amount))
    entries = LedgerEntry.objects.filter(receivable__in=words, allocation__isnull=False)
    for pk, day, amount in (
        entries.values("receivable_id", "counts_on")
        .annotate(sum=Sum("amount"))
        .values_list("receivable_id", "counts_on", "sum")
    ):
        receipts[pk][day] = max(-amount, Decimal(0))
    return {key: got for pk in words for key, got in received_towards(words[pk], receipts[pk]).items()}


def _verdict(one: Promise, got: Decimal, as_of: date) -> str:
    if got >= one.amount:
        return PromiseState.KEPT
    if one.state == PromiseState.OPEN and one.receivable.state != ReceivableState.OPEN:
        return PromiseState.WITHDRAWN
    if as_of <= one.promised_on + timedelta(days=rule(PROMISE_GRACE.key)):
        return ""
    return PromiseState.PARTLY if got > 0 else PromiseState.BROKEN


MOVES = {
    PromiseState.KEPT: "keep",
    PromiseState.PARTLY: "keep_in_part",
    PromiseState.BROKEN: "fail",
    PromiseState.WITHDRAWN: "withdraw",
}


def _end(ids, state, got) -> int:
    rows = Promise.objects.filter(pk__in=ids).select_related("receivable__customer", "owner")
    if state == PromiseState.WITHDRAWN:
        fields = {"reason": _("Nothing is open any more.")}
        outcome = run_many(rows, "withdraw", by=system(), fields=fields)
    else:
        follow = _tell_broken if state in (PromiseState.PARTLY, PromiseState.BROKEN) else _no_longer_broken
        outcome = run_many(
            rows, MOVES[state], by=system(), fields=lambda one: {"received": got[one.pk]}, follow=follow
        )
    for _pk, error in outcome.failed:
        raise error
    return len(outcome.done)


def _tell_broken(promises) -> None:
    """The AR has to ask; the manager and credit are told, each once per promise; shipments may be held."""
    house = House()
    credit = house.with_role("credit")
    for one in promises:
        facts = {
            "customer": one.receivable.customer.name, "number": one.receivable.number,
            "promised_on": one.promised_on.isoformat(), "amount": one.money.as_json(),
            "received": one.received_money.as_json(),
        }  # fmt: skip
        todo(
            one, "promise_broken", user=one.owner, role="" if one.owner_id else "sales_manager",
            due_on=one.as_of, key=f"{one.pk}", **facts,
        )  # fmt: skip
        told = {user.pk: user for user in [*house.managers_above(one.owner_id), *credit]}
        notify(told.values(), "promise_broken_told", record=one, key=f"{one.pk}", **facts)
    hold_for_word({one.receivable.customer_id for one in promises})


def _no_longer_broken(promises) -> None:
    for one in promises:
        close_todos(one, "promise_broken")
    lift_for_word({one.receivable.customer_id for one in promises})
