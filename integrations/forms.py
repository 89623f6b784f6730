"""What people say of a file: by page or API."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import MoveForm
from core.imports import KINDS, Ownerless, Policy
from integrations.models import Import

DAYS = [
    ("", gettext_lazy("as the file shows")),
    ("month", gettext_lazy("month before day")),
    ("day", gettext_lazy("day before month")),
]


class FileForm(MoveForm):
    """A file of rows."""

    file = forms.FileField(label=gettext_lazy("File"))

    def clean_file(self):
        """At most as large as any file may be."""
        file = self.cleaned_data["file"]
        if file.size > settings.LARGEST_FILE:
            raise ValidationError(_("The file is too large."), code="too_large")
        return file


class ImportForm(FileForm):
    """A file, what it is of, and how it is to be read; left out, the columns go where their headers say.

    mapping: {header: field, "" for none}. day_first: of days such as 3/11/2026.
    """

    kind = forms.CharField(label=gettext_lazy("Kind"), max_length=32)
    mapping = forms.JSONField(label=gettext_lazy("Columns"), required=False)
    repeated = forms.ChoiceField(label=gettext_lazy("Repeated rows"), choices=Policy.choices, required=False)
    ownerless = forms.ChoiceField(
        label=gettext_lazy("Owner is no colleague"), choices=Ownerless.choices, required=False
    )
    day_first = forms.NullBooleanField(label=gettext_lazy("Day before month"), required=False)
    dry_run = forms.BooleanField(label=gettext_lazy("Dry run"), required=False)

    def clean_mapping(self):
        """{header: field}."""
        mapping = self.cleaned_data["mapping"] or {}
        texts = isinstance(mapping, dict) and all(isinstance(v, str | None) for v in mapping.values())
        if not texts:
            raise ValidationError(
                _("Name a field for each header: {example}.").format(example='{"Company": "company_name"}')
            )
        return mapping


class MatchForm(forms.Form):
    """The page's table of columns: into which field each goes, and what the file leaves open."""

    policy = forms.ChoiceField(label=gettext_lazy("Repeated rows"), choices=Policy.choices)
    ownerless = forms.ChoiceField(
        label=gettext_lazy("Owner is no colleague"), choices=Ownerless.choices, required=False
    )
    days = forms.ChoiceField(label=gettext_lazy("Days such as 3/11/2026"), choices=DAYS, required=False)
    remember = forms.BooleanField(label=gettext_lazy("Remember this match"), required=False)

    def __init__(self, upload: Import, data=None):
        order = {None: "", True: "day", False: "month"}[upload.day_first]
        super().__init__(
            data,
            initial={"policy": upload.policy, "ownerless": upload.ownerless, "days": order, "remember": True},
        )
        fields = [("", _("Not imported")), *((one.name, one.label) for one in upload.what.targets())]
        self.fields["ownerless"].help_text = upload.what.whose
        self.upload = upload
        for at, header in enumerate(upload.columns):
            named = header or _("Column {n}").format(n=at + 1)
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=named, choices=fields, required=False, initial=upload.mapping.get(str(at), ""),
                widget=forms.Select(attrs={"aria-label": named}),
            )  # fmt: skip

    def values(self) -> dict:
        """What `intake.match` takes, of a valid form."""
        found = self.cleaned_data
        return {
            "mapping_": {at: found[f"column-{at}"] for at in range(len(self.upload.columns))},
            "policy": found["policy"],
            "ownerless": found["ownerless"] or self.upload.ownerless,
            "day_first": {"": None, "day": True, "month": False}[found["days"]],
            "remember": found["remember"],
        }

    def rows(self) -> list[dict]:
        """The columns of the table: header, samples, the select, and how sure the guess is."""
        sure = self.upload.confidence
        return [
            {
                "header": self.fields[f"column-{at}"].label,
                "samples": " · ".join(self.upload.samples[at]),
                "field": self[f"column-{at}"],
                "sure": sure.get(str(at)) if self.upload.mapping.get(str(at)) else None,
            }
            for at in range(len(self.upload.columns))
        ]


def kinds_for(by) -> list:
    """The kinds that the person may import."""
    return [kind for kind in KINDS.values() if kind.may(by)]
