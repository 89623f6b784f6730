"""Undoing what is on the ledger: by a reversing entry, never by a change, whatever the kind (decision 18)."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.workflow import lock, perform, run, serves
from customers.credit import lock_accounts
from deals.models import Deal
from receivables.models import InsuranceClaim, LedgerEntry, Receivable
from receivables.models.insurance import CLAIMING
from receivables.services import allocation as allocating
from receivables.services import ledger
from receivables.states import EntryKind, ReceivableState
from tenancy.actor import system
from tenancy.roles import Right, WhoMay, may

# Who may take back what stands alone; what belongs to an allocation goes with it.
UNDOING: dict[str, WhoMay] = {
    EntryKind.WRITTEN_OFF: may(Right.WRITE_OFF),
    EntryKind.CREDITED: may(Right.INVOICE_ISSUE),
    EntryKind.INSURED: CLAIMING,
    EntryKind.RESCHEDULED: may(Right.RECEIVABLE_RESCHEDULE),
}


def may_undo(entry: LedgerEntry, by) -> bool:
    """Can this entry be undone by itself, by this person? (Whether it was before is asked under lock.)"""
    if entry.reverses_id is not None or entry.receivable_id is None:
        return False
    if entry.allocation_id is not None:
        return allocating.ALLOCATING(None, by)
    return _stands_alone(entry) and UNDOING[entry.kind](None, by)


def _stands_alone(entry) -> bool:
    """A credit that came with a red-letter invoice has no act of its own: it is undone by an invoice."""
    return entry.kind in UNDOING and (entry.kind != EntryKind.CREDITED or entry.step is not None)


@transaction.atomic
def undo(entry: LedgerEntry, *, by, reason: str) -> None:
    """Write the counter entries of an entry and of all that was written in the same act; what was closed opens again.

    Raises Denied, Blocked (undone before, not undone by itself, a part of it was touched since).
    """
    if entry.allocation is not None:
        allocating.reverse(entry.allocation, by=by, reason=reason)
        return
    if not _stands_alone(entry) or entry.reverses_id is not None or entry.receivable_id is None:
        raise Blocked([Blocker("not_undone_alone", _("This entry is not undone by itself."))])
    if not UNDOING[entry.kind](None, by):
        raise Denied(UNDOING[entry.kind].sentence)
    if entry.kind == EntryKind.INSURED:
        _take_claim_back(entry, by=by, reason=reason)
        return
    entries = _of_the_act(entry)
    receivables = _locked({one.receivable_id for one in entries})
    _check_not_reversed(entries)
    _check_untouched(entries, receivables)
    ledger.write([ledger.reversing(one, by=by, cause=reason) for one in entries])
    for receivable in receivables.values():
        _follow(receivable, entry, by=by, reason=reason)


def _take_claim_back(entry, *, by, reason) -> None:
    """The claim says what the insurer paid, and the money may be of a bank line: all of it goes back together."""
    # The claim's number begins the cause of the entries of its payment.
    number = entry.cause.split(" ", 1)[0]
    claim = lock(InsuranceClaim.objects.get(receivable=entry.receivable_id, number=number))
    _check_not_reversed([entry])
    run(claim, "take_back", by=by, fields={"reason": reason})


def _check_not_reversed(entries) -> None:
    if LedgerEntry.objects.filter(reverses__in=[one.pk for one in entries]).exists():
        raise Blocked([Blocker("already_reversed", _("This entry was reversed before."))])


def _of_the_act(entry) -> list[LedgerEntry]:
    if entry.step is None:
        return [entry]
    return list(LedgerEntry.objects.filter(step=entry.step, reverses=None).order_by("position"))


def _locked(ids) -> dict:
    rows = Receivable.objects.filter(pk__in=ids)
    deals = Deal.objects.filter(pk__in=rows.values("deal_id")).order_by("pk")
    list(deals.select_for_update().values_list("pk", flat=True))
    lock_accounts([*rows.values_list("customer_id", flat=True)])
    return {row.pk: row for row in rows.select_for_update().order_by("pk")}


def _check_untouched(entries, receivables) -> None:
    """What raised a receivable can be taken off again only while nothing of it was used."""
    for one in entries:
        row = receivables[one.receivable_id]
        if one.amount > 0 and (row.balance < one.amount or row.state != ReceivableState.OPEN):
            text = _("{number} was paid or changed since.").format(number=row.number)
            raise Blocked([Blocker("touched", text, _("Take that back first."))])


def _follow(receivable, entry, *, by, reason) -> None:
    receivable.refresh_from_db()
    if receivable.state == ReceivableState.OPEN and receivable.balance == 0:
        perform(receivable, "rejoin", by=system(), reason=reason)
    elif receivable.state != ReceivableState.OPEN and receivable.balance > 0:
        allocating.reopen(receivable, by=system())
    if receivable.pk == entry.receivable_id:
        happened(
            receivable,
            "receivable.entry_undone",
            by=by,
            entry=entry.kind,
            amount=entry.money.as_json(),
            reason=reason,
        )


@serves(Receivable, "rejoin")
def rejoin(receivable, *, by, reason=""):
    """A part of a rescheduling that was undone ends."""
    return perform(receivable, "rejoin", by=by, reason=reason)
