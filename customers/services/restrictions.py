"""Freezes and blacklistings as records: proposed, imposed with the customer's own move, reviewed, lifted (handbook §3).

The one door is the customer's: run(customer, "freeze"). What is written here follows it.
"""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from core.attention import close_todos, todo
from core.dates import local_day, moment
from core.errors import Blocked, Denied
from core.events import happened, happened_to_many
from core.workflow import judge, lock, perform, run, serves
from customers.credit_states import RestrictionKind, RestrictionState
from customers.forms.credit import FreezeForm
from customers.forms.moves import OptionalReasonForm, ReasonForm
from customers.guards import not_blacklisted, not_frozen
from customers.models import Customer, Restriction
from customers.models.customer import FREEZING
from customers.services.due_todos import remind
from tenancy.actor import system
from tenancy.roles import Right, may
from tenancy.rules import rule

EDITING = may(Right.CUSTOMER_EDIT)

TO_DECIDE, TO_REVIEW = "restriction_proposed", "restriction_review"
IMPOSES = {RestrictionKind.FREEZE: "freeze", RestrictionKind.BLACKLIST: "blacklist"}
LIFTS = {RestrictionKind.FREEZE: "unfreeze", RestrictionKind.BLACKLIST: "unblacklist"}
FLAGS = {RestrictionKind.FREEZE: "frozen", RestrictionKind.BLACKLIST: "blacklisted"}


def propose_blacklist(customer: Customer, reason: str, *, by=None, cause: str = "") -> Restriction | None:
    """Propose to blacklist a customer; the credit controller decides. None where it is on the list already."""
    return propose(customer, RestrictionKind.BLACKLIST, reason, by=by, cause=cause)


def propose_freeze(customer: Customer, reason: str, *, by=None, cause: str = "") -> Restriction | None:
    """Propose to freeze a customer; the credit controller decides. None where it is frozen already."""
    return propose(customer, RestrictionKind.FREEZE, reason, by=by, cause=cause)


def propose_in_person(customer, kind, reason, *, by) -> Restriction:
    """What somebody who may change the customer proposes. Raises Denied, Blocked where it is so already."""
    if not (EDITING(customer, by) or FREEZING(customer, by)):
        raise Denied(EDITING.sentence)
    made = propose(customer, kind, reason, by=by)
    if made is None:
        kinds = {RestrictionKind.FREEZE: not_frozen, RestrictionKind.BLACKLIST: not_blacklisted}
        raise Blocked(kinds[RestrictionKind(kind)].blockers(Customer.objects.get(pk=customer.pk)))
    return made


def propose(customer, kind, reason, *, by=None, cause="") -> Restriction | None:
    """A restriction for the controller to decide; one that is proposed already is answered instead."""
    by = by or system()
    if running := _running(customer, kind):
        return running if running.state == RestrictionState.PROPOSED else None
    made = Restriction(
        customer=customer, kind=kind, reason=reason, cause=cause, proposed_by_id=by.user_id, owner_id=by.user_id,
        created_by_id=by.user_id, department_id=customer.department_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _running(customer, kind)
    happened(made, f"restriction.proposed_{kind}", by=by, reason=reason)
    todo(
        made, TO_DECIDE, role="credit", due_on=local_day(), key=str(made.pk), customer=customer.name,
        restriction=str(kind), reason=reason,
    )  # fmt: skip
    return made


def _running(customer, kind) -> Restriction | None:
    rows = Restriction.objects.filter(
        customer=customer, kind=kind, state__in=(RestrictionState.PROPOSED, RestrictionState.IN_FORCE)
    )
    return rows.first()


# --- the moves of a restriction go through the customer -----------------------------------------------------------


@serves(Restriction, "impose", form=FreezeForm)
def impose(restriction, *, by, reason, tell=(), review_on=None):
    """Do to the customer what is proposed."""
    judge(restriction, "impose", by=by)
    fields = {
        "reason": reason,
        "tell": [str(person.pk) for person in tell],
        "review_on": str(review_on) if review_on else "",
    }
    run(restriction.customer, IMPOSES[RestrictionKind(restriction.kind)], by=by, fields=fields)
    return Restriction.objects.get(pk=restriction.pk)


@serves(Restriction, "lift", form=OptionalReasonForm)
def lift(restriction, *, by, reason=""):
    """Take it back from the customer."""
    judge(restriction, "lift", by=by)
    run(
        restriction.customer,
        LIFTS[RestrictionKind(restriction.kind)],
        by=by,
        fields={"reason": reason or "–"},
    )
    return Restriction.objects.get(pk=restriction.pk)


@serves(Restriction, "decline", form=ReasonForm)
def decline(restriction, *, by, reason):
    """The proposal is not followed."""
    restriction = perform(restriction, "decline", by=by, reason=reason)
    close_todos(restriction, TO_DECIDE)
    return restriction


# --- what follows the customer's moves ----------------------------------------------------------------------------


def imposed(customer, kind, *, by, reason, tell=(), review_on: date | None = None) -> Restriction:
    """The customer was frozen or blacklisted: the proposal is in force now, or a record of its own is made."""
    told = [person.name for person in tell]
    review_on = review_on or _review_day()
    running = _running(customer, kind)
    if running is None:
        running = _in_force(customer, kind, reason, by, told, review_on)
        running.save(force_insert=True)
        happened(running, "restriction.imposed", by=by, reason=reason)
    elif running.state == RestrictionState.PROPOSED:
        running = perform(running, "impose", by=by, reason=reason, told=told, review_on=review_on)
        close_todos(running, TO_DECIDE)
    return running


def imposed_many(customers, kind, *, by) -> None:
    """The same for many that were frozen at once, each for its own reason."""
    known = Restriction.objects.filter(
        customer__in=customers, kind=kind, state__in=(RestrictionState.PROPOSED, RestrictionState.IN_FORCE)
    )
    running = {row.customer_id for row in known}
    for customer in customers:
        if customer.pk in running:
            imposed(customer, kind, by=by, reason=customer.frozen_reason)
    new = [
        _in_force(customer, kind, customer.frozen_reason, by, [], _review_day())
        for customer in customers
        if customer.pk not in running
    ]
    Restriction.objects.bulk_create(new, batch_size=500)
    happened_to_many([(row, "restriction.imposed", {"reason": row.reason}) for row in new], by=by)


def lifted(customer, kind, *, by, reason) -> None:
    """The customer may do business again."""
    rows = Restriction.objects.filter(customer=customer, kind=kind, state=RestrictionState.IN_FORCE)
    for row in rows.order_by("pk"):
        perform(row, "lift", by=by, reason=reason)
        close_todos(row, TO_REVIEW)


def _in_force(customer, kind, reason, by, told, review_on) -> Restriction:
    return Restriction(
        customer=customer, kind=kind, reason=reason, told=told, review_on=review_on, state=RestrictionState.IN_FORCE,
        imposed_at=moment(), imposed_by_id=by.user_id, owner_id=by.user_id, created_by_id=by.user_id,
        department_id=customer.department_id,
    )  # fmt: skip


def _review_day() -> date:
    return local_day() + timedelta(days=int(rule("credit.restriction_review_days")))


def end_with_merge(customer, into) -> None:
    """Two customers under the same restriction go on as one: the merged one's ends, the other's stays."""
    for kind in RestrictionKind.values:
        theirs = Restriction.objects.filter(
            customer=into, kind=kind, state__in=(RestrictionState.PROPOSED, RestrictionState.IN_FORCE)
        )
        mine = _running(customer, kind)
        if mine is None or not theirs.exists():
            continue
        move = "lift" if mine.state == RestrictionState.IN_FORCE else "decline"
        perform(lock(mine), move, by=system(), reason=into.name)


def ask_for_reviews(as_of: date) -> int:
    """A to-do for credit for each restriction whose review day has come, once per day named. How many were new."""
    rows = Restriction.objects.filter(state=RestrictionState.IN_FORCE, review_on__lte=as_of)
    wanted = [
        (
            row,
            f"{row.pk}:{row.review_on}",
            row.review_on,
            {"customer": row.customer.name, "restriction": row.kind},
        )
        for row in rows.select_related("customer").order_by("pk")
    ]
    return remind(TO_REVIEW, wanted, role="credit")
