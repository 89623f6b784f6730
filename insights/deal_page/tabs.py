"""The deal's stages as tabs: each lists its own records."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from deals.states import Stage
from delivery.models import DeliveryOrder
from desk import papers
from insights.selectors.river import CSS, LABELS
from leads.models import Lead
from opportunities.models import Opportunity
from receivables.models import Receivable

MOST_ROWS = 100


@dataclass
class Tab:
    """A tab: code for the address, rows to show; css names a stage's colour."""

    code: str
    label: object
    css: str = ""
    rows: list = field(default_factory=list)
    template: str = ""

    @property
    def count(self) -> int:
        return len(self.rows)


def tabs_of(deal) -> list[Tab]:
    """Timeline, the stages' records, papers; records in the order of their making."""
    leads = Lead.objects.filter(pk=deal.lead_id) if deal.lead_id else Lead.objects.none()
    found = [Tab("timeline", _("Timeline"))]
    for stage, rows in (
        (Stage.LEAD, leads),
        (Stage.OPPORTUNITY, Opportunity.objects.filter(deal=deal)),
        (Stage.CONTRACT, Contract.objects.filter(deal=deal)),
        (Stage.DELIVERY, DeliveryOrder.objects.filter(deal=deal)),
        (Stage.CASH, Receivable.objects.filter(deal=deal)),
    ):
        found.append(
            Tab(stage.value, LABELS[stage], CSS[stage], list(rows.order_by("created_at")[:MOST_ROWS]), "rows")
        )
    return [
        *found,
        Tab("papers", _("Attachments"), rows=list(papers.papers_of(deal)[:MOST_ROWS]), template="papers"),
    ]
