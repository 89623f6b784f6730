"""Papers on records: attach, new version, what a gate freezes of them (their hashes)."""

from django.apps import apps
from django.db import transaction

from core import upload
from core.events import happened
from core.sight import visible
from desk.models import Attachment
from desk.services.attention import about


@transaction.atomic
def attach(record, file, *, by, name: str = "") -> Attachment:
    """Keep a file on a record. Raises ValidationError for what uploads refuse."""
    kept = upload.keep(file)
    paper = Attachment.objects.create(**about(record), **_columns(kept, name), created_by_id=by.user_id)
    happened(record, "paper.attached", by=by, name=paper.name)
    return paper


@transaction.atomic
def replace(paper: Attachment, file, *, by) -> Attachment:
    """A newer version of a paper; the former one stays and says by what it was superseded."""
    former = Attachment.objects.select_for_update().get(pk=paper.pk)
    newer = attach(record_of(former), file, by=by, name=former.name)
    newer.file_version = former.file_version + 1
    newer.save()
    former.superseded_by = newer
    former.save()
    return newer


def papers_of(record):
    """The record's papers in force, newest first."""
    return (
        Attachment.objects.filter(record_id=record.pk, superseded_by=None)
        .select_related("created_by")
        .order_by("-created_at")
    )


def hashes(record) -> list:
    """Name and SHA-256 of each paper in force: what a gate freezes."""
    rows = Attachment.objects.filter(record_id=record.pk, superseded_by=None).order_by("name", "sha256")
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


def _columns(kept, name) -> dict:
    return {
        "name": name or kept.name,
        "content_type": kept.content_type,
        "size": kept.size,
        "sha256": kept.digest,
        "path": kept.path,
    }
