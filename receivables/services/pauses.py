"""What rests of an item, read as plain pauses: disputes, promises, corrective actions, cases, blocks (handbook §8).

Each pause is for its own amount and until its own day; reminders to the customer leave that much out, steps inside
the house go on. Only a block stops both.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q

from core.ids import Ids, one_of
from receivables.models import CaseItem, CorrectiveAction, Dispute, DunningBlock, Promise
from receivables.models.causes import LONGEST_PAUSE
from receivables.rules.dunning import BLOCK, Pause
from receivables.settings import PROMISE_GRACE
from tenancy.rules import rule

DAY = timedelta(days=1)
DISPUTE, PROMISE, ACTION, CASE = "dispute", "promise", "action", "case"


def pauses_of(customer_of: dict, first: date, last: date) -> dict:
    """{receivable: [Pause]} of these {receivable: customer} that hold on any day from `first` to `last`."""
    found: dict = defaultdict(list)
    ids = Ids(customer_of)
    for receivable, pause in (*_disputes(ids, first, last), *_promises(ids, first, last), *_actions(ids, first, last),
                              *_cases(ids, first, last)):  # fmt: skip
        found[receivable].append(pause)
    for about, pause in _blocks(ids, set(customer_of.values()), first, last):
        for receivable in [about] if about in customer_of else _whose(customer_of, about):
            found[receivable].append(pause)
    return found


def _whose(customer_of, customer) -> list:
    return [receivable for receivable, owner in customer_of.items() if owner == customer]


def _disputes(ids, first, last):
    rows = Dispute.objects.filter(one_of("receivable", ids), opened_on__lte=last)
    rows = rows.filter(Q(resolved_on=None) | Q(resolved_on__gt=first))
    for pk, amount, since, ended in rows.values_list("receivable_id", "amount", "opened_on", "resolved_on"):
        yield pk, Pause(DISPUTE, amount, since, ended and ended - DAY)


def _promises(ids, first, last):
    grace = timedelta(days=rule(PROMISE_GRACE.key))
    rows = Promise.objects.filter(
        one_of("receivable", ids), made_on__lte=last, promised_on__gte=first - grace
    )
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=first))
    for pk, amount, since, promised, ended in rows.values_list(
        "receivable_id", "amount", "made_on", "promised_on", "ended_on"
    ):
        until = promised + grace
        yield pk, Pause(PROMISE, amount, since, min(until, ended - DAY) if ended else until)


def _actions(ids, first, last):
    rows = CorrectiveAction.objects.filter(
        one_of("receivable", ids), opened_on__lte=last, opened_on__gte=first - LONGEST_PAUSE
    ).filter(Q(done_on=None) | Q(done_on__gt=first))
    for pk, amount, since, ended in rows.values_list(
        "receivable_id", "cause__amount", "opened_on", "done_on"
    ):
        until = since + LONGEST_PAUSE
        yield pk, Pause(ACTION, amount, since, min(until, ended - DAY) if ended else until)


def _cases(ids, first, last):
    rows = CaseItem.objects.filter(one_of("receivable", ids), added_on__lte=last)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=first))
    for pk, since, ended in rows.values_list("receivable_id", "added_on", "closed_on"):
        yield pk, Pause(CASE, None, since, ended and ended - DAY)


def _blocks(ids, customers, first, last):
    about = one_of("receivable", ids) | one_of("customer", customers)
    rows = DunningBlock.objects.filter(about, from_on__lte=last, until__gte=first)
    rows = rows.filter(Q(lifted_on=None) | Q(lifted_on__gt=first))
    for receivable, customer, since, until, lifted in rows.values_list(
        "receivable_id", "customer_id", "from_on", "until", "lifted_on"
    ):
        yield receivable or customer, Pause(BLOCK, None, since, min(until, lifted - DAY) if lifted else until)


def blocked_on(as_of: date) -> tuple[set, set]:
    """Receivables and customers whose dunning is stopped on a day."""
    rows = DunningBlock.objects.filter(from_on__lte=as_of, until__gte=as_of)
    rows = rows.filter(Q(lifted_on=None) | Q(lifted_on__gt=as_of))
    pairs = list(rows.values_list("receivable_id", "customer_id"))
    return {receivable for receivable, _c in pairs if receivable}, {
        customer for _r, customer in pairs if customer
    }
