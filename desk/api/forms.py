"""A paper that is sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import MoveForm
from core.upload import UploadField


class PaperForm(MoveForm):
    """The file and the record it belongs to, by resource name and id."""

    resource = forms.CharField(label=_("resource"), max_length=60)
    record = forms.UUIDField(label=_("record"))
    file = UploadField(label=_("file"))
    name = forms.CharField(label=_("name"), max_length=200, required=False)
