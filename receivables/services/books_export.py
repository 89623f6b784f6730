"""Handing the ledger over to a general ledger: the entries of a period claimed once, and written into a file.

Asked for in a request, done in a worker: claiming, writing and finishing are one transaction, so a worker that dies
leaves nothing behind and the outbox does it again. Meanwhile the cache tells how far it is, and it may be stopped.
"""

import csv
from datetime import date, timedelta
from tempfile import NamedTemporaryFile

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import connection, transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import local_day, moment
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.listing.export import TYPES, defused, in_sheet
from core.outbox import handler, post
from core.rows import insert_many
from core.tenancy import current_tenant, current_tenant_id
from core.upload import TEXT
from desk.papers import attach
from receivables.books import FORMATS, ExportState, ExportTarget
from receivables.models import BooksExport, BooksExported, LedgerEntry, ProvisionRun
from receivables.provision_states import ProvisionState
from receivables.rules import layouts
from receivables.services.books_journal import (
    Books,
    entries_between,
    in_order,
    provision_vouchers,
    vouchers,
    waiting_between,
)
from tenancy.actor import actor_for, system
from tenancy.roles import Right, may

EXPORTING = may(Right.BOOKS_CLOSE)
# A worksheet has room for no more.
MOST_IN_A_SHEET = 1_000_000
LOOKED_UP_EVERY = 2000
KEPT_SECONDS = 3600
CLAIM = """
insert into {exported} (id, tenant_id, run_id, entry_id, target, is_repeat)
select uuidv7(), %(tenant)s, %(run)s, e.id, %(target)s, %(repeat)s
  from {entry} e
 where e.tenant_id = %(tenant)s and e.counts_on between %(first)s and %(last)s and e.base_minor <> 0
   and (%(repeat)s or not exists (
     select 1 from {exported} x where x.tenant_id = %(tenant)s and x.target = %(target)s and x.entry_id = e.id))
on conflict do nothing
"""


class Stopped(Exception):
    """Somebody has cancelled the run meanwhile: what it wrote goes back."""


@transaction.atomic
def ask_for_export(
    *, by, target: str, first_on: date, last_on: date, format: str = "xlsx", is_repeat: bool = False
) -> BooksExport:
    """Have the journal of a period made for a general ledger. Raises Denied, ValidationError."""
    if not EXPORTING(None, by):
        raise Denied(EXPORTING.sentence)
    if last_on < first_on:
        raise ValidationError({"last_on": _("The period ends before it begins.")})
    if (target, format) not in FORMATS:
        known = ", ".join(one for of, one in FORMATS if of == target)
        raise ValidationError({"format": _("{name} is one of {known}.").format(name="format", known=known)})
    run = BooksExport.objects.create(
        target=target, format=format, first_on=first_on, last_on=last_on, is_repeat=is_repeat,
        currency=current_tenant().currency, created_by_id=by.user_id,
    )  # fmt: skip
    happened(run, "ledger_export.asked", by=by, name=str(run))
    post("books.export", {"export": str(run.pk)})
    return run


@transaction.atomic
def cancel_export(run: BooksExport, *, by) -> BooksExport:
    """Stop a run at work; nothing of it is handed over. Raises Denied, Blocked."""
    if not EXPORTING(None, by):
        raise Denied(EXPORTING.sentence)
    stopped = BooksExport.objects.filter(pk=run.pk, state=ExportState.RUNNING).update(
        state=ExportState.CANCELLED, finished_at=moment()
    )
    if not stopped:
        raise Blocked([Blocker("nothing_at_work", _("Nothing is at work that could be cancelled."))])
    run.refresh_from_db()
    happened(run, "ledger_export.cancelled", by=by, name=str(run))
    return run


@handler("books.export")
def make_export(payload: dict) -> None:
    """Claim, write, keep. A second posting of a run that is over does nothing."""
    run = BooksExport.objects.filter(pk=payload["export"], state=ExportState.RUNNING).first()
    if run is None:
        return
    language = run.created_by.language if run.created_by is not None else ""
    with translation.override(language or "zh-hans"):
        try:
            with transaction.atomic():
                _make(run)
        except Stopped:
            return
        except ValidationError as error:
            _fail(run, " ".join(error.messages))


def _make(run) -> None:
    books = Books()
    claim(run)
    writer = Writer(run, books)
    with NamedTemporaryFile(suffix=run.suffix) as file:
        writer.write(file)
        file.seek(0)
        _keep(run, file)
    run.left_out = waiting_between(run.first_on, run.last_on)
    _finish(run, writer)


def claim(run) -> None:
    """Note which entries this run hands over: those that no run has given to this general ledger, or all again."""
    names = {"exported": BooksExported._meta.db_table, "entry": LedgerEntry._meta.db_table}
    values = {
        "tenant": current_tenant_id(), "run": run.pk, "target": run.target, "repeat": run.is_repeat,
        "first": run.first_on, "last": run.last_on,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(**names), values)
    claim_provisions(run)


def claim_provisions(run) -> None:
    """The posted provision runs of months that end in the period, and what takes back those that were handed over and
    have been reversed since. All again: what is posted now is enough."""
    months = ProvisionRun.objects.filter(closes_on__range=(run.first_on, run.last_on)).order_by(
        "closes_on", "pk"
    )
    posted, taken_back = months.filter(state=ProvisionState.POSTED), months.none()
    if not run.is_repeat:
        given = BooksExported.objects.filter(target=run.target, is_repeat=False, provision__isnull=False)
        first, back = (given.filter(is_counter=one).values("provision") for one in (False, True))
        taken_back = months.filter(state=ProvisionState.REVERSED, pk__in=first).exclude(pk__in=back)
        posted = posted.exclude(pk__in=first)
    claimed = [(one, False) for one in posted] + [(one, True) for one in taken_back]
    insert_many(
        [
            BooksExported(run=run, provision=one, target=run.target, is_repeat=run.is_repeat, is_counter=back)
            for one, back in claimed
        ],
        ignore_conflicts=True,
    )


class Writer:
    """Writes the vouchers of a run into a file, line by line, and counts."""

    def __init__(self, run, books):
        self.run, self.books = run, books
        self.maker = run.created_by.name if run.created_by is not None else ""
        self.vouchers = self.lines = self.entries = 0
        self.debit = self.credit = 0
        self.layout = layout_of(run.target)

    def write(self, file) -> None:
        """The whole file. Raises Stopped, ValidationError where it does not fit."""
        {".csv": self._csv, ".xlsx": self._workbook, ".txt": self._text}[self.run.suffix](file)

    def _vouchers(self):
        rows = in_order(LedgerEntry.objects.filter(pk__in=self.run.exported.values("entry")))
        last: dict = {}
        for voucher, count in vouchers(rows, self.books):
            last[voucher.on.year, voucher.on.month] = voucher.number
            self.entries += count
            yield voucher
        given = self.run.exported.filter(provision__isnull=False).select_related("provision")
        handed = [
            (one.provision, one.is_counter) for one in given.order_by("provision__closes_on", "-is_counter")
        ]
        for voucher in provision_vouchers(handed, self.books):
            month = (voucher.on.year, voucher.on.month)
            last[month] = voucher.number = last.get(month, 0) + 1
            yield voucher

    def _rows(self):
        for voucher in self._vouchers():
            if voucher.debit != voucher.credit:
                raise AssertionError(f"voucher of {voucher.on} does not balance")
            self.vouchers += 1
            self.debit += voucher.debit
            self.credit += voucher.credit
            for row in self.layout.rows(voucher, self.books.currency, self.maker):
                self.lines += 1
                yield row
            if self.vouchers % LOOKED_UP_EVERY == 0:
                self._look_up()

    def _look_up(self) -> None:
        cache.set(progress_key(self.run), self.entries, KEPT_SECONDS)
        if not BooksExport.objects.filter(pk=self.run.pk, state=ExportState.RUNNING).exists():
            raise Stopped

    def _csv(self, file) -> None:
        # Spreadsheets take a file without this mark for the computer's old encoding.
        file.write("\ufeff".encode())
        writer = csv.writer(_Bytes(file, "utf-8"))
        writer.writerow([defused(cell) for cell in self.layout.header])
        for row in self._rows():
            writer.writerow([_as_text(cell) for cell in row])

    def _text(self, file) -> None:
        out = _Bytes(file, "gb18030")
        out.write(f"{layouts.UFIDA_FIRST}\r\n")
        for row in self._rows():
            out.write(f"{layouts.ufida_text([_day(cell) for cell in row])}\r\n")

    def _workbook(self, file) -> None:
        # Loaded with its first use: it takes every process a third of a second.
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Page1" if self.run.target == ExportTarget.KINGDEE else _("Vouchers"))
        sheet.freeze_panes = "A2"
        sheet.append([in_sheet(sheet, cell) for cell in self.layout.header])
        for row in self._rows():
            if self.lines > MOST_IN_A_SHEET:
                told = _("More than {most} lines: choose a shorter period, or CSV.")
                raise ValidationError(told.format(most=f"{MOST_IN_A_SHEET:,}"))
            sheet.append([in_sheet(sheet, cell) for cell in row])
        book.save(file)


def layout_of(target: str) -> layouts.Layout:
    """How lines are written for a general ledger."""
    if target == ExportTarget.KINGDEE:
        return layouts.Layout(layouts.KINGDEE, layouts.kingdee_rows)
    if target == ExportTarget.UFIDA:
        return layouts.Layout(layouts.UFIDA, layouts.ufida_rows)
    header = [
        _("Day"), _("Voucher"), _("Line"), _("Account code"), _("Account name"), _("Debit"), _("Credit"), _("Currency"),
        _("Amount in currency"), _("Exchange rate"), _("Customer number"), _("Customer"), _("Text"),
    ]  # fmt: skip
    return layouts.Layout(header, layouts.journal_rows)


class _Bytes:
    """A text file on a file of bytes, written through at once."""

    def __init__(self, file, encoding):
        self.file, self.encoding = file, encoding

    def write(self, text: str) -> None:
        self.file.write(text.encode(self.encoding, "replace"))


def _as_text(cell) -> str:
    if isinstance(cell, str):
        return defused(cell)
    return _day(cell) if isinstance(cell, date) else f"{cell}"


def _day(cell):
    return cell.isoformat() if isinstance(cell, date) else cell


def _keep(run, file) -> None:
    name = f"{run.target}-{run.first_on:%Y%m%d}-{run.last_on:%Y%m%d}{run.suffix}"
    kept = File(file, name=name)
    attach(run, kept, by=_maker(run), content_type=TYPES["xlsx"] if run.suffix == ".xlsx" else TEXT)


def _maker(run):
    """In whose name the file is made."""
    return actor_for(run.created_by) if run.created_by is not None else system()


def _finish(run, writer) -> None:
    """Write the figures down, unless somebody has cancelled meanwhile: then all goes back."""
    taken = {
        "entries": writer.entries, "vouchers": writer.vouchers, "lines": writer.lines, "debit": writer.debit,
        "credit": writer.credit, "left_out": run.left_out, "state": ExportState.DONE, "finished_at": moment(),
    }  # fmt: skip
    if not BooksExport.objects.filter(pk=run.pk, state=ExportState.RUNNING).update(**taken):
        raise Stopped
    run.refresh_from_db()
    happened(
        run,
        "ledger_export.finished",
        by=_maker(run),
        name=str(run),
        entries=run.entries,
        vouchers=run.vouchers,
    )
    told = [run.created_by] if run.created_by is not None else []
    notify(told, "ledger_export_done", record=run, email=False, name=str(run), count=run.vouchers)


def _fail(run, problem: str) -> None:
    BooksExport.objects.filter(pk=run.pk, state=ExportState.RUNNING).update(
        state=ExportState.FAILED, problem=problem[:300], finished_at=moment()
    )


def progress_key(run) -> str:
    """Where the cache keeps how many entries are written."""
    return f"books-export:{run.pk}"


def progress(run) -> tuple[int, int]:
    """(entries written, entries in all) of a run at work."""
    whole = entries_between(run.first_on, run.last_on).order_by().aggregate(n=Count("pk"))["n"]
    return min(cache.get(progress_key(run)) or 0, whole), whole


def last_month(today: date | None = None) -> tuple[date, date]:
    """The first and last day of the month before: what is usually asked for."""
    end = (today or local_day()).replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end
