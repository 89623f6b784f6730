"""What people and programs hand in about credit: cases, plans, reviews, check points, evidence, insurance, freezes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from core.form_fields import DecimalText
from core.forms import MoneyField, MoveForm, RecordChoice
from customers.credit_states import CheckPoint, ReviewOutcome
from customers.forms.fields import PeopleField
from customers.forms.moves import DAY, LONG, ReasonForm
from customers.models import CreditStandard, Customer, CustomerGroup

SHORT: dict[str, Any] = {"max_length": 200}


class CaseReleaseForm(MoveForm):
    """By how much, until when and why something may pass."""

    amount = MoneyField(label=_("Amount released"))
    expires_on = forms.DateField(label=_("Valid until"), **DAY)
    reason = forms.CharField(label=_("Reason"), **LONG)


class AskReleaseForm(MoveForm):
    """Why it can't wait."""

    note = forms.CharField(label=_("Why it can't wait"), required=False, **LONG)


class ReviewForm(MoveForm):
    """What the review came to; a changed or renewed limit is asked for anew, with a later end."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=ReviewOutcome.choices)
    amount = MoneyField(label=_("New amount"), required=False)
    valid_until = forms.DateField(label=_("New end"), required=False, **DAY)
    reason = forms.CharField(label=_("Reason"), **LONG)


class AllocationForm(MoveForm):
    """What of the plan is kept for a customer or a group; 0 keeps nothing any more."""

    customer = RecordChoice(Customer, label=_("Customer"), required=False)
    group = RecordChoice(CustomerGroup, label=_("Parent group"), required=False)
    amount = MoneyField(label=_("Amount"))
    note = forms.CharField(label=_("Note"), required=False, **SHORT)


class TermsForm(MoveForm):
    """A customer's own check point and tolerance; empty follows the settings."""

    check_point = forms.ChoiceField(
        label=_("Check point"), choices=[("", _("As in the settings")), *CheckPoint.choices], required=False
    )
    tolerance_percent = DecimalText(
        label=_("Tolerance in percent"), places=2, min_value=0, max_value=100, required=False
    )
    reason = forms.CharField(label=_("Reason"), **LONG)


class EvidenceForm(MoveForm):
    """Evidence of a standard that allows open credit."""

    standard = RecordChoice(
        CreditStandard, label=_("Standard"), among=lambda rows, record: rows.filter(is_active=True)
    )
    source = forms.CharField(label=_("Evidence"), **SHORT)
    seen_on = forms.DateField(label=_("Seen on"), required=False, **DAY)
    valid_until = forms.DateField(label=_("Valid until"), required=False, **DAY)


class StandardForm(MoveForm):
    """A standard of the company's own."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    label = forms.CharField(label=_("Name"), max_length=120)
    months = forms.IntegerField(
        label=_("Evidence counts for so many months"), min_value=1, max_value=120, required=False
    )


class StandardEditForm(MoveForm):
    """What can be changed of a standard."""

    label = forms.CharField(label=_("Name"), max_length=120, required=False)
    months = forms.IntegerField(
        label=_("Evidence counts for so many months"), min_value=1, max_value=120, required=False
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)


class PolicyForm(MoveForm):
    """A policy of credit insurance."""

    insurer = forms.CharField(label=_("Insurer"), max_length=120)
    policy_number = forms.CharField(label=_("Policy number"), max_length=60)
    starts_on = forms.DateField(label=_("Starts on"), **DAY)
    ends_on = forms.DateField(label=_("Ends on"), **DAY)
    insured_share = DecimalText(
        label=_("Insured share in percent"), places=2, min_value=0, max_value=100, required=False
    )
    waiting_days = forms.IntegerField(
        label=_("Waiting period in days"), min_value=0, max_value=730, required=False
    )
    report_days = forms.IntegerField(
        label=_("Report a possible loss within days after due"), min_value=1, max_value=730, required=False
    )
    claim_days = forms.IntegerField(
        label=_("Claim within days after due"), min_value=1, max_value=1095, required=False
    )
    premium = MoneyField(label=_p("insurance", "Premium"), required=False)
    note = forms.CharField(label=_("Note"), required=False, **LONG)


class InsuredLimitForm(MoveForm):
    """What a policy covers of one customer."""

    customer = RecordChoice(Customer, label=_("Customer"))
    amount = MoneyField(label=_("Insured limit"))
    starts_on = forms.DateField(label=_("Starts on"), required=False, **DAY)
    ends_on = forms.DateField(label=_("Ends on"), required=False, **DAY)
    insured_share = DecimalText(
        label=_("Insured share in percent"), places=2, min_value=0, max_value=100, required=False
    )


class FreezeForm(ReasonForm):
    """Also who is told, and when it is looked at again."""

    tell = PeopleField(label=_("Who is told"), required=False, help_text=_("User names, parted by commas"))
    review_on = forms.DateField(label=_("Review on"), required=False, **DAY)
