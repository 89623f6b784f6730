"""What people write at the desk: to-dos, notes, papers; the same for pages and API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_days import DayInput
from core.forms import MoveForm, UserChoice
from core.upload import UploadField

DAY = DayInput()


class TodoForm(MoveForm):
    """A to-do for oneself or a colleague, on a record where it is about one."""

    text = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = forms.DateField(label=_("By when"), required=False, widget=DAY)
    user = UserChoice(label=_("Who does it"), required=False)
    resource = forms.CharField(label=_("resource"), max_length=60, required=False, widget=forms.HiddenInput)
    record = forms.UUIDField(label=_("record"), required=False, widget=forms.HiddenInput)


class TodoEditForm(MoveForm):
    """What may change of a to-do."""

    text = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = forms.DateField(label=_("By when"), required=False, widget=DAY)


class HandOnForm(MoveForm):
    """Who does it from now on."""

    user = UserChoice(label=_("Hand on to"))


class NoteForm(MoveForm):
    """A note and the record it belongs to, by resource name and id."""

    resource = forms.CharField(label=_("resource"), max_length=60)
    record = forms.UUIDField(label=_("record"))
    text = forms.CharField(label=_("Note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))


class PaperForm(MoveForm):
    """The file and the record it belongs to, by resource name and id."""

    resource = forms.CharField(label=_("resource"), max_length=60)
    record = forms.UUIDField(label=_("record"))
    file = UploadField(label=_("file"))
    name = forms.CharField(label=_("name"), max_length=200, required=False)
