"""Pages of provisions: the runs with their movement, one run, its lines, specific items, the rates."""

from datetime import timedelta

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.dates import local_day
from core.errors import Denied, Refused
from core.form_days import DayInput
from core.form_fields import DecimalText
from core.forms import cleaned
from core.http import leave, refuse, reply, toast
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart, page_parts
from core.sight import visible
from receivables.insured import limit_of
from receivables.models import ProvisionRate, ProvisionRun, Receivable, SpecificProvision
from receivables.provision_forms import PERCENT, RunForm, SpecificEditForm, SpecificForm
from receivables.provision_listing import provision_lines_listing, provisions_listing, specifics_listing
from receivables.provision_reads import SHOWN, by_customer
from receivables.provision_states import ProvisionState
from receivables.rules.ageing import BUCKETS
from receivables.rules.provisioning import DEFAULT_RATES
from receivables.services.provision_lines import differences
from receivables.services.provision_rates import rates_on, set_rates
from receivables.services.provision_runs import PREPARING, discard, prepare_run
from receivables.services.provisions import LIVE, create_specific, edit_specific
from receivables.views.records import problem_text
from tenancy.roles import Right
from tenancy.settings_views import settled

MOVEMENT = ("opening", "charge", "used", "recovered", "released", "currency_difference", "closing")


class ProvisionList(ListView):
    """Provision runs 坏账准备, one a month: together they are the movement report."""

    listing = provisions_listing
    template_name = "receivables/provision_list.html"

    def more(self):
        """The month that comes next, for whoever may prepare it."""
        month = next_month_end()
        return {"next_month": month if self.request.actor.can(Right.PROVISION) else None}


def next_month_end():
    """The last month that is over and has no run; None where it has one."""
    last = local_day().replace(day=1) - timedelta(days=1)
    there = ProvisionRun.objects.exclude(state=ProvisionState.REVERSED).filter(closes_on=last).exists()
    return None if there else last


@require_POST
def prepare(request):
    """Prepare the run of a month."""
    if not request.actor.can(Right.PROVISION):
        raise Denied()
    try:
        run = prepare_run(by=request.actor, **cleaned(RunForm, request.POST, by=request.actor))
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return redirect("receivables:provisions")
    return reply(request, run, _("Provision run prepared"))


class ProvisionPage(RecordPage):
    """One run: its matrix, its movement, its customers beside the last run, and the inputs it keeps."""

    model, template_name, move_url = (
        ProvisionRun,
        "receivables/provision_page.html",
        "receivables:provision-move",
    )
    select_related = ["owner", "prepared_by", "approved_by", "posted_by", "previous"]

    def more(self, record):
        rates = record.inputs["rates"]
        empty = {"count": 0, "balance": 0, "base": 0, "amount": 0}
        columns = [
            {"label": bucket.label, "code": bucket.code, "rate": rates[bucket.code]}
            | self.told(record, record.matrix.get(bucket.code, empty))
            for bucket in BUCKETS
        ]
        whole = {
            name: sum(record.matrix.get(source, empty)[name] for source in ("matrix", "specific"))
            for name in empty
        }
        rows = by_customer(record) if not record.at_work else []
        return {
            "columns": columns,
            "whole": self.told(record, whole),
            "classes": [
                {"label": label, "code": code} | self.told(record, record.matrix[code])
                for code, label in (("ordinary", _("Ordinary")), ("doubtful", _("Doubtful")), ("bad", _("Bad")))
                if code in record.matrix
            ],
            "rows": [row | {name: record.money(row[name]) for name in ("balance", "base", "amount", "before", "change")}
                     for row in rows],
            "shown": SHOWN,
            "movement": [getattr(record, name) for name in MOVEMENT],
            "specifics": record.inputs["specifics"],
            "may_delete": record.state == ProvisionState.DRAFT and PREPARING(record, self.request.actor),
            "reproduced": differences(record) if self.request.GET.get("check") and not record.at_work else None,
        }  # fmt: skip

    def told(self, record, row) -> dict:
        """Units as money."""
        return {"count": row["count"]} | {
            name: record.money(row[name]) for name in ("balance", "base", "amount")
        }


@require_POST
def delete_provision(request, pk):
    """Delete a draft; a calculation under way ends with it."""
    run = get_object_or_404(visible(ProvisionRun.objects.all(), request.actor), pk=pk)
    try:
        discard(run, by=request.actor)
    except Refused as error:
        toast(request, error.detail, bad=True)
        return reply(request, run)
    return leave(request, reverse("receivables:provisions"), _("Draft deleted"))


class ProvisionLines(ListView):
    """The lines of provision runs; the address names the run, the customer, the bucket."""

    listing = provision_lines_listing
    template_name = "receivables/provision_lines.html"

    def more(self):
        """The run that the filter names."""
        run = self.request.GET.get("run", "")
        try:
            return {"run": ProvisionRun.objects.filter(pk=run).first() if run else None}
        except ValidationError:
            return {"run": None}


class SpecificList(ListView):
    """Specific provisions 单项计提."""

    listing = specifics_listing
    template_name = "receivables/specific_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.PROVISION)}


class SpecificPage(RecordPage):
    """One specific provision: what it says, why, its papers and its way."""

    model, template_name, move_url = (
        SpecificProvision,
        "receivables/specific_page.html",
        "receivables:specific-move",
    )
    select_related = ["customer", "receivable", "owner"]

    def more(self, record):
        shown = {"insured_by": limit_of(record.receivable) if record.receivable else None}
        if record.state not in LIVE or not PREPARING(record, self.request.actor):
            return shown
        start = {
            "percent": None if record.rate is None else record.rate * 100, "amount": record.money,
            "insured_percent": record.insured_share * 100 or None,
            "collateral": record.collateral_money if record.collateral else None,
            "reason": record.reason, "evidence": record.evidence, "starts_on": record.starts_on,
            "ends_on": record.ends_on,
        }  # fmt: skip
        return shown | {"parts": page_parts(self.request.actor, record, edit=(SpecificEditForm, start))}


class EditSpecific(RecordPart, SpecificPage):
    """What a specific provision says, changed."""

    slot, form_class = "edit", SpecificEditForm

    def save(self, record, **values):
        edit_specific(record, by=self.request.actor, **values)

    @property
    def said_after(self):
        return _("Specific provision saved")


def new_specific(request):
    """Enter a specific provision, for the receivable or customer that the address names or another."""
    if not request.actor.can(Right.PROVISION):
        raise Denied()
    start = {name: request.GET.get(name, "") for name in ("receivable", "customer")}
    if start["receivable"]:
        receivable = _receivable(request, start["receivable"])
        start = {"receivable": receivable.pk, "customer": receivable.customer_id}
    form = SpecificForm(
        submitted(request) if request.method == "POST" else None, by=request.actor,
        initial=start | {"starts_on": local_day()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = create_specific(by=request.actor, **form.cleaned_data)
            return reply(request, made, _("Specific provision made"))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, " ".join(blocker.detail for blocker in error.blockers) or error.detail)
    context = {"form": form}
    if request.method == "POST":
        return refuse(request, "receivables/specific_form.html", context, 422)
    return render(request, "receivables/specific_form.html", context)


def _receivable(request, pk):
    try:
        found = visible(Receivable.objects.all(), request.actor).filter(pk=pk).first()
    except ValidationError:
        found = None
    if found is None:
        raise Http404
    return found


@settled
def provision_rates(request):
    """The provision matrix as it is, as it was, and from which day other rates hold."""
    today = local_day()
    form = _rates_form(rates_on(today), today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        rates = {bucket.code: form.cleaned_data[_field(bucket.code)] / 100 for bucket in BUCKETS}
        try:
            set_rates(rates, valid_from=form.cleaned_data["valid_from"], by=request.actor)
            return reply(request, request.path, _("Provision rates saved"))
        except ValidationError as error:
            form.add_error(None, error)
    history = ProvisionRate.objects.select_related("created_by").order_by("-valid_from", "-created_at")[:60]
    context = {
        "form": form, "section": "provision-rates", "history": history,
        "rows": [
            {"label": bucket.label, "field": form[_field(bucket.code)], "default": DEFAULT_RATES[bucket.code] * 100}
            for bucket in BUCKETS
        ],
    }  # fmt: skip
    if request.method == "POST":
        return refuse(request, "receivables/provision_rates.html", context, 422)
    return render(request, "receivables/provision_rates.html", context)


def _field(code: str) -> str:
    return f"rate-{code}".replace("+", "-more")


def _rates_form(rates, today, data) -> django_forms.Form:
    form = django_forms.Form(data)
    for bucket in BUCKETS:
        shown = f"{(rates[bucket.code] * 100).normalize():f}"
        form.fields[_field(bucket.code)] = DecimalText(label=bucket.label, initial=shown, **PERCENT)
    day = DayInput()
    form.fields["valid_from"] = django_forms.DateField(label=_("Valid from"), initial=today, widget=day)
    return form
