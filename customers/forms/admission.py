"""What people and programs hand in about admission: rules, own facts, a trial."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from core.forms import MoveForm, PastDay, RecordChoice
from customers.forms.records import CheckForm
from customers.models import AdmissionRule, Customer
from customers.selectors import fact_types
from customers.states import Effect, FactKind, Operator


def facts_to_choose() -> list[tuple[str, Any]]:
    """Every fact that a rule can ask for."""
    return [(code, one.label) for code, one in fact_types().items()]


class FactSelect(forms.Select):
    """The facts of the company that looks at the page: read when it is drawn."""

    def __init__(self, attrs=None):
        choices: Any = facts_to_choose
        super().__init__(attrs, choices)


class RuleForm(MoveForm):
    """An admission rule; what its value may be depends on the fact."""

    fact = forms.CharField(label=_("Fact"), max_length=40, widget=FactSelect)
    operator = forms.ChoiceField(label=_("Operator"), choices=Operator.choices)
    value = forms.CharField(label=_("Value"), max_length=40, help_text=_("A number, 80%, yes or no, or days"))
    effect = forms.ChoiceField(label=_("Effect"), choices=Effect.choices)
    label = forms.CharField(
        label=_("Name of the rule"), max_length=120, required=False,
        help_text=_("Empty: fact, operator and value say it"),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean_is_active(self):
        """Left out of JSON means in use; a page's unticked box means not."""
        return self.cleaned_data["is_active"] or (self.record is None and "is_active" not in self.data)


class EditRuleForm(RuleForm):
    """The same for programs, which name the place where they care. A rule keeps its code: checks on file name it."""

    position = forms.IntegerField(label=_("Order"), min_value=1, max_value=1000, required=False)


class ApiRuleForm(EditRuleForm):
    """A new rule, with a code of its own choice."""

    code = forms.SlugField(label=_("Code"), max_length=40, required=False)


class EnterForm(CheckForm):
    """The same as credit types it on the page: one source and one day for all that is entered."""

    source = forms.CharField(label=_p("fact", "Source"), max_length=120, required=False)
    day = PastDay(label=_p("fact", "As of"), required=False)

    def clean(self):
        """Each fact with the source and the day that were named."""
        found = super().clean()
        source, day = found.pop("source", ""), found.pop("day", None)
        found["facts"] = {
            code: {"value": value, "source": source, "date": day}
            for code, value in (found.get("facts") or {}).items()
        }
        return found


class AskForm(MoveForm):
    """What credit should know."""

    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class TrialForm(MoveForm):
    """The customer whose facts a rule is tried on."""

    customer = RecordChoice(Customer, label=_("Try on"), related=["owner"])


class RuleTrialForm(RuleForm):
    """A rule as it would be, the one it would replace, and the customer to try it on."""

    rule = RecordChoice(AdmissionRule, label=_("Rule"), required=False)
    customer = RecordChoice(Customer, label=_("Try on"))


class FactTypeForm(MoveForm):
    """A fact of the company's own."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("As files and providers name it"))
    label = forms.CharField(label=_p("fact", "Name"), max_length=80)
    kind = forms.ChoiceField(
        label=_p("fact", "Kind"),
        choices=[(one.value, one.label) for one in FactKind if one.value not in ("mode", "age")],
    )
