"""What is handed in about surveys: whom to ask, and the contact's answer."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MoveForm, RecordChoice
from customers.models import Contact
from deals.models import Deal


class AskForm(MoveForm):
    """Whom to ask, and about which deal if one is meant."""

    contact = RecordChoice(Contact, label=_("Contact"))
    deal = RecordChoice(Deal, label=_("Deal"), required=False)

    def ask_only(self, customer) -> None:
        """Offer this customer's contacts with an e-mail address, and its deals."""
        contact, deal = cast(RecordChoice, self.fields["contact"]), cast(RecordChoice, self.fields["deal"])
        contact.among = lambda rows, record: rows.filter(customer=customer, is_active=True).exclude(email="")
        deal.among = lambda rows, record: rows.filter(customer=customer)


class AnswerForm(forms.Form):
    """The answer to the one question."""

    score = forms.TypedChoiceField(
        label=_("How likely is it that you would recommend us to others?"),
        choices=[(n, str(n)) for n in range(11)], coerce=int, widget=forms.RadioSelect,
    )  # fmt: skip
    comment = forms.CharField(
        label=_("What is the main reason?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(label=_("Your name"), max_length=120)
