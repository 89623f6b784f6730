"""Policies of credit insurance: the list, a policy with the customers it covers, and its form."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refused
from core.http import refuse, reply
from core.money import Money
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart, page_parts
from core.sight import visible
from customers.forms.credit import InsuredLimitForm, PolicyForm
from customers.listing_credit import policies_listing
from customers.models import InsurancePolicy
from customers.models.insurance import INSURING
from customers.services import insurance
from tenancy.roles import Right


class PolicyList(ListView):
    """Insurance policies."""

    listing = policies_listing
    template_name = "customers/policy_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.CREDIT_LIMIT)}


class PolicyPage(RecordPage):
    """A policy: its period, share and deadlines, and the customers it covers."""

    model, template_name, move_url = InsurancePolicy, "customers/policy_page.html", "customers:policy-move"
    select_related = ["owner"]

    def more(self, record):
        by = self.request.actor
        may = INSURING(record, by) and record.state != "ended"
        return {
            "limits": record.limits.select_related("customer").order_by("customer__sort_key", "starts_on"),
            "may_edit": may,
            "parts": page_parts(by, record, insure=InsuredLimitForm) if may else {},
        }


class Insure(RecordPart, PolicyPage):
    """One more customer that is covered."""

    slot, form_class, said_after = "insure", InsuredLimitForm, gettext_lazy("Insured limit saved")

    def save(self, record, **values):
        insurance.insure(record, by=self.request.actor, **values)


def new(request):
    """A new policy."""
    return _entered(request, None)


def edit(request, pk):
    """Change a policy."""
    return _entered(request, get_object_or_404(visible(InsurancePolicy.objects.all(), request.actor), pk=pk))


def _entered(request, policy):
    form = PolicyForm(
        submitted(request) if request.method == "POST" else None, by=request.actor, record=policy,
        initial=as_entered(policy),
    )  # fmt: skip
    context = {"form": form, "policy": policy}
    if request.method != "POST":
        return render(request, "customers/policy_form.html", context)
    status = 422
    if form.is_valid():
        try:
            saved = insurance.save_policy(policy, by=request.actor, **form.cleaned_data)
            return reply(request, saved, _("{policy} saved").format(policy=saved))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, "customers/policy_form.html", context, status)


def as_entered(policy) -> dict:
    """The policy's values in the shape of its form; a new one proposes what is usual."""
    if policy is None:
        return {"insured_share": 90, "waiting_days": 60, "report_days": 30, "claim_days": 180}
    values = {name: getattr(policy, name) for name in PolicyForm.base_fields}
    return values | {
        "insured_share": f"{policy.share_percent.normalize():f}",
        "premium": Money(policy.premium, policy.currency),
    }
