"""The settings page of admission: the rules in their order, one of them opened, a trial, and facts of one's own."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import refuse, reply
from core.pages import submitted
from core.tenancy import current_tenant
from customers import labels
from customers.facts import entered
from customers.forms.admission import FactTypeForm, RuleForm, TrialForm
from customers.models import AdmissionFactType, AdmissionRule
from customers.selectors import fact_types, finding_shown, rules_in_order
from customers.services import admission_rules
from tenancy import change_log
from tenancy.settings_views import settled

PAGE = "customers/rules.html"
CHANGES_SHOWN = 8


@settled
def rules(request):
    """All rules, and a form for one more."""
    return _edited(request, None)


@settled
def rule(request, pk):
    """One rule opened."""
    return _edited(request, get_object_or_404(AdmissionRule, pk=pk))


def _edited(request, opened):
    sent = submitted(request) if request.method == "POST" else None
    trial = "try" in request.POST
    form = RuleForm(_without_trial(sent), by=request.actor, record=opened, initial=_as_entered(opened))
    chooser = TrialForm(sent if trial else None, by=request.actor, auto_id="t-%s")
    context = context_of(request) | {"form": form, "opened": opened, "chooser": chooser}
    if sent is None:
        return render(request, PAGE, context)
    status = 422
    if form.is_valid() and (not trial or chooser.is_valid()):
        try:
            if not trial:
                return _saved(request, opened, form)
            return _tried(request, context, opened, form, chooser)
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, PAGE, context, status)


def _without_trial(sent):
    """The rule's own fields of what was sent."""
    if sent is not None:
        sent = sent.copy()
        for name in ("try", "customer", "version"):
            sent.pop(name, None)
    return sent


def _saved(request, opened, form):
    version = request.POST.get("version", "")
    admission_rules.save_rule(
        opened,
        by=request.actor,
        expected_version=int(version) if version.isdigit() else None,
        **form.cleaned_data,
    )
    return reply(request, reverse("customers:rules"), _("Admission rule saved"))


def _tried(request, context, opened, form, chooser):
    customer = chooser.cleaned_data["customer"]
    found = admission_rules.trial(customer, by=request.actor, rule=opened, **form.cleaned_data)
    finding = found["finding"]
    shown = finding and labels.finding_in_words(finding_shown(finding.as_json(), request.actor), fact_types())
    tried = {
        "customer": customer,
        "before": labels.verdict_in_words(found["before"]),
        "after": labels.verdict_in_words(found["after"]),
        "changes": found["before"] != found["after"],
        "finding": shown,
    }
    return refuse(request, PAGE, context | {"tried": tried}, 200)


def _as_entered(opened) -> dict:
    if opened is None:
        return {}
    kind = labels.type_of(opened.fact, fact_types()).kind
    values = {name: getattr(opened, name) for name in RuleForm.base_fields}
    return values | {"value": entered(kind, opened.value)}


@settled
@require_POST
def rule_move(request, pk, move):
    """A rule is asked earlier or later, or no longer."""
    found = get_object_or_404(AdmissionRule, pk=pk)
    if move == "remove":
        admission_rules.remove_rule(found, by=request.actor)
        return reply(request, reverse("customers:rules"), _("Admission rule removed"))
    admission_rules.shift_rule(found, -1 if move == "up" else 1, by=request.actor)
    return reply(request, reverse("customers:rules"), _("Order changed"))


@settled
@require_POST
def fact_types_(request):
    """A fact of the company's own."""
    form = FactTypeForm(submitted(request), by=request.actor, auto_id="f-%s")
    if form.is_valid():
        try:
            made = admission_rules.add_fact_type(by=request.actor, **form.cleaned_data)
            return reply(request, reverse("customers:rules"), _("Fact added: {fact}").format(fact=made.label))
        except ValidationError as error:
            form.add_error(None, error)
    return refuse(request, PAGE, context_of(request) | {"fact_form": form}, 422)


@settled
@require_POST
def fact_type_remove(request, pk):
    """A fact of the company's own that no rule asks for any more."""
    found = get_object_or_404(AdmissionFactType, pk=pk)
    try:
        admission_rules.remove_fact_type(found, by=request.actor)
    except ValidationError as error:
        return refuse(request, PAGE, context_of(request) | {"problem": error.messages[0]}, 422)
    return reply(request, reverse("customers:rules"), _("Fact removed"))


def context_of(request) -> dict:
    """Everything the page shows."""
    types = fact_types()
    rows = [
        {"rule": one, "label": labels.words_of(one, types),
         "condition": labels.condition_in_words(one.fact, one.operator, one.value, types)}
        for one in rules_in_order()
    ]  # fmt: skip
    # The defaults that came with the company tell nothing.
    changes = [row for row in change_log.latest(HISTORY) if row["by"]]
    return {
        "rules": rows,
        "form": RuleForm(by=request.actor),
        "chooser": TrialForm(by=request.actor, auto_id="t-%s"),
        "fact_form": FactTypeForm(by=request.actor, auto_id="f-%s"),
        "own_facts": AdmissionFactType.objects.order_by("label"),
        "changes": changes[:CHANGES_SHOWN],
        "currency": current_tenant().currency,
        "section": "admission",
    }


HISTORY = ("customers.AdmissionRule", "customers.AdmissionFactType")
