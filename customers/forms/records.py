"""What people and programs hand in about customers, contacts, limits and visits: one form for page and API."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from core.custom import CustomFields
from core.forms import JSONList, MoneyField, MoveForm, RecordChoice, UserChoice
from customers.codes import check_phone, check_unified_code, tidy_code
from customers.forms.fields import FactsField
from customers.forms.moves import DAY, LONG
from customers.models import Contact, Customer, CustomerGroup
from customers.states import (
    FUNCTIONS,
    Attitude,
    DecisionRole,
    LimitKind,
    PaymentMode,
    Size,
    Touch,
)


def _text(label, length, required=False, **options):
    return forms.CharField(label=label, max_length=length, required=required, **options)


def _choice(label, choices, required=False, **options):
    blank = [] if required else [("", "–")]
    return forms.ChoiceField(label=label, choices=[*blank, *choices], required=required, **options)


class CustomerForm(MoveForm):
    """A customer; the name is enough."""

    name = _text(_("Name"), 160, required=True)
    unified_code = _text(_("Unified social credit code"), 30)
    payment_mode = forms.ChoiceField(label=_("Payment mode"), choices=PaymentMode.choices, required=False)
    industry = _text(_("Industry"), 80)
    region = _text(_("Region"), 80)
    size = _choice(_("Size"), Size.choices)
    group = RecordChoice(CustomerGroup, label=_("Parent group"), required=False)
    owner = UserChoice(label=_("Customer owner"), required=False)
    billing_title = _text(_("Invoice title"), 160)
    billing_tax_number = _text(_("Tax number"), 20)
    billing_bank = _text(_("Bank"), 120)
    billing_account = _text(_("Bank account"), 40)
    billing_address = _text(_("Registered address"), 200)
    billing_phone = _text(_("Registered phone"), 40)
    custom = CustomFields("customers")

    def clean_name(self):
        """A name of nothing but spaces or signs names nobody."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(character.isalnum() for character in name):
            raise forms.ValidationError(_("A name has letters, characters or digits."))
        return name

    def clean_unified_code(self):
        """Tidied and checked; empty stays empty."""
        code = tidy_code(self.cleaned_data["unified_code"])
        if code:
            check_unified_code(code)
        return code

    def clean_owner(self):
        """Somebody always looks after a customer: left empty, the owner stays."""
        return self.cleaned_data["owner"] or getattr(self.record, "owner", None)

    def clean_payment_mode(self):
        """On credit unless said otherwise."""
        return self.cleaned_data["payment_mode"] or PaymentMode.CREDIT


def colleagues(rows, contact):
    """Who else works for the contact's customer; of a new contact that is not known yet."""
    if contact is None:
        return rows
    return rows.filter(customer=contact.customer_id).exclude(pk=contact.pk).order_by("name", "pk")


class ContactForm(MoveForm):
    """A contact; customer, name and function are enough."""

    customer = RecordChoice(Customer, label=_("Customer"))
    name = _text(_("Name"), 80, required=True)
    title = _text(_("Job title"), 80)
    function = _text(_("Function"), 40, required=True, widget=forms.TextInput(attrs={"list": "functions"}))
    decision_role = _choice(_("Part in the decision"), DecisionRole.choices)
    attitude = forms.IntegerField(
        label=_("Attitude"), min_value=-2, max_value=2, required=False,
        widget=forms.Select(choices=[("", _("Not contacted")), *Attitude.choices]),
    )  # fmt: skip
    influence = forms.IntegerField(label=_("Influence, 1 to 5"), min_value=1, max_value=5, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    phone = _text(_("Phone"), 40)
    kpi = _text(_("Own KPI"), 200)
    style = _text(_("Style"), 200)
    common_ground = _text(_("Common ground"), 200)
    reports_to = RecordChoice(Contact, label=_("Reports to"), required=False, among=colleagues)
    is_active = forms.BooleanField(label=_("Still there"), required=False, initial=True)

    def clean_phone(self):
        """A number that can exist; empty stays empty."""
        number = self.cleaned_data["phone"].strip()
        if number:
            check_phone(number)
        return number

    def clean_function(self):
        """A known function by its code, whatever its capitals; other words as they are."""
        function = self.cleaned_data["function"].strip()
        return function.casefold() if function.casefold() in FUNCTIONS else function

    def clean_is_active(self):
        """Left out of JSON means still there; a page's unticked box means gone."""
        return self.cleaned_data["is_active"] or (self.record is None and "is_active" not in self.data)


class InfluenceForm(MoveForm):
    """An influence line between two contacts."""

    source = RecordChoice(Contact, label=_p("contact", "Who influences"))
    target = RecordChoice(Contact, label=_p("contact", "Who listens"))
    note = _text(_("Why"), 200)


class InfluenceNoteForm(MoveForm):
    """Why there is such a line."""

    note = _text(_("Why"), 200)


class GroupForm(MoveForm):
    """A parent group."""

    name = _text(_("Name"), 160, required=True)


class CheckForm(MoveForm):
    """Facts for an admission check; none of them only runs the rules."""

    facts = FactsField(label=_("Facts"), required=False)


class HoldForm(MoveForm):
    """Why shipments stop."""

    reason = forms.CharField(label=_("Reason"), **LONG)


class LimitForm(MoveForm):
    """A credit limit to ask for."""

    customer = RecordChoice(Customer, label=_("Customer"), required=False)
    group = RecordChoice(CustomerGroup, label=_("Parent group"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=LimitKind.choices, required=False)
    amount = MoneyField(label=_("Amount"))
    valid_until = forms.DateField(label=_("Valid until"), **DAY)
    reason = forms.CharField(label=_("Reason"), required=False, **LONG)

    def clean_kind(self):
        """A standing limit unless said otherwise."""
        return self.cleaned_data["kind"] or LimitKind.STANDING


class LimitEditForm(MoveForm):
    """What can be changed of a limit that is still asked for."""

    amount = MoneyField(label=_("Amount"))
    valid_until = forms.DateField(label=_("Valid until"), **DAY)
    reason = forms.CharField(label=_("Reason"), required=False, **LONG)


class PlanForm(MoveForm):
    """A year's credit plan."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    total = MoneyField(label=_("Total credit"))
    budget = MoneyField(label=_("Sales budget"), required=False)


class ParticipantForm(MoveForm):
    """A contact who takes part in a visit."""

    contact = RecordChoice(Contact, label=_("Contact"))


class VisitForm(MoveForm):
    """A visit to plan."""

    customer = RecordChoice(Customer, label=_("Customer"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Touch.choices, required=False)
    planned_on = forms.DateField(label=_("Planned for"), **DAY)
    goals = forms.CharField(label=_("Goals"), **LONG)
    contacts = JSONList(label=_("Who takes part"), required=False, item=ParticipantForm)
    background = forms.CharField(label=_("Background"), required=False, **LONG)
    agenda = forms.CharField(label=_("Agenda"), required=False, **LONG)
    materials = forms.CharField(label=_("Materials"), required=False, **LONG)
    expected_questions = forms.CharField(label=_("Expected questions"), required=False, **LONG)
    situation = forms.CharField(label=_("Situation questions"), required=False, **LONG)
    problem = forms.CharField(label=_("Problem questions"), required=False, **LONG)
    implication = forms.CharField(label=_("Implication questions"), required=False, **LONG)
    need_payoff = forms.CharField(label=_("Need-payoff questions"), required=False, **LONG)

    def clean_kind(self):
        """An everyday touch unless said otherwise."""
        return self.cleaned_data["kind"] or Touch.DAILY_TOUCH

    def clean_contacts(self):
        """The contacts themselves."""
        return [entry["contact"] for entry in self.cleaned_data["contacts"] or []]
