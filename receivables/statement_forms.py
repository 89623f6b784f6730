"""Bringing a bank's file: the file, and what may be said about it."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.forms import MoveForm
from receivables.rules.statements.layout import from_json
from receivables.rules.statements.reading import FORMATS, NAMES
from receivables.rules.statements.text import ENCODINGS


class UploadForm(MoveForm):
    """A statement file. Format and encoding are found by the content unless they are said; the account is for a file
    that names none; mapping says what the columns of a table mean."""

    file = forms.FileField(label=_l("Statement file"))
    format = forms.CharField(
        label=_l("Format"), required=False, max_length=12,
        widget=forms.Select(choices=[("", _l("Found by itself")), *NAMES.items()]),
    )  # fmt: skip
    account = forms.CharField(label=_l("Bank account"), required=False, max_length=60)
    encoding = forms.ChoiceField(
        label=_l("Encoding"), required=False, choices=[("", _l("Found by itself")), *ENCODINGS.items()]
    )
    mapping = forms.JSONField(label=_l("Mapping"), required=False)
    remember = forms.BooleanField(label=_l("Keep the mapping for files with these columns"), required=False)

    def clean_file(self):
        """At most as large as any file may be."""
        file = self.cleaned_data["file"]
        if file.size > settings.LARGEST_FILE:
            raise ValidationError(_("The file is too large."), code="too_large")
        return file

    def clean_format(self):
        """One of those that are read, however it is written: CAMT.053, camt053, camt-053."""
        told = (self.cleaned_data.get("format") or "").lower()
        wanted = "".join(letter for letter in told if letter.isalnum())
        if wanted and wanted not in FORMATS:
            known = ", ".join(FORMATS)
            raise ValidationError(
                _("The format {format} is not read; these are: {known}.").format(format=told, known=known)
            )
        return wanted

    def clean_mapping(self):
        """As rules.statements.layout.from_json reads it."""
        told = self.cleaned_data.get("mapping")
        if not told:
            return None
        if not isinstance(told, dict):
            raise ValidationError(_("A mapping is an object."))
        try:
            return from_json(told)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ExplainForm(MoveForm):
    """How a file that waits is to be read."""

    account = forms.CharField(label=_l("Bank account"), required=False, max_length=60)
    encoding = forms.ChoiceField(
        label=_l("Encoding"), required=False, choices=[("", _l("Found by itself")), *ENCODINGS.items()]
    )
    mapping = forms.JSONField(label=_l("Mapping"), required=False)
    remember = forms.BooleanField(label=_l("Keep the mapping for files with these columns"), required=False)

    clean_mapping = UploadForm.clean_mapping


class AccountForm(MoveForm):
    """What we call one of our accounts, and that it is ours."""

    name = forms.CharField(label=_l("Name"), required=False, max_length=80)
    is_confirmed = forms.BooleanField(label=_l("It is ours"), required=False)


class LayoutForm(MoveForm):
    """For which account a mapping is kept; empty for any."""

    account = forms.CharField(label=_l("Bank account"), required=False, max_length=60)
    bank = forms.CharField(label=_l("Bank"), required=False, max_length=60)
