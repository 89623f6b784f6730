"""Disputes: recorded on a receivable, reviewed, resolved; what is accepted is credited (decision 19)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.bulk import run_many
from core.dates import local_day
from core.events import happened
from core.ids import one_of
from core.money import Money, base_minor
from core.workflow import perform, run, serves
from receivables.chasing_forms import AcceptPartForm, ReviewForm
from receivables.claim_states import DISPUTED, DisputeCategory, DisputeState
from receivables.forms import DisputeForm, ReasonForm, ResolutionForm
from receivables.models import Dispute, Receivable, SpecificProvision
from receivables.services.people import House
from receivables.services.provisions import propose_specific
from receivables.settings import DISPUTE_DAYS, DISPUTE_PROVIDES
from tenancy.actor import system
from tenancy.rules import rule

# What it is about decides who looks into it: the deal's seat that can mend it.
SEAT_FOR = {
    DisputeCategory.DELIVERY: "fr", DisputeCategory.QUALITY: "fr", DisputeCategory.ACCEPTANCE: "fr",
    DisputeCategory.PRICE: "ar", DisputeCategory.CONTRACT: "ar",
}  # fmt: skip
REVIEW, CREDIT = "dispute_review", "credit_note_wanted"


@serves(Receivable, "dispute", form=DisputeForm)
def dispute(receivable, *, by, reason, amount=None, category="", due_on=None):
    """Record what the customer disputes; it stays owed, reminders over that much rest."""
    amount = amount or Money(receivable.balance, receivable.currency)
    receivable = perform(
        receivable, "dispute", by=by, reason=reason, amount=amount, facts_={"number": receivable.number}
    )
    _open(receivable, min(amount.amount, receivable.balance), reason, category, due_on, by)
    receivable.__dict__.pop("has_dispute", None)
    return receivable


def _open(receivable, amount: Decimal, reason, category, due_on, by) -> Dispute:
    category = category or DisputeCategory.OTHER
    seat = SEAT_FOR.get(category)
    made = Dispute(
        receivable=receivable, amount=amount, currency=receivable.currency, reason=reason, category=category,
        amount_minor=base_minor(amount, receivable.currency, receivable.triggered_on), opened_on=local_day(),
        due_on=due_on or local_day() + timedelta(days=rule(DISPUTE_DAYS.key)),
        owner_id=(receivable.deal.seat(seat) if seat and receivable.deal_id else None) or receivable.owner_id,
        department_id=receivable.department_id, created_by_id=by.user_id,
    )  # fmt: skip
    made.save(force_insert=True)
    happened(
        made, "dispute.opened", by=by, number=receivable.number, amount=made.money.as_json(), reason=reason
    )
    todo(
        made, REVIEW, user=made.owner, role="" if made.owner_id else "finance", due_on=made.due_on, key=str(made.pk),
        customer=receivable.customer.name, number=receivable.number, amount=made.money.as_json(),
    )  # fmt: skip
    return made


@serves(Receivable, "resolve_dispute", form=ResolutionForm)
def resolve_dispute(receivable, *, by, resolution="", outcome=""):
    """End every open dispute of the receivable: accepted, rejected, or withdrawn where nothing else is said."""
    receivable = perform(
        receivable, "resolve_dispute", by=by, resolution=resolution, facts_={"number": receivable.number}
    )
    move = {DisputeState.ACCEPTED: "accept", DisputeState.REJECTED: "reject"}.get(outcome, "withdraw")
    for one in receivable.disputes.filter(state__in=DISPUTED).order_by("pk"):
        run(one, move, by=by, fields={"reason": resolution or _("Resolved.")})
    receivable.__dict__.pop("has_dispute", None)
    return receivable


@serves(Dispute, "review", form=ReviewForm)
def review(dispute, *, by, due_on=None):
    """Somebody looks into it."""
    return perform(dispute, "review", by=by, due_on=due_on)


@serves(Dispute, "accept", form=ReasonForm)
def accept(dispute, *, by, reason):
    """The customer is right: finance is asked to credit all of it."""
    return _resolved(perform(dispute, "accept", by=by, reason=reason))


@serves(Dispute, "accept_in_part", form=AcceptPartForm)
def accept_in_part(dispute, *, by, amount, reason):
    """So much is credited; the rest is owed and dunned again. Raises ValidationError beyond the disputed amount."""
    if amount.currency != dispute.currency:
        text = _("This receivable is in {currency}.").format(currency=dispute.currency)
        raise ValidationError({"amount": text})
    if amount.amount >= dispute.amount:
        raise ValidationError(
            {"amount": _("Less than the disputed {amount}.").format(amount=str(dispute.money))}
        )
    return _resolved(perform(dispute, "accept_in_part", by=by, amount=amount, reason=reason))


@serves(Dispute, "reject", form=ReasonForm)
def reject(dispute, *, by, reason):
    """All of it is owed; dunning goes on."""
    return _resolved(perform(dispute, "reject", by=by, reason=reason))


@serves(Dispute, "withdraw", form=ReasonForm)
def withdraw(dispute, *, by, reason):
    """The customer disputes it no longer."""
    return _resolved(perform(dispute, "withdraw", by=by, reason=reason))


def _resolved(dispute: Dispute) -> Dispute:
    """What follows: its to-do is done, the owner is told, a credit note is asked for where something was accepted."""
    close_todos(dispute, REVIEW)
    receivable = dispute.receivable
    facts: dict[str, Any] = {
        "customer": receivable.customer.name, "number": receivable.number, "amount": dispute.money.as_json(),
        "outcome": str(dispute.state),
    }  # fmt: skip
    if receivable.owner_id:
        notify([receivable.owner], "dispute_resolved", record=dispute, key=str(dispute.pk), **facts)
    if dispute.accepted > 0:
        todo(
            receivable, CREDIT, role="finance", due_on=dispute.as_of, key=f"dispute:{dispute.pk}",
            **facts | {"amount": dispute.accepted_money.as_json()},
        )  # fmt: skip
    return dispute


def end_disputes(receivable_ids) -> None:
    """What is paid is no longer disputed."""
    rows = Dispute.objects.filter(one_of("receivable", receivable_ids), state__in=DISPUTED)
    if not rows.exists():
        return
    rows = rows.select_related("receivable__customer", "receivable__owner")
    outcome = run_many(rows, "withdraw", by=system(), fields={"reason": _("Settled.")}, follow=_all_resolved)
    for _pk, error in outcome.failed:
        raise error


def _all_resolved(disputes) -> None:
    for one in disputes:
        _resolved(one)


def tell_overdue(as_of: date) -> int:
    """Tell owner and finance once of each dispute that should have been resolved, and propose to provide for it.

    Returns of how many.
    """
    late = Dispute.objects.filter(state__in=DISPUTED, due_on__lt=as_of)
    house = House()
    rows = late.select_related("receivable__customer", "owner").order_by("due_on", "pk")
    for one in rows:
        told = {user.pk: user for user in house.with_role("finance")}
        if one.owner_id:
            told[one.owner_id] = one.owner
        notify(
            told.values(), "dispute_overdue", record=one, key=f"{one.pk}:{one.due_on}",
            customer=one.receivable.customer.name, number=one.receivable.number, amount=one.money.as_json(),
            due_on=one.due_on.isoformat(),
        )  # fmt: skip
    if rule(DISPUTE_PROVIDES.key):
        _propose_provisions(late)
    return len(rows)


def _propose_provisions(late) -> None:
    """Once a dispute: finance may have declined it, or ended what came of it."""
    asked = SpecificProvision.objects.filter(
        receivable=OuterRef("receivable"), created_at__gte=OuterRef("created_at")
    )
    for one in late.filter(~Exists(asked)).select_related("receivable__customer").order_by("pk"):
        reason = _("Disputed since {day}, not resolved by {due}").format(day=one.opened_on, due=one.due_on)
        propose_specific(one.receivable, by=system(), reason=reason, amount=one.amount)
