"""What is entered about credit on a customer's page: its check point, evidence of standards, a proposal."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.credit_states import RestrictionKind
from customers.forms.credit import EvidenceForm, TermsForm
from customers.forms.moves import ReasonForm
from customers.services import credit_terms, restrictions
from customers.views.customers import CustomerPart, posted


class SetTerms(CustomerPart):
    """The customer's own check point and tolerance."""

    on_tab, slot, form_class, said_after = "credit", "terms", TermsForm, gettext_lazy("Credit terms saved")

    def save(self, record, **values):
        credit_terms.set_terms(record, by=self.request.actor, **values)


class AddEvidence(CustomerPart):
    """Evidence of a standard that allows open credit."""

    on_tab, slot, form_class = "credit", "evidence", EvidenceForm
    said_after = gettext_lazy("Evidence recorded")

    def save(self, record, **values):
        credit_terms.record_evidence(record, by=self.request.actor, **values)


def propose(request, pk, kind):
    """Propose to freeze or to blacklist the customer."""
    if kind not in RestrictionKind.values:
        raise Http404

    def act(customer, values):
        restrictions.propose_in_person(customer, kind, values["reason"], by=request.actor)
        return _("Proposed to the credit controller")

    return posted(request, pk, ReasonForm, act, tab="?tab=credit")
