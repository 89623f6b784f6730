"""Disputes and legal action: objects of their own behind a receivable's flags (decision 19)."""

from django.utils.translation import gettext as _

from core.dates import local_day
from core.money import Money
from core.workflow import perform, serves
from receivables.forms import DisputeForm, LegalForm, ResolutionForm
from receivables.models import Dispute, LegalCase, Receivable


@serves(Receivable, "dispute", form=DisputeForm)
def dispute(receivable, *, by, reason, amount=None):
    """Record what the customer disputes; it stays owed, reminders over all of it pause."""
    amount = amount or Money(receivable.balance, receivable.currency)
    receivable = perform(
        receivable, "dispute", by=by, reason=reason, amount=amount, facts_={"number": receivable.number}
    )
    Dispute(
        receivable=receivable, amount=min(amount.amount, receivable.balance), currency=receivable.currency,
        reason=reason, opened_on=local_day(), created_by_id=by.user_id,
    ).save(force_insert=True)  # fmt: skip
    receivable.__dict__.pop("has_dispute", None)
    return receivable


@serves(Receivable, "resolve_dispute", form=ResolutionForm)
def resolve_dispute(receivable, *, by, resolution=""):
    """End every open dispute of the receivable."""
    receivable = perform(
        receivable, "resolve_dispute", by=by, resolution=resolution, facts_={"number": receivable.number}
    )
    _end(Dispute.objects.filter(receivable=receivable), by.user_id, resolution)
    receivable.__dict__.pop("has_dispute", None)
    return receivable


def end_disputes(receivable_ids) -> None:
    """What is paid is no longer disputed."""
    _end(Dispute.objects.filter(receivable_id__in=receivable_ids), None, _("Settled."))


def _end(disputes, user_id, resolution) -> None:
    disputes.filter(resolved_on=None).update(
        resolved_on=local_day(), resolved_by_id=user_id, resolution=resolution
    )


@serves(Receivable, "start_legal", form=LegalForm)
def start_legal(receivable, *, by, reason=""):
    """Open a legal case over what is open."""
    receivable = perform(
        receivable, "start_legal", by=by, reason=reason, facts_={"number": receivable.number}
    )
    LegalCase(
        receivable=receivable, amount=receivable.balance, currency=receivable.currency, reason=reason,
        opened_on=local_day(), created_by_id=by.user_id,
    ).save(force_insert=True)  # fmt: skip
    receivable.__dict__.pop("has_legal_case", None)
    return receivable
