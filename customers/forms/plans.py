"""What people and programs hand in about account plans."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.form_numbers import MOST_MONEY
from core.forms import DecimalText, JSONList, MoveForm, PastDay, RecordChoice, UserChoice
from customers.forms.moves import DAY, LONG
from customers.models import AccountPlan, Customer, CustomerGroup
from customers.plan_measures import MEASURES


def _long(label):
    return forms.CharField(label=label, required=False, **LONG)


class PlanTextsForm(MoveForm):
    """What of a plan changes: whose it is, and its texts."""

    owner = UserChoice(label=gettext_lazy("Owner"), required=False)
    strategy = _long(gettext_lazy("The customer's strategy"))
    pains = _long(gettext_lazy("The customer's pains"))
    position = _long(gettext_lazy("Where we stand"))


class PlanForm(PlanTextsForm):
    """A new plan, for a customer or a parent group."""

    customer = RecordChoice(Customer, label=gettext_lazy("Customer"), required=False)
    group = RecordChoice(CustomerGroup, label=gettext_lazy("Or parent group"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    field_order = ["customer", "group", "year"]


class GoalForm(MoveForm):
    """A goal, measured by the records or in words."""

    text = forms.CharField(label=pgettext_lazy("plan", "Goal"), max_length=200)
    measure = forms.ChoiceField(
        label=gettext_lazy("Measured by"), choices=lambda: _measures(), required=False
    )
    target = DecimalText(
        label=gettext_lazy("Target"), places=2, min_value=Decimal(0), max_value=MOST_MONEY, required=False
    )

    def clean(self):
        """What is measured has something to be measured against."""
        found = super().clean()
        if found.get("measure") and found.get("target") is None and "target" not in self.errors:
            self.add_error("target", ValidationError(_("Name the figure that is to be reached.")))
        return found


def _measures() -> list[tuple]:
    return [("", gettext_lazy("In words only")), *((one.code, one.label) for one in MEASURES.values())]


class GoalsForm(MoveForm):
    """All goals of a plan, in their order."""

    goals = JSONList(label=gettext_lazy("Goals"), item=GoalForm, required=False, max_items=20)


class PlanMoveForm(MoveForm):
    """Who does what by when."""

    text = forms.CharField(label=gettext_lazy("What is done"), max_length=300)
    owner = UserChoice(label=gettext_lazy("Who"), required=False)
    due_on = forms.DateField(label=gettext_lazy("By"), **DAY)


class MoveDoneForm(MoveForm):
    """It is done."""

    done_on = PastDay(label=gettext_lazy("Done on"), **DAY)
    result = forms.CharField(label=gettext_lazy("Result"), max_length=300, required=False)


class PlanReviewForm(MoveForm):
    """What is said of a quarter."""

    quarter = forms.IntegerField(
        label=gettext_lazy("Quarter"), min_value=1, max_value=4,
        widget=forms.Select(choices=[(number, f"Q{number}") for number in range(1, 5)]),
    )  # fmt: skip
    text = forms.CharField(label=gettext_lazy("Review"), **LONG)


def as_entered(plan: AccountPlan) -> dict:
    """The plan's values in the shape of its form."""
    return {name: getattr(plan, name) for name in PlanTextsForm.base_fields}
