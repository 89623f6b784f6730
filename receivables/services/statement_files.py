"""Bank files on their way in: small ones are read at once, large ones in the background with progress, and those whose
columns nobody has explained wait for their mapping.

A file is written in one transaction: a worker that dies leaves nothing, and the posting that was not done is done anew.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import moment
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.outbox import handler, post
from core.upload import TEXT
from core.workflow import lock
from desk.papers import attach, papers_of
from receivables.models import BankLine, BankStatement, StatementImport
from receivables.rules.statements.layout import Layout, from_json
from receivables.rules.statements.shape import EncodingAsked, MappingAsked, Unreadable
from receivables.services import matching
from receivables.services.statements import IMPORTING, XLSX, Imported, import_statement
from receivables.states import ReadingState, StatementState
from tenancy.actor import Actor, actor_for
from tenancy.models import Membership

LARGE = 1024 * 1024
MATCHED_AT_ONCE = 1000
SHOWN_ROWS, LONGEST_SHOWN = 5, 60


class Cancelled(Exception):
    """Somebody asked to stop while the file was being written."""


def bring(
    file, *, by, account="", format="", encoding="", mapping: Layout | None = None, remember=False, waits=False
) -> Imported | StatementImport:  # fmt: skip
    """Take a file in: at once, or in the background where it is large; then the import is returned.

    waits: a file that has to be explained first is kept and waits (pages); else that is raised (API). Raises Denied,
    Unreadable, ValidationError.
    """
    if not IMPORTING(None, by):
        raise Denied(IMPORTING.sentence)
    raw = file.read()
    said = {"account": account, "format": format, "encoding": encoding}
    if len(raw) > LARGE:
        known = BankStatement.objects.filter(digest=hashlib.sha256(raw).hexdigest()).first()
        return (
            Imported(known, repeated=True)
            if known
            else _queued(raw, file.name, said, mapping, remember, by=by)
        )
    try:
        return import_statement(raw, file_name=file.name, by=by, mapping=mapping, remember=remember, **said)
    except (MappingAsked, EncodingAsked) as error:
        if not waits:
            raise
        return _asking(raw, file.name, said, error, by=by)


@transaction.atomic
def _queued(raw, file_name, said, mapping, remember, *, by) -> StatementImport:
    upload = _kept(raw, file_name, said, by=by)
    upload.mapping = {"layout": mapping.as_json(), "remember": remember} if mapping else {}
    upload.save()
    post("statement.begin", {"import": str(upload.pk)})
    return upload


@transaction.atomic
def _asking(raw, file_name, said, error, *, by) -> StatementImport:
    upload = _kept(raw, file_name, said, by=by)
    _note_question(upload, error)
    upload.save()
    return upload


def _kept(raw: bytes, file_name: str, said: dict, *, by) -> StatementImport:
    upload = StatementImport(
        file_name=(file_name or "")[-200:], size=len(raw), digest=hashlib.sha256(raw).hexdigest(),
        created_by_id=by.user_id, **said,
    )  # fmt: skip
    upload.save(force_insert=True)
    file = ContentFile(raw, name=upload.file_name or "statement")
    try:
        attach(upload, file, by=by, content_type=XLSX if raw.startswith(b"PK") else TEXT)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    happened(upload, "statement.brought", by=by, file=upload.file_name)
    return upload


def _note_question(upload: StatementImport, error: Unreadable) -> None:
    """What has to be said before the file can be read, with what was seen of it."""
    upload.state, upload.problem, upload.problem_line = ReadingState.ASKING, error.detail[:500], error.line
    table = getattr(error, "table", None)
    upload.found = {
        "asks": error.code,
        "missing": list(getattr(error, "missing", ())),
        "format": table.format if table else "",
        "encoding": table.encoding if table else "",
        "header": table.header if table else [],
        "header_line": table.header_line if table else 0,
        "rows": [[cell[:LONGEST_SHOWN] for cell in row.cells] for row in table.rows[:SHOWN_ROWS]]
        if table
        else [],
    }


def raw_of(upload: StatementImport) -> bytes:
    """The bank's own bytes. Raises Blocked where they are no longer kept."""
    paper = papers_of(upload).first()
    if paper is None:
        raise _blocked("file_gone", _("The file is no longer kept. Bring it again."))
    with default_storage.open(paper.path) as file:
        return file.read()


@transaction.atomic
def explain(upload: StatementImport, *, by, mapping: Layout | None, encoding="", account="", remember=False):
    """Say how the file is to be read and have it read; at once where it is small. Returns Imported or the import.

    Raises Denied, Blocked where nothing is asked, Unreadable where it still can't be read.
    """
    upload = _own(lock(upload), by)
    if upload.state != ReadingState.ASKING:
        raise _blocked("not_asked", _("This file waits for no mapping."))
    upload.encoding = encoding or upload.encoding
    upload.account = account or upload.account
    upload.mapping = {"layout": mapping.as_json(), "remember": remember} if mapping else {}
    if upload.size > LARGE:
        upload.state, upload.problem = ReadingState.QUEUED, ""
        upload.save()
        post("statement.begin", {"import": str(upload.pk)})
        return upload
    upload.save()
    imported = _import(upload, by)
    _done(upload, imported, by)
    return imported


@transaction.atomic
def cancel(upload: StatementImport, *, by) -> StatementImport:
    """Stop; nothing of the file stays. Raises Denied, Blocked where nothing is at work."""
    # Not locked: whoever is writing the file must see the wish before he is done.
    upload = _own(upload, by)
    stopped = StatementImport.objects.filter(
        pk=upload.pk, state__in=[ReadingState.ASKING, ReadingState.QUEUED]
    )
    if stopped.update(state=ReadingState.CANCELLED, finished_at=moment()):
        happened(upload, "statement.cancelled", by=by, file=upload.file_name)
    elif not StatementImport.objects.filter(pk=upload.pk, state=ReadingState.RUNNING).update(
        cancel_asked=True
    ):
        raise _blocked("nothing_at_work", _("Nothing is at work that could be cancelled."))
    return StatementImport.objects.get(pk=upload.pk)


def _own(upload: StatementImport, by) -> StatementImport:
    if not IMPORTING(None, by):
        raise Denied(IMPORTING.sentence)
    return upload


def _blocked(code: str, detail: str) -> Blocked:
    return Blocked([Blocker(code, detail, "")])


# --- in the background --------------------------------------------------------------------------------------------


@handler("statement.begin")
def begin(payload: dict) -> None:
    """The file's turn has come: seen by whoever looks, since the reading itself is one transaction."""
    begun = StatementImport.objects.filter(pk=payload["import"], state=ReadingState.QUEUED)
    if begun.update(state=ReadingState.RUNNING):
        post("statement.read", payload)


@handler("statement.read")
def read_file(payload: dict) -> None:
    """Read the file into the books, whole or not at all; done again after a crash, it finds nothing done."""
    upload = StatementImport.objects.filter(pk=payload["import"], state=ReadingState.RUNNING).first()
    if upload is None:
        return
    with translation.override(upload.language):
        by = _importer(upload)
        try:
            if by is None or not IMPORTING(None, by):
                raise Unreadable(1, _("Whoever brought the file may not import any more."))
            with transaction.atomic():
                imported = _import(upload, by)
                _stop_if_asked(upload)
            _done(upload, imported, by)
        except Cancelled:
            _ended(upload, ReadingState.CANCELLED)
            happened(upload, "statement.cancelled", by=by, file=upload.file_name)
        except (MappingAsked, EncodingAsked) as error:
            _note_question(upload, error)
            upload.save()
            notify([by.user], "statement.asks", record=upload, email=False, file=upload.file_name)
        except Unreadable as error:
            _failed(upload, f"{error.where}: {error.detail}", error.line, by)
        except ValidationError as error:
            _failed(upload, " ".join(error.messages), 0, by)


def _import(upload: StatementImport, by) -> Imported:
    told = upload.mapping or {}
    mapping = from_json(told["layout"]) if told.get("layout") else None

    def progress(done: int, of: int) -> None:
        upload.tell_progress(done, of)
        _stop_if_asked(upload)

    return import_statement(
        raw_of(upload), file_name=upload.file_name, by=by, account=upload.account, format=upload.format,
        encoding=upload.encoding, mapping=mapping, remember=bool(told.get("remember")), told=progress, kept_on=upload,
    )  # fmt: skip


def _stop_if_asked(upload: StatementImport) -> None:
    if StatementImport.objects.filter(pk=upload.pk, cancel_asked=True).exists():
        raise Cancelled


def _done(upload: StatementImport, imported: Imported, by) -> None:
    statement = imported.statement
    upload.statement, upload.lines = statement, statement.new_lines + statement.known_lines
    upload.problem, upload.problem_line = "", 0
    _ended(upload, ReadingState.DONE)
    if upload.size > LARGE:
        count = statement.new_lines
        notify([by.user], "statement.read", record=statement, email=False, file=upload.file_name, count=count)


def _failed(upload: StatementImport, problem: str, line: int, by) -> None:
    upload.problem, upload.problem_line = problem[:500], line
    _ended(upload, ReadingState.FAILED)
    if by is not None:
        notify([by.user], "statement.failed", record=upload, email=False, file=upload.file_name)


def _ended(upload: StatementImport, state) -> None:
    upload.state, upload.finished_at = state, moment()
    upload.save()


def _importer(upload: StatementImport) -> Actor | None:
    """Whoever brought the file, with the rights of this moment; None for one who has left."""
    try:
        return actor_for(upload.created_by)
    except Membership.DoesNotExist:
        return None


@handler("statement.match")
def match_lines(payload: dict) -> None:
    """Post what is certain among the lines of a large file, so many at a time; the next are posted for by these."""
    statement = BankStatement.objects.get(pk=payload["statement"])
    if statement.state != StatementState.IMPORTED:
        return
    rows = BankLine.objects.filter(statement=statement, amount__gt=0).order_by("pk")
    if payload.get("after"):
        rows = rows.filter(pk__gt=payload["after"])
    ids = list(rows.values_list("pk", flat=True)[:MATCHED_AT_ONCE])
    if ids:
        matching.post_certain(ids, by=actor_for(statement.owner))
        post("statement.match", {"statement": str(statement.pk), "after": str(ids[-1])})
