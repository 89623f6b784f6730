"""A file of visiting cards, and which of them are wanted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MoveForm
from customers.vcards import MOST_BYTES, text_of


class CardsForm(MoveForm):
    """The file; the same text again where a person has looked at what is in it."""

    file = forms.FileField(label=_("vCard file (.vcf)"), required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES)
    function = forms.CharField(
        label=_("Function"), max_length=40, widget=forms.TextInput(attrs={"list": "functions"}),
        help_text=_("Of those whose card names none."),
    )  # fmt: skip

    def clean(self):
        """The text of the file, or the one that was looked at."""
        values = super().clean()
        given = values.get("file")
        if given:
            try:
                values["text"] = text_of(given.read())
            except forms.ValidationError as error:
                self.add_error("file", error)
        elif not values.get("text") and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        return values


class CardsUploadForm(MoveForm):
    """The same over the API; a dry run makes nothing."""

    file = forms.FileField(label=_("vCard file (.vcf)"))
    function = forms.CharField(label=_("Function"), max_length=40, required=False)
    dry_run = forms.BooleanField(label=_("Dry run"), required=False)

    def clean_file(self):
        """The file's text."""
        return text_of(self.cleaned_data["file"].read())

    def clean_function(self):
        """Somebody in the management, where nothing is said."""
        return self.cleaned_data["function"] or "management"
