"""What is handed in about the relation: touches logged afterwards, ratings, commitments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import local_day
from core.forms import JSONList, MoveForm, PastDay, RecordChoice, UserChoice
from customers.forms.moves import DAY, LONG, rating_field
from customers.forms.records import ParticipantForm
from customers.models import Contact, Customer, Visit
from customers.states import Touch


class LogForm(MoveForm):
    """A touch that has taken place: customer and outcome are enough, the rest is as usual unless said."""

    customer = RecordChoice(Customer, label=_("Customer"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Touch.choices, required=False, widget=forms.RadioSelect)
    outcome = forms.CharField(label=_("What came of it"), **LONG)
    contacts = JSONList(label=_("Who took part"), required=False, item=ParticipantForm)
    visited_on = PastDay(label=_("Took place on"), required=False, **DAY)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=2000)
    rating = rating_field()
    promise = forms.CharField(label=_("What we promised"), required=False, max_length=300)
    promise_due_on = forms.DateField(label=_("Promised for"), required=False, **DAY)

    def clean_kind(self):
        """An everyday touch unless said otherwise."""
        return self.cleaned_data["kind"] or Touch.DAILY_TOUCH

    def clean_visited_on(self):
        """Today unless said otherwise."""
        return self.cleaned_data["visited_on"] or local_day()

    def clean_contacts(self):
        """The contacts themselves."""
        return [entry["contact"] for entry in self.cleaned_data["contacts"] or []]

    def clean(self):
        """A promise has a day; a day alone promises nothing."""
        found = super().clean()
        text, day = self.cleaned_data.get("promise"), self.cleaned_data.get("promise_due_on")
        if text and not day and "promise_due_on" not in self.errors:
            self.add_error("promise_due_on", _("By which day was it promised?"))
        if day and not text and "promise" not in self.errors:
            self.add_error("promise", _("What was promised for this day?"))
        return found


class RatingForm(MoveForm):
    """The customer's rating of a topic exchange."""

    rating = rating_field(required=True)


class CommitmentForm(MoveForm):
    """Something promised to a customer."""

    customer = RecordChoice(Customer, label=_("Customer"))
    text = forms.CharField(label=_("What we promised"), max_length=300)
    due_on = forms.DateField(label=_("Promised for"), **DAY)
    contact = RecordChoice(Contact, label=_("Promised to"), required=False)
    visit = RecordChoice(Visit, label=_("Visit"), required=False)
    owner = UserChoice(label=_("Who keeps it"), required=False)


class CommitmentEditForm(MoveForm):
    """What can be changed while a commitment is open."""

    text = forms.CharField(label=_("What we promised"), max_length=300)
    due_on = forms.DateField(label=_("Promised for"), **DAY)
    owner = UserChoice(label=_("Who keeps it"))
