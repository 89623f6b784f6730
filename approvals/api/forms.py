"""What a vote sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.states import Vote
from core.forms import JSONList, MoveForm, UserChoice


class ConditionForm(MoveForm):
    """A condition that goes with an approval: what, by whom, until when."""

    text = forms.CharField(label=_("condition"), max_length=500)
    owner = UserChoice(label=_("owner"))
    due_on = forms.DateField(label=_("due date"))


class DecideForm(MoveForm):
    """A vote; conditions make an approval a conditional one."""

    decision = forms.ChoiceField(label=_("decision"), choices=Vote.choices)
    comment = forms.CharField(label=_("comment"), max_length=2000, required=False)
    conditions = JSONList(label=_("conditions"), item=ConditionForm, required=False, max_items=20)


class PersonForm(MoveForm):
    """A colleague."""

    user = UserChoice(label=_("colleague"))


class EvidenceForm(MoveForm):
    """What shows that a condition is met."""

    evidence = forms.CharField(label=_("evidence"), max_length=2000)
