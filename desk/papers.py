"""Papers on records: attach, new version, what a gate freezes of them (their hashes)."""

from django.apps import apps
from django.db import transaction

from core import papers as kept_papers
from core import upload
from core.events import deal_of, happened, happened_to_many
from core.rows import insert_many
from core.sight import visible
from desk.models import Attachment
from desk.room import claim
from desk.services.attention import about


@transaction.atomic
def attach(record, file, *, by, name: str = "", content_type: str = "") -> Attachment:
    """Keep a file on a record; under the name of a paper in force it becomes that one's next version.

    The very same content again adds nothing. content_type: see core.upload.keep. Raises ValidationError for what
    uploads refuse, and where the company's papers have no room left.
    """
    claim(file.size)
    name = name or upload.safe_name(file.name)
    former = _in_force(record, name)
    # Asked before anything is stored: a file on disk outlives the transaction that put it there.
    if former is not None and former.sha256 == upload.digest_of(file):
        return former
    paper = Attachment.objects.create(
        **about(record),
        **_columns(upload.keep(file, content_type), name),
        file_version=former.file_version + 1 if former else 1,
        created_by_id=by.user_id,
    )
    happened(record, "paper.attached", by=by, name=paper.name)
    if former is not None:
        _supersede(former, paper, record)
    return paper


def attach_new(pairs: list, *, by, content_type: str) -> list[Attachment]:
    """The first paper of each of many new records: (record, file of ours), five statements for all. In a transaction.

    Others of the company wait for the room that is claimed here until the commit: come here last. Raises
    ValidationError where there is no room for all of them.
    """
    claim(sum(file.size for _record, file in pairs))
    papers = [
        Attachment(
            **about(record),
            **_columns(upload.keep(file, content_type), upload.safe_name(file.name)),
            created_by_id=by.user_id,
        )
        for record, file in pairs
    ]
    insert_many(papers)
    records = [record for record, _file in pairs]
    happened_to_many(
        [
            (record, "paper.attached", {"name": paper.name})
            for record, paper in zip(records, papers, strict=True)
        ],
        by=by,
    )
    return papers


def _in_force(record, name: str) -> Attachment | None:
    rows = Attachment.objects.filter(record_id=record.pk, name=name, superseded_by=None)
    return rows.select_for_update().order_by("-created_at").first()


def _supersede(former: Attachment, newer: Attachment, record) -> None:
    """The former stays and says by what it was replaced; whoever decided on it hears of it."""
    former.superseded_by = newer
    former.save()
    kept_papers.changed(record)


def papers_of(record):
    """The record's papers in force, newest first."""
    return (
        Attachment.objects.filter(record_id=record.pk, superseded_by=None)
        .select_related("created_by")
        .order_by("-created_at")
    )


def hashes(*records) -> list:
    """Name and SHA-256 of each paper in force on the records and on their deals: what a gate freezes."""
    holders = {holder for record in records for holder in (record.pk, deal_of(record) or record.pk)}
    rows = Attachment.objects.filter(record_id__in=holders, superseded_by=None).order_by("name", "sha256")
    return list(rows.values("name", "sha256"))


def record_of(thing):
    """The record that a paper, note, to-do or notice is about, or None when it is gone."""
    if not thing.record_type or thing.record_id is None:
        return None
    return apps.get_model(thing.record_type).objects.filter(pk=thing.record_id).first()


def may_read(paper: Attachment, by) -> bool:
    """A paper is seen by whoever sees its record."""
    model = apps.get_model(paper.record_type)
    return visible(model.objects.filter(pk=paper.record_id), by).exists()


def _columns(kept, name: str) -> dict:
    return {
        "name": name,
        "content_type": kept.content_type,
        "size": kept.size,
        "sha256": kept.digest,
        "path": kept.path,
    }


def hand_on(record, to) -> None:
    """The papers of a record are from now on those of another: what was brought as a file has become that record."""
    Attachment.objects.filter(record_id=record.pk).update(**about(to))
