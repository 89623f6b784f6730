"""What people ask of an import: try it, write it, stop it, undo it. The work itself is done chunk by chunk (steps)."""

import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import moment
from core.events import happened
from core.outbox import post
from core.workflow import lock
from integrations.imports.intake import blocked, match, own, receive
from integrations.imports.order import check_order
from integrations.models import COUNTED, Import
from integrations.states import ImportState


@transaction.atomic
def bring(
    *, kind, file, by, mapping=None, repeated="", ownerless="", day_first=None, dry_run=False
) -> Import:
    """A file and what is to be done with it, all at once; nothing is kept of one that can't be done.

    mapping: {header: target, "" for none} for columns that are not to go where they are guessed to go. Raises Denied,
    ValidationError.
    """
    upload = receive(kind, file, by=by)
    chosen = {at: upload.mapping.get(str(at), "") for at in range(len(upload.columns))} | _named(
        upload, mapping or {}
    )
    match(
        upload, by=by, mapping_=chosen, policy=repeated or upload.policy, ownerless=ownerless or upload.ownerless,
        day_first=upload.day_first if day_first is None else day_first,
    )  # fmt: skip
    return start(upload, by=by, dry_run=dry_run)


def _named(upload: Import, mapping: dict) -> dict[int, str]:
    """{position: target} of a mapping by headers."""
    unknown = [header for header in mapping if header not in upload.columns]
    if unknown:
        told = _("The file has no column “{name}”; it has {known}.")
        known = json.dumps(upload.columns, ensure_ascii=False)
        raise ValidationError({"mapping": told.format(name=unknown[0], known=known)})
    return {upload.columns.index(header): str(target or "") for header, target in mapping.items()}


@transaction.atomic
def start(upload: Import, *, by, dry_run: bool) -> Import:
    """Try the import, or write it. Raises Denied, Blocked, and ValidationError where its columns don't suffice."""
    upload = own(lock(upload), by)
    if not upload.may_be_matched:
        raise blocked("import_over", _("This import is at work or over."), _("Bring the file again."))
    if problems := upload.what.problems(set(upload.mapping.values())):
        raise ValidationError({"mapping": problems})
    check_order(upload)
    upload.state, upload.dry_run, upload.problem = ImportState.QUEUED, dry_run, ""
    upload.started_at, upload.finished_at = moment(), None
    for name in COUNTED:
        setattr(upload, name, 0)
    upload.save()
    happened(upload, "import.tried" if dry_run else "import.started", by=by, name=upload.file_name)
    if upload.is_read:
        post_next(upload)
    return upload


@transaction.atomic
def cancel(upload: Import, *, by) -> Import:
    """Stop; what was written is taken back. Raises Denied, and Blocked where nothing is at work."""
    upload = own(lock(upload), by)
    if upload.state not in (ImportState.QUEUED, ImportState.RUNNING):
        raise blocked("nothing_at_work", _("Nothing is at work that could be cancelled."))
    happened(upload, "import.cancelled", by=by, name=upload.file_name)
    if upload.dry_run:
        upload.state = ImportState.MATCHING
        upload.save()
        return upload
    return _turn_back(upload, ImportState.CANCELLING)


@transaction.atomic
def undo(upload: Import, *, by) -> Import:
    """Take the whole import back, within a day. Raises Denied, and Blocked when it is too late."""
    upload = own(lock(upload), by)
    if upload.undo_until is None:
        raise blocked("undo_over", _("An import can be undone within 24 hours after it was written."))
    happened(upload, "import.undone", by=by, name=upload.file_name)
    return _turn_back(upload, ImportState.UNDOING)


def _turn_back(upload, state) -> Import:
    upload.state, upload.taken_back, upload.kept = state, 0, 0
    upload.save()
    post_next(upload)
    return upload


def post_next(upload) -> None:
    """Have the next chunk done after this transaction."""
    post("import.step", {"import": str(upload.pk)})
