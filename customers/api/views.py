"""Customers, contacts, groups, limits and plans over the API."""

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.response import Response

from core import single
from core.api.actions import sub
from core.api.moves import StageViewSet
from core.api.parsers import Upload
from core.api.records import RecordViewSet
from core.dates import local_day
from core.errors import Blocked, Denied
from customers.api import serializers as shapes
from customers.cover import cover_of
from customers.credit import exposure, group_exposure
from customers.duplicates import possible_duplicates
from customers.forms import records as forms
from customers.forms.vcards import CardsUploadForm
from customers.listing import (
    contacts_listing,
    customers_listing,
    groups_listing,
    influence_listing,
    limits_listing,
)
from customers.merges import merges_of, standing_for
from customers.models import AdmissionCheck, CreditHold, Customer
from customers.selectors import visible_ids
from customers.services import admission, contacts, credit, groups, influence, records
from customers.services.merging import merged_already
from customers.services.vcards import judged, take_in
from tenancy.roles import Right


class CustomerViewSet(StageViewSet):
    """Customers."""

    listing = customers_listing
    serializer_class = shapes.CustomerSerializer
    create_form = forms.CustomerForm

    def create_record(self, by, **values):
        return records.create_customer(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return records.update_customer(record, by=by, expected_version=expected_version, **values)

    def get_record(self, queryset=None):
        """A merged customer is read by whoever sees the one that stands for it; it can't be changed any more."""
        try:
            record = super().get_record(queryset)
        except Http404:
            if standing_for(self.kwargs["id"], self.by) is None:
                raise
            record = single.get(Customer, self.kwargs["id"])
        if record.merged_into_id is not None and self.action != "retrieve":
            raise Blocked([merged_already(record)])
        return record

    @sub(
        "post",
        path="vcards",
        form=CardsUploadForm,
        parsers=[Upload],
        answers=shapes.CardSerializer(many=True),
    )
    def vcards(self, record, by, file, function, dry_run):
        """Contacts out of a vCard file: those that are there are named, the others made."""
        take = judged if dry_run else take_in
        return [shapes.card_json(card) for card in take(record, file, by=by, function=function)]

    @sub("get", path="merges", answers=shapes.MergeSerializer(many=True))
    def merges(self, record, by):
        """The customers that were merged into this one, the latest first, with what changed hands."""
        return [shapes.merge_json(merge) for merge in merges_of(record)]

    @action(detail=False, url_path="duplicates")
    def duplicates(self, request, **kwargs):
        """Customers that may be the same company as a name or code.

        Ask before a POST: that makes the customer whatever its name is like, and refuses a code that is taken.
        """
        self.no_parameters("name", "unified_code")
        asked = {name: request.query_params.get(name, "")[:160] for name in ("name", "unified_code")}
        found = possible_duplicates(**asked)
        seen = visible_ids([one for one, *_rest in found], self.by)
        return Response(
            [shapes.duplicate_json(one, likeness, why, one.pk in seen) for one, likeness, why in found]
        )

    duplicates.reads = ("name", "unified_code")

    @sub("get", path="admission-checks", answers=shapes.CheckSerializer(many=True))
    def admission_checks(self, record, by):
        """The customer's admission checks, the latest first."""
        checks = (
            AdmissionCheck.objects.filter(customer=record).select_related("by").order_by("-at", "-id")[:100]
        )
        return [shapes.check_json(check, by) for check in checks]

    @admission_checks.mapping.post
    def check_admission(self, request, id, **kwargs):
        """Run the admission rules, with new facts where credit hands some in."""
        self.no_parameters()
        record = self.get_record()
        facts = self.read_body(forms.CheckForm, record=record)["facts"]
        check = admission.check_admission(record, by=self.by, facts=facts)
        return Response(shapes.check_json(check, self.by), status=201)

    check_admission.form, check_admission.answers = forms.CheckForm, shapes.CheckSerializer

    @sub("get", path="exposure", answers=shapes.ExposureSerializer)
    def exposure(self, record, by):
        """What the customer owes or will owe us, line by line, beside its limit."""
        if not by.can(Right.CREDIT_READ):
            raise Denied(_("Limits and exposure are shown to people with the right for credit data."))
        today = local_day()
        group = group_exposure(record.group_id, today) if record.group_id else None
        found = exposure(record, today)
        return shapes.exposure_json(found, today, group, cover_of(record, found.total, today))

    @sub("get", path="holds", answers=shapes.HoldSerializer(many=True))
    def holds(self, record, by):
        """The customer's holds on shipments, the latest first."""
        return [
            shapes.hold_json(hold)
            for hold in CreditHold.objects.filter(customer=record)
            .select_related("created_by", "released_by")
            .order_by("-created_at")
        ]

    @holds.mapping.post
    def place_hold(self, request, id, **kwargs):
        """Stop shipments to the customer."""
        self.no_parameters()
        record = self.get_record()
        hold = credit.place_hold(record, by=self.by, **self.read_body(forms.HoldForm, record=record))
        return Response(shapes.hold_json(hold), status=201)

    place_hold.form, place_hold.answers = forms.HoldForm, shapes.HoldSerializer

    @sub("post", form=forms.HoldForm, path="lift-holds", answers=shapes.HoldSerializer(many=True))
    def lift_holds(self, record, by, reason):
        """Let shipments to the customer go on."""
        return [shapes.hold_json(hold) for hold in credit.lift_all(record, by=by, reason=reason)]


class CustomerGroupViewSet(RecordViewSet):
    """Parent groups."""

    listing = groups_listing
    serializer_class = shapes.CustomerGroupSerializer
    create_form = forms.GroupForm

    def create_record(self, by, **values):
        return groups.create_group(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return groups.rename_group(record, by=by, expected_version=expected_version, **values)


class ContactViewSet(RecordViewSet):
    """Contacts."""

    listing = contacts_listing
    serializer_class = shapes.ContactSerializer
    create_form = forms.ContactForm

    def create_record(self, by, **values):
        return contacts.create_contact(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return contacts.update_contact(record, by=by, expected_version=expected_version, **values)


class InfluenceLineViewSet(RecordViewSet):
    """Who influences whom among a customer's contacts."""

    listing = influence_listing
    serializer_class = shapes.InfluenceLineSerializer
    create_form, edit_form = forms.InfluenceForm, forms.InfluenceNoteForm

    def create_record(self, by, **values):
        return influence.draw_line(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return influence.change_line(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        influence.remove_line(record, by=by)


class CreditLimitViewSet(StageViewSet):
    """Credit limits."""

    listing = limits_listing
    serializer_class = shapes.CreditLimitSerializer
    create_form = forms.LimitForm
    edit_form = forms.LimitEditForm

    def create_record(self, by, **values):
        return credit.request_limit(by=by, **values).record

    def update_record(self, record, by, expected_version, **values):
        return credit.update_limit(record, by=by, expected_version=expected_version, **values)


def add_action(view) -> None:
    """Give customers one more address, from an app above: a function made by core.api.actions.sub.

    Called while addresses are registered, before the router reads the class.
    """
    setattr(CustomerViewSet, view.__name__, view)
