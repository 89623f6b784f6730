"""The fields of a lead and of its moves, for pages and API alike."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.custom import CustomFields
from core.form_days import DayInput
from core.forms import MoneyField, MoveForm, PastDay, RecordChoice, UserChoice
from customers.codes import tidy_code
from customers.states import FUNCTIONS
from leads.states import OPEN, Pain, Source

LONG = forms.Textarea(attrs={"rows": 3})
DAY = DayInput()
# `technical` is another spelling of `technology`.
FUNCTION_CHOICES = [("", "–"), *((code, word) for code, word in FUNCTIONS.items() if code != "technical")]


class LeadFields(MoveForm):
    """What is known about a lead."""

    title = forms.CharField(label=_("Title"), max_length=200)
    customer = RecordChoice("customers.Customer", label=_("Customer"), required=False)
    company_name = forms.CharField(
        label=_("Company as told"),
        max_length=200,
        required=False,
        help_text=_("Where the customer is not on file yet."),
    )
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    source_note = forms.CharField(label=_("About the source"), max_length=200, required=False)
    need = forms.CharField(label=_("Need"), max_length=4000, required=False, widget=LONG)
    solution = forms.CharField(label=_("Our solution"), max_length=4000, required=False, widget=LONG)
    expected_amount = MoneyField(label=_("Expected amount"), required=False, positive=True)
    budget = MoneyField(
        label=_("Budget"), required=False, positive=True, help_text=_("Definite, as the customer named it.")
    )
    expected_start_on = forms.DateField(label=_("Expected start"), required=False, widget=DAY)
    is_strategic = forms.BooleanField(label=_("Strategic"), required=False)
    industry = forms.CharField(label=_("Industry"), max_length=60, required=False)
    region = forms.CharField(label=_("Region"), max_length=60, required=False)
    contact_name = forms.CharField(label=_("Contact as told"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    custom = CustomFields("leads")


class LeadForm(LeadFields):
    """A new lead; named an owner, it is assigned at once."""

    owner = UserChoice(label=_("Owner"), required=False)


class LeadEditForm(LeadFields):
    """The content of a lead; its owner changes by the move `assign` alone."""


class AssignForm(MoveForm):
    """To whom."""

    owner = UserChoice(label=_("Owner"))


class NameCustomerForm(MoveForm):
    """The lead's customer: one on file, or a new one; and what the told contact does there."""

    customer = RecordChoice(
        "customers.Customer", label=_("Customer on file"), required=False, widget=forms.HiddenInput()
    )
    name = forms.CharField(label=_("Name of the new customer"), max_length=160, required=False)
    unified_code = forms.CharField(label=_("Unified social credit code"), max_length=30, required=False)
    contact_function = forms.ChoiceField(
        label=_("Function of the told contact"), choices=FUNCTION_CHOICES, required=False
    )

    def clean(self):
        found = super().clean()
        if not found.get("customer") and not found.get("name") and "customer" not in self.errors:
            self.add_error("name", ValidationError(gettext("Choose a customer on file, or name a new one.")))
        return found

    def clean_unified_code(self):
        return tidy_code(self.cleaned_data["unified_code"])


class ReasonForm(MoveForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LONG)


class MergeForm(MoveForm):
    """Into which open lead."""

    into = RecordChoice(
        "leads.Lead",
        label=_("Merge into"),
        among=lambda rows, lead: rows.filter(state__in=OPEN).exclude(pk=lead.pk if lead else None),
    )


class VerificationForm(MoveForm):
    """Whom we asked, what we asked, and what shows that it is true."""

    contact = RecordChoice("customers.Contact", label=_("Contact"))
    question = forms.CharField(label=_("Question"), max_length=2000, widget=LONG)
    evidence = forms.CharField(label=_("Evidence"), max_length=4000, widget=LONG)


class VerificationPageForm(VerificationForm):
    """The same on the lead's page, where only its customer's contacts are offered."""

    contact = RecordChoice(
        "customers.Contact",
        label=_("Contact"),
        among=lambda rows, lead: rows.filter(customer_id=lead.customer_id),
    )


class PainForm(MoveForm):
    """A step of the pain ladder with its evidence."""

    step = forms.ChoiceField(label=_("Step"), choices=Pain.choices)
    evidence = forms.CharField(label=_("Evidence"), max_length=2000, widget=LONG)
    found_on = PastDay(label=_("Found on"), required=False, widget=DAY)


class HelperForm(MoveForm):
    """One more colleague to help."""

    user = UserChoice(label=_("Colleague"))
