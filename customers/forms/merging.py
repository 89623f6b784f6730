"""What a merge asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MoveForm, RecordChoice
from customers.forms.moves import LONG
from customers.forms.records import CustomerForm
from customers.models import Customer

# What people know of a customer, in the order of its form.
VALUES = tuple(CustomerForm.base_fields)


class MergeForm(MoveForm):
    """Into which customer, and whose value stands for each field."""

    into = RecordChoice(Customer, label=_("Merge into"))
    keep = forms.MultipleChoiceField(
        label=_("Taken over from the merged customer"), required=False,
        choices=[(name, CustomerForm.base_fields[name].label) for name in VALUES],
        help_text=_("Left out, the other customer keeps its values and takes over those that it lacks."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), required=False, **LONG)

    def clean_keep(self):
        """None where nothing was said, which is not the same as taking over nothing."""
        return self.cleaned_data["keep"] if "keep" in self.data else None
