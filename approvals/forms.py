"""What a voter sends."""

from django import forms
from django.utils.translation import gettext as _

from tenancy.models import User
from tenancy.people import members

CONDITION_ROWS = 3


class VoteForm(forms.Form):
    """The choice and the words with it; `condition` is an approval with conditions."""

    decision = forms.ChoiceField(
        choices=[(name, name) for name in ("approve", "condition", "return", "reject")]
    )
    comment = forms.CharField(required=False, max_length=2000)


class ConditionForm(forms.Form):
    """One condition: what, who, until when. An empty row counts as none."""

    text = forms.CharField(max_length=500)
    owner = forms.ModelChoiceField(User.objects.none())
    due_on = forms.DateField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = members()


class PersonForm(forms.Form):
    """A colleague to hand on to or to add."""

    user = forms.ModelChoiceField(User.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = members()


def conditions_in(data) -> list[dict]:
    """The conditions of the vote bar. Raises ValidationError that counts the incomplete one."""
    rows = zip(
        data.getlist("condition_text"),
        data.getlist("condition_owner"),
        data.getlist("condition_due"),
        strict=False,
    )
    found = []
    for number, (text, owner, due_on) in enumerate(rows, start=1):
        if not text.strip():
            continue
        form = ConditionForm({"text": text, "owner": owner, "due_on": due_on})
        if not form.is_valid():
            raise forms.ValidationError(
                {"conditions": _("Condition {n} needs a text, a person and a day.").format(n=number)}
            )
        found.append(form.cleaned_data)
    return found
