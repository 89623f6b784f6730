"""Forms of their own on a record's page: posted to an address beside it, answered by the same page.

    class Estimate(RecordPart, OpportunityPage):
        slot, form_class, said_after = "estimate", EstimateForm, _("Estimate saved")

        def save(self, record, **values):
            write_estimate(record, by=self.request.actor, **values)

The page draws the form as `{{ parts.estimate }}`; `page_parts` makes the empty forms.
"""

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed

from core.errors import Refused
from core.http import refuse, reply
from core.pages import submitted


class RecordPart:
    """One form of a RecordPage: POST saves it and comes back to its place, or shows the page with the errors."""

    slot = ""
    form_class = None
    said_after = ""

    def get(self, request, pk, **rest):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, pk, **rest):
        record = self.record(pk)
        form = self.bound(record)
        status = 422
        if form.is_valid():
            try:
                self.save(record, **form.cleaned_data)
            except ValidationError as error:
                _add(form, error)
            except Refused as error:
                status = error.status
                form.add_error(None, error.detail)
            else:
                return reply(request, self.place(record), str(self.said_after))
        return self.refused(record, form, status)

    def place(self, record) -> str:
        """Where the form stands, to come back to."""
        return f"{record.get_absolute_url()}#{self.slot}"

    def bound(self, record):
        """The form with what was entered."""
        return self.form_class(
            submitted(self.request), by=self.request.actor, record=record, auto_id=f"{self.slot}-%s"
        )

    def save(self, record, **values):
        """Call the one service."""
        raise NotImplementedError

    def refused(self, record, form, status):
        """The record's page once more, this form with its errors."""
        context = self.context(self.record(record.pk))
        context["parts"] = context.get("parts", {}) | {self.slot: form}
        context["open_part"] = self.slot
        return refuse(self.request, self.template_name, context, status)


def _add(form, error: ValidationError) -> None:
    """A service's errors on the fields they name, else on the form as a whole."""
    for name, errors in getattr(
        error, "error_dict", {None: error.error_list if hasattr(error, "error_list") else []}
    ).items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


def page_parts(by, record, **forms) -> dict:
    """{slot: empty form} of a page; a pair (form class, initial values) fills it."""
    made = {}
    for slot, given in forms.items():
        form_class, initial = given if isinstance(given, tuple) else (given, None)
        made[slot] = form_class(by=by, record=record, auto_id=f"{slot}-%s", initial=initial)
    return made
