"""Claims on credit insurers: the list, a claim, and the form that prepares one on the receivable's page."""

from django.utils.translation import gettext_lazy as _

from core.http import toast
from core.pages import ListView, RecordPage
from core.record_parts import RecordPart
from receivables.insurance_forms import PrepareForm
from receivables.insurance_listing import claims_listing
from receivables.models import InsuranceClaim
from receivables.services import insurance
from receivables.views.records import ReceivablePage


class ClaimList(ListView):
    """Claims."""

    listing = claims_listing
    template_name = "receivables/claim_list.html"


class ClaimPage(RecordPage):
    """A claim: what was lost, what the insurer must hear by when, what it paid."""

    model, template_name, move_url = InsuranceClaim, "receivables/claim_page.html", "receivables:claim-move"
    select_related = ["customer", "receivable", "policy", "owner", "bank_line"]

    def said(self, outcome):
        """A late report is warned of."""
        for warning in outcome.extra.get("warnings", []):
            toast(self.request, warning, bad=True)
        return super().said(outcome)


class PrepareClaim(RecordPart, ReceivablePage):
    """Prepare a claim on the receivable's page."""

    slot, form_class, said_after = "insurance", PrepareForm, _("Claim prepared")

    def save(self, record, **values):
        insurance.prepare(record, by=self.request.actor, **values)
