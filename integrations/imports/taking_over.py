"""The rows of a file are taken over, in the background: from then on the file is not looked at again."""

from itertools import islice

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation

from core.dates import moment
from core.outbox import handler
from core.rows import insert_many
from core.tables.reading import Broken, Unreadable
from core.workflow import lock
from desk.papers import papers_of
from integrations.imports.asking import post_next
from integrations.imports.files import content_of
from integrations.models import Import, ImportRow
from integrations.states import ImportState

READ_AT_ONCE = 2000


@handler("import.read")
def read_file(payload: dict) -> None:
    """Take all rows of the file over; a file that turns out to be broken leaves none."""
    upload = Import.objects.filter(pk=payload["import"], is_read=False).first()
    if upload is None:
        return
    with translation.override(upload.language):
        try:
            with transaction.atomic():
                total = _keep_rows(upload)
        except Unreadable as error:
            give_up(lock(upload), str(error))
            return
    upload = lock(upload)
    upload.is_read, upload.rows_total = True, total
    upload.save()
    if upload.state == ImportState.QUEUED:
        post_next(upload)


def _keep_rows(upload) -> int:
    paper = papers_of(upload).first()
    with default_storage.open(paper.path) as file:
        content = content_of(file, upload.encoding, upload.delimiter, upload.header_row)
        position = 0
        while some := list(islice(content, READ_AT_ONCE)):
            rows = [_row(upload, position + at, number, cells) for at, (number, cells) in enumerate(some)]
            insert_many(rows)
            position += len(rows)
    return position


def _row(upload, position, number, cells) -> ImportRow:
    damage = cells.reason[:200] if isinstance(cells, Broken) else ""
    return ImportRow(
        upload_id=upload.pk, position=position, number=number, cells=[] if damage else cells, damage=damage
    )


def give_up(upload, problem: str) -> None:
    """The import ends here, and why."""
    upload.state, upload.problem, upload.finished_at = ImportState.FAILED, problem[:500], moment()
    upload.save()
