"""Leads over the API: the record, its moves, its helpers, verifications and pain ladder."""

from django.db.models import prefetch_related_objects
from rest_framework.response import Response

from core import single
from core.api.actions import sub
from core.api.fields import REFERENCE, reference
from core.api.moves import StageViewSet
from core.forms import UserChoice
from customers.api.serializers import duplicate_json
from leads import forms
from leads.api.serializers import (
    CustomerMatchSerializer,
    LeadRowSerializer,
    LeadSerializer,
    PainStepSerializer,
    VerificationSerializer,
)
from leads.listing import leads_listing
from leads.models import Verification
from leads.selectors import customer_matches
from leads.services.capture import create_lead, record_pain, set_helpers, update_lead
from leads.services.customers import name_customer
from leads.services.verification import log_verification

SHOWN_WITH_A_LEAD = (
    "helper_seats__user", "verifications__contact", "verifications__verifier", "verifications__lead", "pain_steps",
)  # fmt: skip


class LeadViewSet(StageViewSet):
    """Leads."""

    listing = leads_listing
    serializer_class = LeadSerializer
    list_serializer = LeadRowSerializer
    create_form = forms.LeadForm
    edit_form = forms.LeadEditForm
    born_without = ("helper_seats", "verifications", "pain_steps")

    def detail_rows(self):
        return self.rows().prefetch_related(*SHOWN_WITH_A_LEAD)

    def answer_fresh(self, record, status=200, extra=None):
        """The services answer the lead as they wrote it under lock: only what hangs on it is read."""
        single.hang(record, *self.born_without)
        prefetch_related_objects(list(record.helper_seats.all()), "user")
        return self.answer(record, status, extra)

    def create_record(self, by, **values):
        return create_lead(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return update_lead(record, by=by, expected_version=expected_version, **values)

    @sub("put", items=UserChoice(), answers={"type": "array", "items": REFERENCE})
    def helpers(self, record, by, items):
        """Invite exactly these colleagues; they see the lead and its customer and may verify."""
        return [reference(user) for user in set_helpers(record, items, by=by)]

    @sub("put", form=forms.NameCustomerForm)
    def customer(self, record, by, **values):
        """Set the lead's customer: one on file, or a new one by name; the told contact goes into its file."""
        return name_customer(record, by=by, **values)

    @sub("get", path="customer-matches", answers=CustomerMatchSerializer(many=True), reads=("unified_code",))
    def customer_matches(self, record, by):
        """Customers on file that may be the company told with the lead, the likest first; `id` of those one sees."""
        code = self.request.query_params.get("unified_code", "")[:30]
        return [duplicate_json(**match) for match in customer_matches(record, by, code)]

    @sub("get", answers=VerificationSerializer(many=True))
    def verifications(self, record, by):
        """The lead's verifications, the oldest first."""
        rows = Verification.objects.filter(lead=record).select_related("lead", "contact", "verifier")
        return [
            VerificationSerializer(context={"by": by}).shown(row)
            for row in rows.order_by("verified_at", "id")
        ]

    @verifications.mapping.post
    def log_verification(self, request, id, **kwargs):
        """Note what a contact of the customer confirmed; the verifier is the caller."""
        self.no_parameters()
        record = self.get_record()
        row = log_verification(record, by=self.by, **self.read_body(forms.VerificationForm, record=record))
        return Response(VerificationSerializer(context=self.context()).shown(row), status=201)

    log_verification.form, log_verification.answers = forms.VerificationForm, VerificationSerializer

    @sub("post", form=forms.PainForm, path="pain-steps", answers=PainStepSerializer)
    def pain_steps(self, record, by, **values):
        """Note a step of the pain ladder with its evidence."""
        return PainStepSerializer(context={"by": by}).shown(record_pain(record, by=by, **values))
