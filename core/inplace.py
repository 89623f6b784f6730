"""Editing one field of a record where it stands: click, type, Enter; refused, the field stays with its reason.

    LEAD_FIELDS = InPlace(LeadEditForm, "leads:field", may=..., entered=_as_entered, save=update_lead)

    class LeadPage(RecordPage):
        in_place = LEAD_FIELDS

    class LeadField(FieldPage, LeadPage): ...        # path("<uuid:pk>/fields/<slug:name>/", …, name="field")

The page writes `{% editable "need" %}…{% endeditable %}` around what may be changed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import MultiWidget
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import custom
from core.errors import Denied, Refused
from core.forms import MoveForm
from core.http import Undo, reply
from core.models import Event
from core.pages import submitted


@dataclass(frozen=True)
class InPlace:
    """How a record's fields are edited in place.

    form: the record's edit form. url: name of the address, with (pk, name). may: fn(record, by) -> bool. entered:
    fn(record) -> the values in the form's shape. save: fn(record, by=, expected_version=, **values).
    """

    form: type[MoveForm]
    url: str
    may: Callable
    entered: Callable
    save: Callable

    def one(self, record, by, name: str, data=None):
        """The record's form with just this field; 404 for a field it does not have."""
        values = self.values(record)
        if name not in values:
            raise Http404
        form = self.form(data, by=by, record=record, initial=values, auto_id=f"in-{name}-%s")
        form.fields = {name: form.fields[name]}
        return form

    def values(self, record) -> dict:
        """The values in the form's shape, those of custom fields under their names."""
        values = self.entered(record)
        return {**values, **custom.entered(record)} if values.pop(custom.ENTRY, None) is not None else values

    def offered(self, record, by) -> dict:
        """{field: (address, label)} of what this person may change now; empty for everybody else."""
        if not self.may(record, by):
            return {}
        custom_labels = {name: label for name, label, _words in custom.facts(record)}
        labels = {
            name: custom_labels.get(name) or self.form.base_fields[name].label for name in self.values(record)
        }
        return {name: (reverse(self.url, args=[record.pk, name]), label) for name, label in labels.items()}


class FieldPage:
    """One field: GET draws it as a form, POST saves it and comes back to the record's page."""

    # The RecordPage's, beside which this stands.
    in_place: InPlace
    request: Any
    record: Callable

    def get(self, request, pk, name):
        record = self.record(pk)
        if not self.in_place.may(record, request.actor):
            raise Denied()
        return self.cell(record, name, self.in_place.one(record, request.actor, name))

    def post(self, request, pk, name):
        record = self.record(pk)
        form = self.in_place.one(record, request.actor, name, submitted(request))
        stands = as_sent(self.in_place.one(record, request.actor, name), name)
        if not form.is_valid():
            return self.cell(record, name, form, 422)
        if (was := request.POST.get("was")) and was != json.dumps(stands):
            return self.cell(record, name, form, 409)
        try:
            self.in_place.save(record, by=request.actor, expected_version=record.version, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self.cell(record, name, form, 422)
        except Refused as error:
            form.add_error(None, error.detail)
            return self.cell(record, name, form, error.status)
        said = _("{field} changed").format(field=form.fields[name].label)
        # A way back is one text an input; several choices are not.
        several = getattr(form.fields[name].widget, "allow_multiple_selected", False)
        return reply(request, record, said, undo=None if several else Undo(request.path, stands))

    def cell(self, record, name: str, form, status: int = 200):
        """The field as a form in its place; refused, also what somebody else made of it meanwhile."""
        stands = as_sent(self.in_place.one(record, self.request.actor, name), name)
        context = {
            "record": record,
            "name": name,
            "bound": form[name],
            "form": form,
            "url": self.request.path,
            "was": json.dumps(stands),
            "conflict": conflict(record, name, stands, as_typed(form, name)) if status == 409 else None,
        }
        page = "inplace" if self.request.htmx else "inplace_page"
        response = render(self.request, f"components/{page}.html", context, status=status)
        if self.request.htmx and status != 200:
            # The form aims at the whole page, which a success changes; a refusal stays in the cell.
            place = f"#f-{name}"
            for header, value in {"Retarget": place, "Reselect": place, "Push-Url": "false"}.items():
                response[f"HX-{header}"] = value
        return response


def as_sent(form, name: str) -> dict[str, str]:
    """{input: text} as a page would send the field's present value."""
    field = form.fields[name]
    value = form.get_initial_for_field(field, name)
    if isinstance(field.widget, MultiWidget):
        suffixes: list[str] = field.widget.widgets_names  # type: ignore[attr-defined]  # the stubs leave it out
        parts: list = field.widget.decompress(value) or []
        return {f"{name}{suffix}": _text(part) for suffix, part in zip(suffixes, parts, strict=True)}
    return {name: _text(value)}


def as_typed(form, name: str) -> dict[str, str]:
    """{input: text} as it was sent."""
    return {key: form.data.get(key, "") for key in as_sent(form, name)}


def _text(value) -> str:
    return "" if value is None or value is False else str(getattr(value, "pk", value))


def conflict(record, name: str, stands: dict, typed: dict) -> dict:
    """Both values side by side, and who wrote the other one when."""
    changes = Event.objects.filter(
        record_id=record.pk, kind=f"{record.noun}.updated", facts__changes__has_key=name
    )
    last = changes.select_related("by").order_by("-at", "-id").first()
    return {
        "by": last.by.name if last and last.by_id else "",
        "at": last.at if last else record.updated_at,
        "theirs": " ".join(stands.values()),
        "mine": " ".join(typed.values()),
    }
