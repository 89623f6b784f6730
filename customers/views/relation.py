"""Visits and commitments: the lists, the calendar, a touch logged on one screen, promises and ratings."""

import json
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.dates import local_day
from core.errors import Refused
from core.http import refuse, reply
from core.pages import ListView, RecordPage, submitted
from core.sight import visible
from customers import labels, relation
from customers.forms.relation import CommitmentEditForm, CommitmentForm, LogForm, RatingForm
from customers.listing import commitments_listing, visits_listing
from customers.models import Commitment, Customer, Visit
from customers.models.commitment import ANSWERING
from customers.services.commitments import change_commitment, commit
from customers.services.touches import log_touch
from customers.services.visits import EDITING, rate_visit
from customers.states import Touch, VisitState
from tenancy.roles import Right


class VisitList(ListView):
    """Visits."""

    listing = visits_listing
    template_name = "customers/visit_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.VISIT_LOG), "part": "list"}


class CommitmentList(ListView):
    """What we promised customers."""

    listing = commitments_listing
    template_name = "customers/commitment_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.VISIT_LOG), "part": "commitments"}


class VisitPage(RecordPage):
    """A visit: plan, rehearsal, report, what was promised at it."""

    model, template_name, move_url = Visit, "customers/visit_page.html", "customers:visit-move"
    select_related = ["owner", "customer", "coach"]

    def more(self, record):
        by = self.request.actor
        is_rated = record.state == VisitState.REPORTED and record.kind == Touch.TOPIC_EXCHANGE
        return {
            "participants": record.participants.select_related("contact"),
            "promised": record.promised.select_related("owner").order_by("due_on", "pk"),
            "rating_form": RatingForm() if is_rated and EDITING(record, by) else None,
            "promise_form": _promise_form(by, record.customer) if by.can(Right.VISIT_LOG) else None,
        }


def trust_shown(customer) -> dict:
    """The trust panel: the whole and its parts in percent, and where the facts of each are listed."""
    found = relation.relation_of(customer, local_day())
    here, visits = f"customer={customer.pk}", reverse("customers:visits")
    lists = {
        "expertise": f"{visits}?{here}&kind={Touch.TOPIC_EXCHANGE}&state=reported",
        "reliability": f"{reverse('customers:commitments')}?{here}",
    }
    touches = f"{visits}?{here}&state=reported"
    return {
        "found": found,
        "terms": relation.terms_in_force(),
        "value": found.trust.value,
        "parts": [
            {"part": part, "label": labels.TRUST[part.code], "url": lists.get(part.code, touches)}
            for part in found.trust.parts
        ],
    }


class CommitmentPage(RecordPage):
    """One thing promised to a customer."""

    model, template_name, move_url = Commitment, "customers/commitment_page.html", "customers:commitment-move"
    select_related = ["owner", "customer", "contact", "visit"]

    def more(self, record):
        may = record.state == "pending" and ANSWERING(record, self.request.actor)
        return {"edit_form": _commitment_form(self.request, record, entered=False) if may else None}


# --- logging -------------------------------------------------------------------------------------------------------


def log(request):
    """One screen for a touch that has taken place: customer, kind, what came of it; the rest is as usual."""
    entered = _logged(request) if request.method == "POST" else None
    form = LogForm(
        entered, by=request.actor, initial={"visited_on": local_day().isoformat(), "kind": Touch.DAILY_TOUCH}
    )
    if form.is_bound and form.is_valid():
        try:
            visit = log_touch(by=request.actor, **form.cleaned_data)
            return reply(request, visit, _("Logged: {customer}").format(customer=visit.customer.name))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
    context = {"form": form, **_around(request), "today": local_day()}
    if request.method == "POST":
        return refuse(request, "customers/visit_log.html", context, 422)
    return render(request, "customers/visit_log.html", context)


def _logged(request):
    """What was sent, the ticked contacts as the form's list."""
    entered = submitted(request)
    ticked = entered.pop("who", [])
    entered["contacts"] = json.dumps([{"contact": pk} for pk in ticked])
    entered.pop("q", None)
    return entered


def _around(request) -> dict:
    """The customers offered, the one chosen, and its people."""
    asked = request.POST if request.method == "POST" else request.GET
    query = request.GET.get("q", "").strip()
    chosen = _customer(asked.get("customer", ""), request.actor)
    found = (
        relation.customers_found(query, request.actor) if query else relation.last_customers(request.actor)
    )
    offered = [chosen] * (chosen is not None and chosen not in found) + found
    people = relation.people_of(chosen) if chosen else []
    ticked = set(request.POST.getlist("who"))
    return {
        "q": query,
        "chosen": chosen,
        "offered": offered,
        "people": [{"contact": one, "on": str(one.pk) in ticked} for one in people],
    }


def _customer(pk: str, by) -> Customer | None:
    try:
        return visible(Customer.objects.filter(pk=UUID(pk)), by).first()
    except ValueError:
        return None


# --- what is posted from the pages ---------------------------------------------------------------------------------


@require_POST
def rate(request, pk):
    """The customer's rating of a topic exchange."""
    visit = get_object_or_404(
        visible(Visit.objects.select_related(*VisitPage.select_related), request.actor), pk=pk
    )
    form = RatingForm(submitted(request), by=request.actor, record=visit)
    return _posted(
        request, VisitPage, visit, form, "rating_form", lambda values: _rated(request, visit, values)
    )


def _rated(request, visit, values):
    rate_visit(visit, by=request.actor, **values)
    return reply(request, visit, _("Rated {n} of 5").format(n=values["rating"]))


@require_POST
def promise(request, pk):
    """Something promised at a visit."""
    visit = get_object_or_404(
        visible(Visit.objects.select_related(*VisitPage.select_related), request.actor), pk=pk
    )
    entered = submitted(request)
    entered["customer"] = str(visit.customer_id)
    form = _promise_form(request.actor, visit.customer, entered)

    def act(values):
        commit(by=request.actor, **{**values, "visit": visit})
        return reply(request, visit, _("Promise noted"))

    return _posted(request, VisitPage, visit, form, "promise_form", act)


def _promise_form(by, customer, entered=None) -> CommitmentForm:
    form = CommitmentForm(entered, by=by, initial={"customer": customer.pk})
    form.fields["customer"].widget = form.fields["customer"].hidden_widget()
    form.fields["contact"].among = lambda rows, record: rows.filter(customer=customer, is_active=True)
    del form.fields["visit"]
    return form


def new_commitment(request, pk):
    """Something promised to a customer."""
    customer = get_object_or_404(visible(Customer.objects.all(), request.actor), pk=pk)
    entered = None
    if request.method == "POST":
        entered = submitted(request)
        entered["customer"] = str(customer.pk)
    form = _promise_form(request.actor, customer, entered)
    context = {"form": form, "customer": customer, "title": _("New promise")}
    status = 422
    if form.is_bound and form.is_valid():
        try:
            return reply(request, commit(by=request.actor, **form.cleaned_data), _("Promise noted"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    if form.is_bound:
        return refuse(request, "customers/part_form.html", context, status)
    return render(request, "customers/part_form.html", context)


def commitment_edit(request, pk):
    """Another wording, day or owner of an open promise."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    rows = Commitment.objects.select_related(*CommitmentPage.select_related)
    found = get_object_or_404(visible(rows, request.actor), pk=pk)
    form = _commitment_form(request, found, entered=True)

    def act(values):
        change_commitment(found, by=request.actor, **values)
        return reply(request, found, _("{record} saved").format(record=found))

    return _posted(request, CommitmentPage, found, form, "edit_form", act)


def _commitment_form(request, record, *, entered: bool) -> CommitmentEditForm:
    start = {"text": record.text, "due_on": record.due_on, "owner": record.owner_id}
    return CommitmentEditForm(
        submitted(request) if entered else None,
        by=request.actor,
        record=record,
        initial=start,
        auto_id="edit-%s",
    )


def _posted(request, page_class, record, form, name, act):
    """A small form of a record's page: done and back, or the page again with what was wrong in the form."""
    status = 422
    if form.is_valid():
        try:
            return act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    page = page_class()
    page.setup(request)
    return refuse(request, page.template_name, page.context(record) | {name: form, "open_part": name}, status)
