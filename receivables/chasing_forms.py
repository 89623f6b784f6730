"""What is handed in when money is chased: promises, disputes, causes, corrective actions, cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.form_days import DayInput
from core.forms import MoneyField, MoveForm, RecordChoice, UserChoice
from customers.models import Customer, CustomerGroup
from receivables.claim_states import CaseOutcome, CauseCode, DisputeCategory, PaymentRating, ReminderTone
from receivables.models import CaseCost, DunningProcedure, Receivable

DAY: dict[str, Any] = {"widget": DayInput()}
LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class PromiseForm(MoveForm):
    """What the customer said it would pay, and by when; without an amount all that is open."""

    promised_on = forms.DateField(label=pgettext_lazy("payment", "Promised for"), **DAY)
    amount = MoneyField(label=_("Promised amount"), required=False, positive=True)
    told_by = forms.CharField(label=_("Told by"), required=False, max_length=120)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class NewPromiseForm(PromiseForm):
    """The same, naming the receivable."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))


class NewDisputeForm(MoveForm):
    """What the customer disputes, naming the receivable; without an amount all that is open."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))
    reason = forms.CharField(label=_("Reason"), **LONG)
    amount = MoneyField(label=_("Disputed amount"), required=False, positive=True)
    category = forms.ChoiceField(label=_("Category"), choices=DisputeCategory.choices, required=False)
    due_on = forms.DateField(label=_("To be resolved by"), required=False, **DAY)


class ReviewForm(MoveForm):
    """By when it will be resolved."""

    due_on = forms.DateField(label=_("To be resolved by"), required=False, **DAY)


class AcceptPartForm(MoveForm):
    """How much the customer is right about, and why."""

    amount = MoneyField(label=_("Accepted amount"), positive=True)
    reason = forms.CharField(label=_("Reason"), **LONG)


class CauseForm(MoveForm):
    """Why so much is late; without an amount all that has no cause yet. Ours opens a corrective action."""

    code = forms.ChoiceField(label=_("Cause"), choices=CauseCode.choices)
    amount = MoneyField(label=_("Amount"), required=False, positive=True)
    evidence = forms.CharField(label=_("Evidence"), required=False, **LONG)
    found_on = forms.DateField(label=_("Found on"), required=False, **DAY)
    action = forms.CharField(label=_("Corrective action"), required=False, max_length=300)
    owner = UserChoice(label=_("Who mends it"), required=False)
    due_on = forms.DateField(label=_("To be mended by"), required=False, **DAY)


class NewCauseForm(CauseForm):
    """The same, naming the receivable."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))


class RestateForm(MoveForm):
    """The cause again, with its evidence."""

    code = forms.ChoiceField(label=_("Cause"), choices=CauseCode.choices)
    evidence = forms.CharField(label=_("Evidence"), **LONG)


class EvidenceForm(MoveForm):
    """What shows that it is mended: a receipt, a test report, the corrected invoice; papers are attached beside."""

    evidence = forms.CharField(label=_("Evidence"), min_length=4, **LONG)


class HandOnForm(MoveForm):
    """Who mends it instead."""

    to = UserChoice(label=_("Who mends it"))
    reason = forms.CharField(label=_("Reason"), required=False, **LONG)


class OnForm(MoveForm):
    """The day of a step (today)."""

    on = forms.DateField(label=_("Day"), required=False, **DAY)


class SueForm(OnForm):
    """Where and under which number."""

    court = forms.CharField(label=_("Court"), max_length=120)
    docket = forms.CharField(label=_("Docket number"), required=False, max_length=60)


class JudgmentForm(OnForm):
    """What was awarded."""

    awarded = MoneyField(label=_("Awarded amount"))


class CloseCaseForm(MoveForm):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=CaseOutcome.choices)
    reason = forms.CharField(label=_("Reason"), **LONG)


class CostForm(MoveForm):
    """What a case cost."""

    kind = forms.ChoiceField(label=_("Kind of cost"), choices=CaseCost.Kind.choices)
    amount = MoneyField(label=_("Amount"), positive=True)
    spent_on = forms.DateField(label=_("Spent on"), required=False, **DAY)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class CoverForm(MoveForm):
    """One more receivable that a case covers."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))


class NewCaseForm(MoveForm):
    """A case over an overdue receivable; the customer's case that is under way covers it too."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))
    reason = forms.CharField(label=_("Reason"), required=False, **LONG)


class WhyForm(MoveForm):
    """Why a level is made by hand, or skipped."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class StopForm(MoveForm):
    """Until when dunning is stopped, and why."""

    until = forms.DateField(label=_("Until"), **DAY)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class BlockForm(StopForm):
    """The same, for the item or for all that the customer owes."""

    whole_customer = forms.BooleanField(label=_("All that the customer owes"), required=False)


class NewBlockForm(StopForm):
    """The same, naming the receivable or the customer."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"), required=False)
    customer = RecordChoice(Customer, label=_("Customer"), required=False)


class LiftForm(MoveForm):
    """Why dunning goes on before its day."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class ChoiceForm(MoveForm):
    """The procedure that is to hold, whatever else would fit; without one the conditions decide."""

    procedure = RecordChoice(DunningProcedure, label=_("Dunning procedure"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class NewProcedureForm(MoveForm):
    """A procedure's name and the customers it is for; its levels are a copy of the default ladder."""

    name = forms.CharField(label=_("Name"), max_length=80)
    position = forms.IntegerField(label=_("Asked in this order"), min_value=1, max_value=98, required=False)
    group = RecordChoice(CustomerGroup, label=_("Parent group"), required=False)
    rating = forms.ChoiceField(label=_("Payment rating"), choices=PaymentRating.choices, required=False)
    amount_from = MoneyField(label=_("From this overdue amount on"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False)


class LevelForm(MoveForm):
    """One level as it is to be; what is left out stays."""

    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=9)
    days = forms.IntegerField(label=_("Days overdue"), min_value=1, max_value=730, required=False)
    amount_from = MoneyField(label=_("From this open amount on"), required=False)
    letter = forms.ChoiceField(
        label=_("Letter to the customer"), choices=ReminderTone.choices, required=False
    )
    is_active = forms.NullBooleanField(label=_("In use"), required=False)
    needs_cause = forms.NullBooleanField(label=_("Cause analysis is required"), required=False)
    confirms = forms.NullBooleanField(label=_("Confirmation letter is made"), required=False)
    checks_insurance = forms.NullBooleanField(label=_("Insurer's loss report is checked"), required=False)
    holds = forms.NullBooleanField(label=_("Shipments are held"), required=False)
    freezes = forms.NullBooleanField(label=_("The customer is frozen"), required=False)
    legal_review = forms.NullBooleanField(label=_("Legal review is opened"), required=False)
    proposes_legal = forms.NullBooleanField(label=_("Legal action is proposed"), required=False)
    proposes_blacklist = forms.NullBooleanField(label=_("Blacklisting is proposed"), required=False)
    proposes_provision = forms.NullBooleanField(label=_("Specific provision is proposed"), required=False)
