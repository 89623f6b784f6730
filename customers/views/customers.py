"""The customers' list, page and forms."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from core import single
from core.errors import Denied, Refused
from core.http import refuse, reply
from core.inplace import FieldPage, InPlace
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart
from core.sight import visible
from customers import labels, panels, selectors
from customers.duplicates import possible_duplicates
from customers.forms.records import CustomerForm, HoldForm
from customers.listing import customers_listing
from customers.merges import standing_for
from customers.models import AccountPlan, Commitment, Customer, Visit
from customers.models.customer import MERGING
from customers.services.credit import lift_all, place_hold
from customers.services.merging import merged_already
from customers.services.records import EDITING, create_customer, update_customer
from customers.views.admission_parts import admission_context
from customers.views.credit_parts import credit_context
from customers.views.duplicates import shown
from customers.views.power import power_context
from customers.views.relation import trust_shown
from tenancy.roles import Right, may

PLANS_SHOWN = 5
TABS = ("overview", "contacts", "admission", "credit", "visits", "history")


class CustomerList(ListView):
    """All customers one sees."""

    listing = customers_listing
    template_name = "customers/customer_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.CUSTOMER_EDIT)}


def as_entered(customer) -> dict:
    """The customer's values in the shape of its form."""
    return {name: getattr(customer, name) for name in CustomerForm.base_fields}


class CustomerPage(RecordPage):
    """The customer: identity, admission, credit, contacts and what later stages bring."""

    model, template_name, move_url = Customer, "customers/customer_page.html", "customers:move"
    select_related = ["owner", "group", "department", "frozen_by", "blacklisted_by"]
    in_place = InPlace(CustomerForm, "customers:field", may=EDITING, entered=as_entered, save=update_customer)

    def get(self, request, pk, move=None):
        """The customer's page; of one that was merged, the page of the other."""
        try:
            return super().get(request, pk, move)
        except Http404:
            into = standing_for(pk, request.actor)
            if into is None:
                raise
            return reply(request, into, merged_already(single.get(Customer, pk)).detail)

    def context(self, record, **asked):
        """Without the moves that mean nothing now: a customer that is not frozen need not be told so."""
        context = super().context(record, **asked)
        idle = {
            "freeze" if record.frozen else "unfreeze",
            "blacklist" if record.blacklisted else "unblacklist",
            # It has a page of its own.
            "merge",
        }
        for part in ("moves", "others"):
            context[part] = [move for move in context[part] if move.name not in idle]
        return context

    def more(self, record):
        by = self.request.actor
        tab = self.tab()
        contacts = list(selectors.contacts_of(record))
        return {
            "tab": tab,
            "tabs": panels.tabs_of(record, by),
            "may_edit": EDITING(record, by),
            "may_merge": MERGING(record, by),
            "figures": panels.figures_of(record, by),
            "panels": panels.tab_of(tab, record, by) if tab in panels.TABS else panels.panels_of(record, by),
            "contacts": contacts,
            "visits": Visit.objects.filter(customer=record)
            .select_related("owner")
            .order_by("-planned_on")[:20],
            "commitments": Commitment.objects.filter(customer=record)
            .select_related("owner")
            .order_by("-due_on", "-pk")[:20],
            "plans": list(plans_about(record, by)),
            "trust": trust_shown(record),
            **power_context(record, by, contacts, self.request.GET.get("contact", "")),
            **admission_context(record, by, whole=tab == "admission"),
            **credit_context(record, by, whole=tab == "credit"),
        }

    def tab(self) -> str:
        """The part of the customer that is open; a filter of the history opens the history."""
        asked = self.request.GET.get("tab", "history" if "tl" in self.request.GET else "")
        return asked if asked in TABS or asked in panels.TABS else "overview"


class CustomerPart(RecordPart, CustomerPage):
    """A form on one tab of the customer's page, from here or from an app above."""

    on_tab = ""

    def tab(self) -> str:
        return self.on_tab

    def place(self, record) -> str:
        return f"{record.get_absolute_url()}?tab={self.on_tab}#{self.slot}"


def plans_about(customer, by):
    """The account plans of the customer or its group, the newest first."""
    of = Q(customer=customer) | Q(group=customer.group_id) if customer.group_id else Q(customer=customer)
    rows = visible(AccountPlan.objects.filter(of), by).select_related("customer", "group", "owner")
    return rows.order_by("-year", "pk")[:PLANS_SHOWN]


class CustomerField(FieldPage, CustomerPage):
    """One field of a customer, changed where it stands."""


# --- forms --------------------------------------------------------------------------------------------------------


def new(request):
    """A new customer; possible duplicates are shown before it is saved."""
    if not request.actor.can(Right.CUSTOMER_EDIT):
        raise Denied(may(Right.CUSTOMER_EDIT).sentence)
    form = CustomerForm(request.POST or None, by=request.actor)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, status=422 if request.method == "POST" else 200)
    told = {name: form.cleaned_data[name] for name in ("name", "unified_code")}
    found = [] if request.POST.get("another") else possible_duplicates(**told)
    if found:
        return _form(request, form, duplicates=found, status=422)
    return _saved(request, form, partial(create_customer, by=request.actor))


def edit(request, pk):
    """Change a customer."""
    customer = seen(request, pk)
    form = CustomerForm(request.POST or None, by=request.actor, record=customer, initial=as_entered(customer))
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, customer=customer, status=422 if request.method == "POST" else 200)
    version = request.POST.get("version", "")
    expected = int(version) if version.isdigit() else None
    change = partial(update_customer, customer, by=request.actor, expected_version=expected)
    return _saved(request, form, change, customer=customer)


def _saved(request, form, save, customer=None):
    try:
        saved = save(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, form, customer=customer, status=422)
    except Refused as error:
        form.add_error(None, error.detail)
        return _form(request, form, customer=customer, status=error.status)
    return reply(request, saved, _("{customer} saved").format(customer=saved.name))


def _form(request, form, *, customer=None, duplicates=(), status=200):
    context = {"form": form, "customer": customer, "duplicates": shown(request, duplicates)}
    if status != 200:
        return refuse(request, "customers/customer_form.html", context, status)
    return render(request, "customers/customer_form.html", context)


# --- what is posted from the page -----------------------------------------------------------------------------------


def hold(request, pk):
    """Stop shipments."""

    def act(customer, values):
        place_hold(customer, by=request.actor, **values)
        return _("Shipments are on hold")

    return posted(request, pk, HoldForm, act)


def lift_holds(request, pk):
    """Let shipments go on."""

    def act(customer, values):
        lift_all(customer, by=request.actor, **values)
        return _("Holds lifted")

    return posted(request, pk, HoldForm, act)


def posted(request, pk, form_class, act, tab=""):
    """A small form of the page: done and back, or the page again with what was wrong."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    customer = seen(request, pk)
    form = form_class(submitted(request), by=request.actor, record=customer)
    problems = [message for messages in form.errors.values() for message in messages]
    status = 422
    if not problems:
        try:
            told = act(customer, form.cleaned_data)
            return reply(request, f"{customer.get_absolute_url()}{tab}", told)
        except ValidationError as error:
            problems = _messages(error)
        except Refused as error:
            problems, status = [error.detail], error.status
    page = CustomerPage()
    page.setup(request)
    return refuse(request, page.template_name, page.context(customer) | {"problems": problems}, status)


def _messages(error: ValidationError) -> list[str]:
    """Each message with the fact it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    types = selectors.fact_types()
    return [
        f"{labels.type_of(name.removeprefix('facts/'), types).label}: {message}"
        for name, found in error.message_dict.items()
        for message in found
    ]


def seen(request, pk) -> Customer:
    """The customer, if the person sees it; else 404."""
    rows = Customer.objects.select_related(*CustomerPage.select_related)
    return get_object_or_404(visible(rows, request.actor), pk=pk)
