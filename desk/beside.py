"""What stands beside every record: its latest notes and its papers with their former versions."""

from itertools import groupby

from desk.models import Attachment
from desk.services.notes import notes_of

MOST_NOTES, MOST_PAPERS = 5, 60


def beside(record, by) -> dict:
    """What desk/_beside.html reads; by: who looks, and so sees the record."""
    return {
        "resource": record.api_name,
        "notes": list(notes_of(record)[:MOST_NOTES]),
        "papers": papers(record),
    }


def papers(record) -> list[dict]:
    """[{paper in force, former: its earlier versions}] by name."""
    rows = Attachment.objects.filter(record_id=record.pk).select_related("created_by")
    rows = rows.order_by("name", "-file_version", "-created_at")[:MOST_PAPERS]
    versions = [list(group) for _name, group in groupby(rows, key=lambda row: row.name)]
    return [{"paper": newest, "former": former} for newest, *former in versions]
