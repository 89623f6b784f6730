"""An import at work: tried, written and taken back, chunk by chunk.

Each chunk is one posting of the outbox and one transaction; the next is posted by it. So a worker that dies loses
nothing, other postings come in between, and whoever looks sees how far it is.
"""

from collections import Counter
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Count, Max
from django.utils import translation
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import moment
from core.events import happened
from core.imports import Fate, Row
from core.outbox import handler
from core.prepared import plan_anew
from core.rows import update_many
from core.workflow import lock
from integrations.imports.asking import post_next
from integrations.imports.order import must_ask, order_question
from integrations.imports.parsing import Fault, Parser
from integrations.imports.sums import add_sums
from integrations.imports.taking_over import READ_AT_ONCE, give_up
from integrations.models import COUNTED, Import, ImportRow
from integrations.states import ImportState
from tenancy.actor import Actor, actor_for
from tenancy.models import Membership

CHUNK = 250
STRANGERS_NAMED = 50
TAKEN_IN = (Fate.CREATED, Fate.UPDATED, Fate.MERGED)
log = structlog.get_logger("integrations.imports")


@handler("import.step")
def step(payload: dict) -> None:
    """Do the next chunk and post the one after it; posted twice, the second finds its own rows or none."""
    upload = lock(Import.objects.get(pk=payload["import"]))
    by = _importer(upload)
    with translation.override(upload.language):
        if by is None or not upload.what.may(by):
            give_up(upload, _("Whoever brought the file may not import any more."))
        elif upload.state in (ImportState.QUEUED, ImportState.RUNNING):
            _forward(upload, by)
        elif upload.state in (ImportState.CANCELLING, ImportState.UNDOING):
            _backward(upload, by)


def _forward(upload, by) -> None:
    parser = Parser(upload)
    if upload.state == ImportState.QUEUED:
        _prepare(upload, Parser(upload))
        if upload.state == ImportState.MATCHING:
            upload.save()
            return
        upload.state = ImportState.RUNNING
    plan_anew()
    rows = list(upload.rows.filter(fate="").order_by("position")[:CHUNK])
    Chunk(upload, rows, parser, by).run()
    for fate, count in Counter(row.fate for row in rows).items():
        setattr(upload, fate, getattr(upload, fate) + count)
    if upload.rows_read >= upload.rows_total:
        _finish(upload, by)
    else:
        upload.save()
        post_next(upload)


def _prepare(upload, parser) -> None:
    """Rows as if nothing had been tried; those that repeat an earlier one are marked."""
    upload.rows.update(fate="", record_id=None, before=None, column="", value="", reason="", repeats=False)
    upload.totals, upload.strangers = {}, {}
    keys, repeated = set(), []
    cells = upload.rows.filter(damage="").order_by("position").values_list("position", "cells")
    for position, texts in cells.iterator(READ_AT_ONCE):
        if must_ask(upload, parser.days(texts)):
            upload.state, upload.problem = ImportState.MATCHING, order_question()
            return
        add_sums(upload, "file", parser.readable(texts))
        values, fault = parser.read(texts)
        own = set(upload.what.keys(values)) if fault is None else set()
        if own & keys:
            repeated.append(position)
        keys |= own
    upload.rows.filter(position__in=repeated).update(repeats=True)


class Chunk:
    """Some rows of an import: read, handed to their kind, and what became of them noted."""

    def __init__(self, upload, rows, parser, by):
        self.upload, self.rows, self.parser, self.by = upload, rows, parser, by
        self.values: dict[int, dict] = {}

    def run(self) -> None:
        """Write the rows; one that breaks the others is found by halving and stands alone as failed."""
        readable = [row for row in self.rows if not self._faulty(row)]
        self._name_strangers()
        self._write(readable)
        at = moment()
        for row in self.rows:
            row.written_at = at if row.record_id and not self.upload.dry_run else None
            if row.fate in TAKEN_IN:
                add_sums(self.upload, "taken", self.values[row.position])
        update_many(self.rows)

    def _faulty(self, row: ImportRow) -> bool:
        self.values[row.position], fault = self.parser.read(row.cells)
        if row.damage:
            fault = Fault("", "", row.damage)
        if fault is not None:
            row.fate = Fate.FAILED
            row.column, row.value, row.reason = fault.column[:200], fault.value, fault.reason[:500]
        return fault is not None

    def _name_strangers(self) -> None:
        named = self.upload.strangers
        for name, rows in self.parser.strangers.items():
            if name in named or len(named) < STRANGERS_NAMED:
                named[name] = named.get(name, 0) + rows

    def _write(self, rows) -> None:
        if not rows:
            return
        given = [Row(row.position, dict(self.values[row.position]), row.repeats) for row in rows]
        try:
            with transaction.atomic():
                self.upload.what.write(given, self.upload.policy, self.by, self.upload.dry_run)
        except Exception as error:
            if len(rows) > 1:
                middle = len(rows) // 2
                self._write(rows[:middle])
                self._write(rows[middle:])
                return
            log.exception("row not imported", upload=str(self.upload.pk), row=rows[0].number, exc_info=error)
            given[0].fail(_("This row could not be written. Tell your administrator its number."))
        for row, became in zip(rows, given, strict=True):
            self._note(row, became)

    def _note(self, row, became: Row) -> None:
        at, header = self.parser.column_of(became.column)
        row.fate, row.record_id, row.before = became.fate, became.record_id, became.before
        row.column, row.reason = (header or became.column)[:200], became.reason[:500]
        row.value = row.cells[at][:200] if at is not None and at < len(row.cells) else ""


def _finish(upload, by) -> None:
    upload.state = ImportState.PARTIAL if upload.failed else ImportState.DONE
    upload.finished_at = moment()
    upload.save()
    counts = {name: getattr(upload, name) for name in COUNTED}
    happened(upload, "import.finished", by=by, name=upload.file_name, dry_run=upload.dry_run, **counts)
    if not upload.dry_run:
        notify([by.user], "import.finished", record=upload, email=False, name=upload.file_name, **counts)


# --- back ----------------------------------------------------------------------------------------------------


def _backward(upload, by) -> None:
    """Take back the latest written rows; those whose record was worked on since are kept and named."""
    written = upload.rows.filter(
        record_id__isnull=False, undone="", fate__in=[Fate.CREATED, Fate.UPDATED, Fate.MERGED]
    )
    rows = list(written.filter(written_at__isnull=False).order_by("-position")[:CHUNK])
    if not rows:
        _turned_back(upload, by)
        return
    last = _last_written(upload, rows)
    for row in rows:
        row.last_written = last[row.record_id]
    kept = upload.what.take_back(rows, by)
    at = moment()
    for row in rows:
        row.undone, row.written_at = ("kept" if row.position in kept else "taken_back"), at
    update_many(rows)
    upload.kept += len(kept)
    upload.taken_back += len(rows) - len(kept)
    upload.save()
    post_next(upload)


def _last_written(upload, rows) -> dict[object, datetime]:
    """{record id: when this import last touched it}."""
    ids = {row.record_id for row in rows}
    touched = upload.rows.filter(record_id__in=ids).order_by().values("record_id")
    return dict(touched.annotate(n=Count("position"), at=Max("written_at")).values_list("record_id", "at"))


def _turned_back(upload, by) -> None:
    cancelled = upload.state == ImportState.CANCELLING
    upload.state = ImportState.CANCELLED if cancelled else ImportState.UNDONE
    upload.save()
    facts = {"name": upload.file_name, "taken_back": upload.taken_back, "kept": upload.kept}
    happened(upload, "import.taken_back", by=by, **facts)
    notify([by.user], "import.taken_back", record=upload, email=False, **facts)


def _importer(upload) -> Actor | None:
    """Whoever brought the file, with the rights of this moment; None for one who has left."""
    try:
        return actor_for(upload.created_by)
    except Membership.DoesNotExist:
        return None
