"""What people fill in to make, send and answer statements of account and confirmation letters."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.dates import local_day
from core.forms import JSONList, MoneyField, MoveForm, RecordChoice
from core.upload import UploadField
from customers.models import Contact, Customer
from receivables.forms import DAY, LONG
from receivables.letter_states import Answer, DisputeReason


def _who_can_be_written_to(rows, record):
    found = rows.filter(is_active=True).exclude(email="")
    return found.filter(customer=record.customer_id) if record is not None else found


class MakeForm(MoveForm):
    """For whom, and as of which day (today)."""

    customer = RecordChoice(Customer, label=_l("Customer"))
    as_of = forms.DateField(label=_l("As of"), required=False, **DAY)


class RunForm(MoveForm):
    """As of which day; without one the end of the last month."""

    as_of = forms.DateField(label=_l("As of"), required=False, **DAY)


class LineAnswerForm(MoveForm):
    """What was said to one line."""

    line = forms.UUIDField(label=_l("Line"))
    answer = forms.ChoiceField(label=_l("Answer"), choices=Answer.choices)
    promised_on = forms.DateField(label=_l("Payment date"), required=False)
    amount = MoneyField(label=_l("Amount"), required=False, positive=True)
    reason = forms.ChoiceField(label=_l("Reason"), choices=DisputeReason.choices, required=False)
    words = forms.CharField(label=_l("Words"), required=False, max_length=1000)


class AnswersForm(MoveForm):
    """Who answered, and what to which line."""

    name = forms.CharField(label=_l("Who gave the answer"), max_length=120)
    answers = JSONList(label=_l("Answers"), item=LineAnswerForm, min_items=1)


class SendForm(MoveForm):
    """To whom; without a choice whoever reads the customer's payment letters."""

    contact = RecordChoice(Contact, label=_l("Contact"), required=False, among=_who_can_be_written_to)


class SendLetterForm(SendForm):
    """By e-mail, or on paper by post: then nothing is mailed."""

    way = forms.ChoiceField(
        label=_l("How"), choices=[("email", _l("By e-mail")), ("post", _l("On paper"))], required=False
    )

    def clean_way(self):
        """By e-mail unless told otherwise."""
        return self.cleaned_data.get("way") or "email"


class WithdrawForm(MoveForm):
    """Why it is withdrawn."""

    reason = forms.CharField(label=_l("Reason"), **LONG)


class SlipForm(MoveForm):
    """The slip as it came back: who signed, when, and the scanned paper."""

    name = forms.CharField(label=_l("Signed by"), max_length=120)
    answered_on = forms.DateField(label=_l("Signed on"), required=False, **DAY)
    scan = UploadField(label=_l("Scanned paper"), required=False)

    def clean_answered_on(self):
        """Not in the future."""
        day = self.cleaned_data.get("answered_on") or local_day()
        if day > local_day():
            raise ValidationError(_("This day is still to come."))
        return day


class DifferingSlipForm(SlipForm):
    """What the customer's books show instead."""

    said = MoneyField(label=_l("Balance in the customer's books"), required=False)
    words = forms.CharField(
        label=_l("What differs"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
