"""Pages of leads: the list, a lead, and the forms around it."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.errors import Denied, Refused
from core.http import refuse, reply
from core.inplace import FieldPage, InPlace
from core.money import Money
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart, page_parts
from core.timeline import timeline_page
from leads import selectors
from leads.forms import (
    HelperForm,
    LeadEditForm,
    LeadForm,
    NameCustomerForm,
    PainForm,
    VerificationPageForm,
)
from leads.listing import leads_listing
from leads.models import Lead
from leads.permissions import may_edit, may_invite, may_verify, shows_contacts
from leads.services.capture import create_lead, record_pain, set_helpers, update_lead
from leads.services.claims import claims_left, lost_after
from leads.services.customers import name_customer
from leads.services.verification import log_verification
from leads.states import OPEN, LeadState
from tenancy.roles import Right
from tenancy.sight import sees


class LeadList(ListView):
    """The pool and everybody's leads."""

    listing = leads_listing
    template_name, preview_template = "leads/lead_list.html", "leads/lead_preview.html"

    def more(self):
        by, asked = self.request.actor, self.request.GET
        may_claim = by.can(Right.LEAD_CLAIM)
        return {
            "may_create": by.can(Right.LEAD_CREATE),
            "may_claim": may_claim,
            "in_pool": asked.get("view") == "pool" or asked.get("state") == LeadState.POOLED,
            "claims_left": claims_left(by) if may_claim else None,
            "lost_after": lost_after(),
        }

    def preview_more(self, record):
        return {
            "contacts_open": shows_contacts(record, self.request.actor),
            "verifications": selectors.verifications(record),
            "missing": selectors.still_missing(record),
            "score": selectors.score_shown(record),
            "ladder": selectors.pain_ladder(record),
            "is_open": record.state in OPEN,
        }


def _as_entered(lead) -> dict:
    """The lead's values in the shape of its form."""
    values = {name: getattr(lead, name) for name in LeadEditForm.base_fields}
    for name, currency in (("expected_amount", lead.currency), ("budget", lead.budget_currency)):
        values[name] = Money(values[name], currency) if values[name] else None
    return values


class LeadPage(RecordPage):
    """A lead with its verifications, score and ladder."""

    model, template_name, move_url = Lead, "leads/lead_page.html", "leads:move"
    in_place = InPlace(
        LeadEditForm,
        "leads:field",
        may=lambda lead, by: lead.state in OPEN and may_edit(lead, by),
        entered=_as_entered,
        save=update_lead,
    )
    select_related = ["owner", "customer", "department", "merged_into", "deal"]

    def context(self, record, **shown):
        context = super().context(record, **shown)
        return context | {"next_step": selectors.next_step(record, context["moves"])}

    def more(self, record):
        by = self.request.actor
        hidden = not shows_contacts(record, by)
        names_customer = record.customer_id is None and record.state in OPEN and may_edit(record, by)
        asks = record.state in OPEN and not hidden and record.customer_id and may_verify(record, by)
        # Moves alone: verifications and changes name the contacts.
        moves = {"timeline": timeline_page(record, "moves")} if hidden else {}
        return moves | {
            "contacts_open": not hidden,
            "verifications": selectors.verifications(record),
            "missing": selectors.still_missing(record),
            "score": selectors.score_shown(record),
            "level": selectors.level_shown(record),
            "ladder": selectors.pain_ladder(record),
            "touches": selectors.touches(record) if not hidden else [],
            "helpers": selectors.helpers(record),
            "opportunity": record.deal.opportunities.first() if record.deal_id else None,
            "is_open": record.state in OPEN,
            "may_edit": record.state in OPEN and may_edit(record, by),
            "may_invite": record.state in OPEN and may_invite(record, by),
            "may_verify": asks,
            "matches": selectors.customer_matches(record, by) if names_customer else [],
            "names_customer": names_customer,
            "open_part": self.request.GET.get("open", ""),
            "parts": page_parts(
                by,
                record,
                verifications=VerificationPageForm,
                helpers=HelperForm,
                pain=PainForm,
                customer=(NameCustomerForm, {"name": record.company_name}),
            ),
        }

    def after(self, outcome):
        opened = outcome.extra.get("opportunity")
        return reverse("opportunities:page", args=[opened["id"]]) if opened else super().after(outcome)


class LogVerification(RecordPart, LeadPage):
    """Note what a contact confirmed."""

    slot, form_class, said_after = "verifications", VerificationPageForm, gettext_lazy("Verification logged")

    def save(self, record, **values):
        log_verification(record, by=self.request.actor, **values)


class NameCustomer(RecordPart, LeadPage):
    """Set the lead's customer, one on file or a new one."""

    slot, form_class, said_after = "customer", NameCustomerForm, gettext_lazy("Customer named")

    def save(self, record, **values):
        name_customer(record, by=self.request.actor, **values)


class AddHelper(RecordPart, LeadPage):
    """Invite one more colleague."""

    slot, form_class, said_after = "helpers", HelperForm, gettext_lazy("Colleague invited")

    def save(self, record, user):
        set_helpers(record, [*selectors.helpers(record), user], by=self.request.actor)


class RemoveHelper(LeadPage):
    """A colleague helps no longer."""

    http_method_names = ["post"]

    def post(self, request, pk, user):
        record = self.record(pk)
        left = [helper for helper in selectors.helpers(record) if helper.pk != user]
        set_helpers(record, left, by=request.actor)
        return reply(request, f"{record.get_absolute_url()}#helpers", _("Colleague removed"))


class RecordPain(RecordPart, LeadPage):
    """Note a step of the pain ladder."""

    slot, form_class, said_after = "pain", PainForm, gettext_lazy("Step noted")

    def save(self, record, **values):
        record_pain(record, by=self.request.actor, **values)


class NewLead(View):
    """Enter a lead."""

    template_name = "leads/lead_form.html"

    def get(self, request):
        if not request.actor.can(Right.LEAD_CREATE):
            raise Denied()
        initial = {"customer": request.GET.get("customer", "")}
        return render(request, self.template_name, {"form": LeadForm(by=request.actor, initial=initial)})

    def post(self, request):
        form = LeadForm(submitted(request), by=request.actor)
        if form.is_valid():
            try:
                return self._created(request, create_lead(by=request.actor, **form.cleaned_data))
            except ValidationError as error:
                form.add_error(None, error)
        return refuse(request, self.template_name, {"form": form}, 422)

    def _created(self, request, lead):
        """On to the lead; where a rule gave it to somebody whose leads the person does not see, back to the list."""
        if sees(lead, request.actor):
            return reply(request, lead, _("Lead created"))
        told = _("Lead created and assigned to {name}").format(name=lead.owner.name)
        return reply(request, reverse("leads:list"), told)


class LeadField(FieldPage, LeadPage):
    """One field of a lead, changed where it stands."""


class EditLead(LeadPage):
    """Change what is known about a lead."""

    template_name = "leads/lead_form.html"

    def get(self, request, pk):
        record = self.record(pk)
        if not may_edit(record, request.actor):
            raise Denied(may_edit.sentence)
        form = LeadEditForm(by=request.actor, record=record, initial=_as_entered(record))
        return render(request, self.template_name, {"form": form, "record": record})

    def post(self, request, pk):
        record, status = self.record(pk), 422
        form = LeadEditForm(submitted(request), by=request.actor, record=record)
        if form.is_valid():
            try:
                version = _version(request)
                lead = update_lead(record, by=request.actor, expected_version=version, **form.cleaned_data)
                return reply(request, lead, _("Lead saved"))
            except ValidationError as error:
                form.add_error(None, error)
            except Refused as error:
                status = error.status
                form.add_error(None, error.detail)
        return refuse(request, self.template_name, {"form": form, "record": record}, status)


def _version(request) -> int | None:
    """The version of the record that the form was drawn from."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isdigit() else None
