"""The papers of a frozen copy beside those that are there now: the same, replaced, or gone."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q


@dataclass
class FrozenPaper:
    """A paper as it was submitted: name, digest, the file if it is still kept, and whether it is the one in force."""

    name: str
    sha256: str
    file: object = None
    stands: bool = False

    @property
    def short(self) -> str:
        """The digest as people compare it."""
        return f"{self.sha256[:8]}…{self.sha256[-4:]}"


def papers_in(approval) -> list[FrozenPaper]:
    """The papers that were frozen with the request, by name."""
    frozen = approval.frozen.get("papers", [])
    kept = _kept(approval, {paper["sha256"] for paper in frozen}) if frozen else {}
    return [
        FrozenPaper(paper["name"], paper["sha256"], file, file is not None and file.superseded_by_id is None)
        for paper in frozen
        for file in [kept.get((paper["name"], paper["sha256"]))]
    ]


def _kept(approval, digests) -> dict:
    """The files kept under these digests (the desk stands beside this app, so its model is found by name)."""
    where = Q(record_id=approval.record_id) | Q(deal_id=approval.deal_id or approval.record_id)
    rows = apps.get_model("desk", "Attachment").objects.filter(where, sha256__in=digests)
    return {(row.name, row.sha256): row for row in rows.select_related("created_by").order_by("created_at")}
