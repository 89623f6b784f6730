"""A file arrives: looked at, its columns matched, kept; and the match is corrected."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.imports import KINDS, Kind, Ownerless, Policy
from core.outbox import post
from core.tables.reading import Unreadable
from core.upload import TEXT
from core.workflow import lock
from desk.papers import attach
from integrations.imports import mapping, values
from integrations.imports.files import Shape, shape_of
from integrations.imports.people import by_words
from integrations.models import ColumnMatch, Import
from integrations.states import ImportState
from tenancy.people import everybody

SHOWN = 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kind_named(name: str, by) -> Kind:
    """The kind, if there is one and the person may import it. Raises ValidationError, Denied."""
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise ValidationError({"kind": _("There is no such kind; there are {known}.").format(known=known)})
    if not KINDS[name].may(by):
        raise Denied()
    return KINDS[name]


def own(upload: Import, by) -> Import:
    """The import, if the person brought it and may still import such things. Raises Denied."""
    if upload.created_by_id != by.user_id:
        raise Denied(_("Only whoever brought the file can do this."))
    if not upload.what.may(by):
        raise Denied()
    return upload


def blocked(code: str, detail: str, fix: str = "") -> Blocked:
    """The refusal of what an import's state does not allow."""
    return Blocked([Blocker(code, detail, fix)])


def receive(kind_name: str, file, *, by) -> Import:
    """Look at an uploaded file, match its columns and keep it; its rows are read in the background.

    Raises Denied, and ValidationError on `file` for one that can't be read: then nothing is kept.
    """
    kind = kind_named(kind_name, by)
    targets = kind.targets()
    try:
        shape = shape_of(file, mapping.known(targets))
    except Unreadable as error:
        raise ValidationError({"file": ValidationError(str(error), code="unreadable")}) from error
    return _kept(kind, file, shape, by=by, **proposed(kind, shape, targets))


@transaction.atomic
def _kept(kind, file, shape: Shape, *, by, **matched) -> Import:
    upload = Import.objects.create(
        kind=kind.name,
        file_name=(file.name or "")[-160:],
        size=file.size,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        header_row=shape.header_row,
        columns=shape.header,
        samples=[_some(shape.first, at) for at in range(len(shape.header))],
        created_by_id=by.user_id,
        **matched,
    )
    file.seek(0)
    try:
        attach(upload, file, by=by, content_type=TEXT if shape.encoding else XLSX)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    happened(upload, "import.received", by=by, name=upload.file_name)
    post("import.read", {"import": str(upload.pk)})
    return upload


def _some(rows: Iterable[list], at: int) -> list[str]:
    """The first different cells of a column."""
    found = dict.fromkeys(row[at][:60] for row in rows if at < len(row) and row[at])
    return list(found)[:SHOWN]


def proposed(kind: Kind, shape: Shape, targets) -> dict:
    """{"mapping", "confidence", "policy", "ownerless", "day_first"}, as files with these headers were matched last.

    Of headers not seen before the mapping is guessed.
    """
    former = ColumnMatch.objects.filter(kind=kind.name, signature=mapping.signature(shape.header)).first()
    names = {target.name for target in targets}
    if former is not None:
        found = {at: former.mapping.get(mapping.bare(header), "") for at, header in enumerate(shape.header)}
        # Of two columns with the same header the first is the one that was meant.
        first = {name: at for at, name in reversed(found.items())}
        matched = {at: name for at, name in found.items() if name in names and first[name] == at}
        sure = dict.fromkeys(matched, 100)
    else:
        guessed = mapping.guess(shape.header, shape.first, targets)
        matched = {at: name for at, (name, _sure) in guessed.items()}
        sure = {at: sure for at, (_name, sure) in guessed.items()}
    days = days_in(shape.first, matched, targets)
    return {
        "mapping": {str(at): name for at, name in matched.items()},
        "confidence": {str(at): percent for at, percent in sure.items()},
        "policy": former.policy if former else Policy.MERGE,
        "ownerless": former.ownerless if former else ownerless_shown(shape.first, matched, targets),
        # Where a wrong order would date debts wrongly, the file itself shows it or it is asked.
        "day_first": former.day_first if former and not kind.asks_order else values.order_shown(days),
    }


def days_in(rows, matched: dict, targets) -> list[str]:
    """The cells of the columns that go into days."""
    return _cells_in("day", rows, matched, targets)


def ownerless_shown(rows, matched: dict, targets) -> str:
    """A file that names none of our people as owner comes from elsewhere: its owners are not asked for."""
    words = {values.plain(cell).casefold() for cell in _cells_in("person", rows, matched, targets)}
    return Ownerless.REFUSE if words & by_words(everybody()).keys() else Ownerless.LEAVE


def _cells_in(kind: str, rows, matched: dict, targets) -> list[str]:
    names = {target.name for target in targets if target.kind == kind}
    return [
        row[at] for at, name in matched.items() if name in names for row in rows if at < len(row) and row[at]
    ]


@transaction.atomic
def match(
    upload: Import,
    *,
    by,
    mapping_: dict,
    policy: str,
    day_first: bool | None,
    ownerless: str = Ownerless.LEAVE,
    remember: bool = True,
) -> Import:
    """Take over how the columns are matched, {position: target}. Raises Denied, Blocked, ValidationError."""
    upload = own(lock(upload), by)
    if not upload.may_be_matched:
        told = _("This import is at work or over; its columns can't be changed any more.")
        raise blocked("import_over", told, _("Bring the file again."))
    _check(upload, mapping_)
    upload.mapping = {str(at): name for at, name in mapping_.items() if name}
    upload.confidence = {
        at: sure for at, sure in upload.confidence.items() if mapping_.get(int(at)) == upload.mapping.get(at)
    }
    upload.policy, upload.ownerless, upload.day_first = policy, ownerless, day_first
    # A trial under another match says nothing any more.
    upload.state, upload.dry_run = ImportState.MATCHING, True
    upload.save()
    if remember:
        _remember(upload, by)
    return upload


def _check(upload: Import, matched: dict) -> None:
    names = {target.name for target in upload.what.targets()}
    chosen = [name for name in matched.values() if name]
    for at, name in matched.items():
        if name and name not in names:
            raise ValidationError({"mapping": _("There is no field “{name}”.").format(name=name)})
        if not 0 <= at < len(upload.columns):
            raise ValidationError({"mapping": _("The file has no such column.")})
    twice = next((name for name in chosen if chosen.count(name) > 1), None)
    if twice:
        label = next(target.label for target in upload.what.targets() if target.name == twice)
        raise ValidationError(
            {"mapping": _("Two columns go into “{field}”. Choose one.").format(field=label)}
        )
    if problems := upload.what.problems(set(chosen)):
        raise ValidationError({"mapping": problems})


def _remember(upload: Import, by) -> None:
    chosen = {
        mapping.bare(header): upload.mapping.get(str(at), "") for at, header in enumerate(upload.columns)
    }
    ColumnMatch.objects.update_or_create(
        kind=upload.kind,
        signature=mapping.signature(upload.columns),
        defaults={
            "mapping": chosen, "policy": upload.policy, "ownerless": upload.ownerless, "day_first": upload.day_first,
            "created_by_id": by.user_id,
        },
    )  # fmt: skip


def asks_for_order(upload: Import) -> bool:
    """Are there days in the file that mean another one where months come first?"""
    return bool(upload.problem) or any(values.has_two_orders(cell) for cell in day_samples(upload))


def order_found(upload: Import) -> str:
    """How the file writes its days, in words, where that matters and is known; else ""."""
    if not upload.what.asks_order or not day_samples(upload):
        return ""
    if not asks_for_order(upload):
        return _("the year first, or the month in words")
    return {True: _("day before month"), False: _("month before day"), None: ""}[upload.day_first]


def day_samples(upload: Import) -> list[str]:
    """Some cells of the columns that go into days."""
    days = {target.name for target in upload.what.targets() if target.kind == "day"}
    return [cell for at, name in upload.mapping.items() if name in days for cell in upload.samples[int(at)]]
