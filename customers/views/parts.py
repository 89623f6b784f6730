"""Contacts, limits, planned visits and rules: pages and forms that hang on a customer."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.dates import local_day
from core.errors import Refused
from core.http import refuse, reply, toast
from core.pages import ListView, RecordPage
from customers.forms.records import ContactForm, LimitForm, VisitForm
from customers.listing import limits_listing
from customers.models import Contact, CreditLimit
from customers.services.contacts import create_contact
from customers.services.credit import request_limit
from customers.services.limits_in import may_import_limits
from customers.services.visits import plan_visit
from customers.states import FUNCTIONS
from customers.views.customers import seen


class LimitList(ListView):
    """Credit limits."""

    listing = limits_listing
    template_name = "customers/limit_list.html"

    def more(self):
        """Whether the person may take over limits of before."""
        return {"may_take_over": may_import_limits(self.request.actor)}


class LimitPage(RecordPage):
    """A credit limit: what is asked, and its approval."""

    model, template_name, move_url = CreditLimit, "customers/limit_page.html", "customers:limit-move"
    select_related = ["owner", "customer", "group", "renews"]

    def more(self, record):
        """Its reviews, the latest first."""
        return {"reviews": record.reviews.select_related("by").order_by("-at", "-pk")}


def new_contact(request, pk):
    """A new contact of a customer."""
    customer = seen(request, pk)
    form = _of(ContactForm, request, customer)
    return _save(
        request, form, customer, _("New contact"), lambda values: create_contact(by=request.actor, **values)
    )


def new_limit(request, pk):
    """Ask for a limit of a customer."""
    customer = seen(request, pk)
    form = _of(LimitForm, request, customer)
    form.initial["kind"] = request.GET.get("kind", "")
    del form.fields["group"]
    return _save(request, form, customer, _("New credit limit"), lambda values: _asked(request, values))


def _asked(request, values):
    outcome = request_limit(by=request.actor, **values)
    if outcome.approval is not None:
        toast(
            request, _("{gate} asked for {record}").format(gate=outcome.approval.gate, record=outcome.record)
        )
    return outcome.record


def new_visit(request, pk):
    """Plan a visit to a customer."""
    customer = seen(request, pk)
    form = _of(VisitForm, request, customer)
    del form.fields["contacts"]
    return _save(
        request, form, customer, _("Plan a visit"), lambda values: plan_visit(by=request.actor, **values)
    )


def plan(request):
    """Plan a visit wherever one is, the customer chosen in the form."""
    start = {"planned_on": local_day().isoformat(), "customer": request.GET.get("customer", "")}
    form = VisitForm(request.POST if request.method == "POST" else None, by=request.actor, initial=start)
    del form.fields["contacts"]
    return _save(
        request, form, None, _("Plan a visit"), lambda values: plan_visit(by=request.actor, **values)
    )


def _of(form_class, request, customer):
    """A form whose customer is settled by the address."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["customer"] = str(customer.pk)
    form = form_class(data, by=request.actor, initial={"customer": customer})
    form.fields["customer"].widget = form.fields["customer"].hidden_widget()
    _only(form, customer)
    return form


def _only(form, customer) -> None:
    if "reports_to" in form.fields:
        form.fields["reports_to"].among = lambda rows, record: rows.filter(customer=customer)


def _save(request, form, customer, title, save):
    context = {"form": form, "customer": customer, "title": title, "functions": FUNCTIONS.values()}
    template = "customers/part_form.html"
    if request.method != "POST":
        return render(request, template, context)
    status = 422
    if form.is_valid():
        try:
            saved = save(form.cleaned_data)
            return reply(
                request,
                customer if isinstance(saved, Contact) else saved,
                _("{record} saved").format(record=saved),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, template, context, status)
