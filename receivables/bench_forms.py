"""What the matching of bank lines asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MoneyField, MoveForm, RecordChoice, UserChoice
from customers.models import Customer
from receivables.models import BankStatement, PayerAlias, Receivable
from receivables.states import Difference

LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 2000}


class AllocationPartForm(MoveForm):
    """One of several allocations of a bank line."""

    receivable = RecordChoice(Receivable, label=_("Receivable"), related=("deal", "customer"))
    amount = MoneyField(label=_("Amount"), positive=True)
    difference = MoneyField(label=_("Difference"), required=False, negative=True)
    difference_kind = forms.ChoiceField(
        label=_("Kind of difference"), choices=[("", "—"), *Difference.choices], required=False
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    taken = MoneyField(label=_("Of the bank line"), required=False, positive=True)


class ShareForm(MoveForm):
    """One part of a bank line's rest."""

    amount = MoneyField(label=_("Amount"), positive=True)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class PayerAliasForm(MoveForm):
    """A name or account under which a customer pays."""

    customer = RecordChoice(Customer, label=_("Customer"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PayerAlias.Kind.choices)
    value = forms.CharField(label=_("Payer"), max_length=200)


class AskForm(MoveForm):
    """Whom to ask about a bank line, and what; without a person whoever owns what it most likely pays."""

    asked_of = UserChoice(label=_("Ask"), required=False)
    text = forms.CharField(label=_("Question"), required=False, max_length=500)


class AnswerForm(MoveForm):
    """What the money is for."""

    text = forms.CharField(label=_("Answer"), **LONG)


class MatchRunForm(MoveForm):
    """Over which statement; without one over all that waits."""

    statement = RecordChoice(BankStatement, label=_("Bank statement"), required=False)
