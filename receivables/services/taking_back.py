"""A taking over undone within its day: by reversing entries, since the ledger is only added to."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.bulk import run_many
from core.dates import moment
from core.models import Event
from core.workflow import run
from receivables.models import Allocation, BankLine, Invoice, InvoiceItem, LedgerEntry, Receivable
from receivables.services import ledger
from receivables.services.taken_over import tell
from receivables.services.taken_receipts import TAKEN_BACK
from receivables.states import InvoiceKind, LineSource, ReceivableState
from tenancy.actor import system


@transaction.atomic
def take_back_receivables(rows, by) -> set:
    """Undo receivables; the positions of those on which somebody has worked or whose invoices stand are kept."""
    records = Receivable.objects.in_bulk([row.record_id for row in rows])
    busy = worked_on_since(rows) | _used(records) | set(
        InvoiceItem.objects.filter(receivable__in=records).values_list("receivable_id", flat=True)
    )  # fmt: skip
    free = [row.record_id for row in rows if row.record_id in records and row.record_id not in busy]
    _reverse_debts(free, by)
    return {row.position for row in rows if row.record_id in busy}


@transaction.atomic
def take_back_invoices(rows, by) -> set:
    """Undo invoices with the receivables that came with them; those that were credited or paid since are kept."""
    invoices = Invoice.objects.in_bulk([row.record_id for row in rows])
    items = InvoiceItem.objects.filter(invoice__in=invoices).select_related("receivable")
    owed: dict = {}
    for item in items:
        owed.setdefault(item.invoice_id, {})[item.receivable_id] = item.receivable
    busy = worked_on_since(rows) | set(
        Invoice.objects.filter(credits__in=invoices, kind=InvoiceKind.CREDIT_NOTE).values_list(
            "credits_id", flat=True
        )
    )
    used = _used({pk: row for rows_ in owed.values() for pk, row in rows_.items()})
    since = _touched({pk for rows_ in owed.values() for pk in rows_}, rows)
    busy |= {pk for pk, rows_ in owed.items() if set(rows_) & (used | since)}
    free = [pk for pk in invoices if pk not in busy]
    # A receivable that was there before its invoice stays.
    made_with = {row.record_id: (row.before or {}).get("receivable") for row in rows}
    own = [made_with[pk] for pk in free if made_with[pk]]
    gone = [invoices[pk] for pk in free]
    tell(gone, "invoice.taken_out", lambda one: {"number": one.number, "name": one.number}, by=by)
    Invoice.objects.filter(pk__in=free).delete()
    search.forget(Invoice, free)
    _reverse_debts(own, by)
    return {row.position for row in rows if row.record_id in busy}


@transaction.atomic
def take_back_receipts(rows, by) -> set:
    """Undo receipts: what they paid is open again; those that somebody allocated otherwise since are kept."""
    lines = BankLine.objects.filter(source=LineSource.TAKEN_OVER).in_bulk([row.record_id for row in rows])
    at = {row.record_id: row.last_written for row in rows}
    since = Allocation.objects.filter(bank_line__in=lines).values_list(
        "bank_line_id", "created_at", "reversed_at"
    )
    busy = {pk for pk, made, back in since if back or made > at[pk]}
    free = [pk for pk in lines if pk not in busy]
    allocations = list(Allocation.objects.filter(bank_line__in=free, reversed_at=None))
    _reverse(LedgerEntry.objects.filter(allocation__in=allocations), by)
    _reverse(LedgerEntry.objects.filter(bank_line__in=free, allocation=None), by)
    _mark(allocations, by)
    owed = Receivable.objects.filter(pk__in={one.receivable_id for one in allocations}, balance__gt=0)
    for receivable in owed.filter(state=ReceivableState.SETTLED).order_by("pk"):
        run(receivable, "reopen", by=system())
    BankLine.objects.filter(pk__in=free).update(note=TAKEN_BACK)
    tell([lines[pk] for pk in free], "bank_line.taken_back", lambda _line: {}, by=by)
    return {row.position for row in rows if row.record_id in busy}


def _reverse_debts(ids, by) -> None:
    """Counter entries for the receivables and what was paid of them before, then both are out of the books."""
    allocations = list(Allocation.objects.filter(receivable__in=ids, reversed_at=None))
    lines = [one.bank_line_id for one in allocations]
    _reverse(LedgerEntry.objects.filter(receivable__in=ids), by)
    _reverse(LedgerEntry.objects.filter(bank_line__in=lines), by)
    _mark(allocations, by)
    BankLine.objects.filter(pk__in=lines).update(note=TAKEN_BACK)
    outcome = run_many(Receivable.objects.filter(pk__in=ids), "take_back", by=by)
    for _pk, error in outcome.failed:
        raise error


def _reverse(entries, by) -> None:
    """In the order in which they were written, so that no balance falls below 0 on the way."""
    left = entries.filter(reverses=None, reversals=None).order_by("-position")
    ledger.write([ledger.reversing(entry, by=by, cause=str(_("Taking over undone"))) for entry in left])


def _mark(allocations, by) -> None:
    Allocation.objects.filter(pk__in=[one.pk for one in allocations]).update(
        reversed_at=moment(), reversed_by_id=by.user_id, reason=str(_("Taking over undone"))
    )


def worked_on_since(rows) -> set:
    """Ids of the records with which a person has dealt after the import wrote them."""
    at = {row.record_id: row.last_written for row in rows}
    events = Event.objects.filter(record_id__in=at, by__isnull=False).values_list("record_id", "at")
    return {pk for pk, when in events if when > at[pk]}


def _touched(ids, rows) -> set:
    """The same for receivables that came along with the rows' own records."""
    last = max((row.last_written for row in rows), default=None)
    events = (
        Event.objects.filter(record_id__in=ids, by__isnull=False, at__gt=last)
        if last
        else Event.objects.none()
    )
    return set(events.values_list("record_id", flat=True))


def _used(records: dict) -> set:
    """Receivables that money other than the taken-over history has paid, or that were lowered or written off."""
    mine = Allocation.objects.filter(receivable__in=records, reversed_at=None)
    foreign = mine.exclude(bank_line__source=LineSource.TAKEN_OVER)
    ids = set(foreign.values_list("receivable_id", flat=True))
    return ids | {pk for pk, row in records.items() if row.state == ReceivableState.WRITTEN_OFF}
