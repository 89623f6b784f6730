"""The forms of the settings page of assignment: a rule, and a lead to try the rules with."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.form_numbers import MOST_MONEY
from core.forms import DecimalText, MoveForm, RecordChoice, UserChoice
from leads.states import Source

ANY = [("", pgettext_lazy("condition", "Any"))]
SEVERAL = gettext_lazy("Several words with commas between them; one of them is enough.")


def amount(label) -> DecimalText:
    """An amount in the tenant's currency that may stay empty."""
    return DecimalText(label=label, places=2, min_value=0, max_value=MOST_MONEY, required=False)


class RuleForm(MoveForm):
    """Conditions, and one person or one team."""

    industry = forms.CharField(
        label=gettext_lazy("Industry"), max_length=200, required=False, help_text=SEVERAL
    )
    region = forms.CharField(label=gettext_lazy("Region"), max_length=200, required=False, help_text=SEVERAL)
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=[*ANY, *Source.choices], required=False)
    amount_from = amount(gettext_lazy("Amount from"))
    amount_below = amount(gettext_lazy("Amount below"))
    department = RecordChoice(
        "tenancy.Department", label=gettext_lazy("To a team, in turn"), required=False,
        among=lambda rows, rule: rows.filter(is_active=True),
    )  # fmt: skip
    user = UserChoice(label=gettext_lazy("Or to one person"), required=False)

    def clean(self):
        """One receiver, and amounts the right way round."""
        found = super().clean()
        if bool(self._as_it_will_be("department")) == bool(self._as_it_will_be("user")):
            self.add_error(None, ValidationError({"department": _("Choose either a team or a person.")}))
        least, below = self._as_it_will_be("amount_from"), self._as_it_will_be("amount_below")
        if least is not None and below is not None and below <= least:
            told = _("This must be more than the amount it begins at.")
            self.add_error(None, ValidationError({"amount_below": told}))
        return found

    def _as_it_will_be(self, name: str):
        """What was sent; where only some fields were, the rule's own value."""
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.record, name, None)


class ApiRuleForm(RuleForm):
    """The same for programs, which name the place among the rules where they care."""

    position = forms.IntegerField(label=gettext_lazy("Order"), min_value=1, max_value=1000, required=False)


class TrialForm(MoveForm):
    """What the rules ask of a lead."""

    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=60, required=False)
    region = forms.CharField(label=gettext_lazy("Region"), max_length=60, required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=[*ANY, *Source.choices], required=False)
    amount = amount(gettext_lazy("Expected amount"))
