"""The API of state machines: which moves a record has, and making one."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.inputs import refuse_wrong_types
from core.api.records import RecordViewSet
from core.api.schemas import schema_of_field
from core.api.serializers import shown
from core.moves import available_moves, is_internal, moves_of
from core.workflow import check_version, run


class StageViewSet(RecordViewSet):
    """A resource whose records have a state machine: transitions come by themselves from the registered moves."""

    @action(detail=True, url_path="transitions")
    def transitions(self, request, id, **kwargs):
        """The moves the record has now, each with what holds it back."""
        self.no_parameters()
        return Response([move_json(state) for state in available_moves(self.get_record(), self.by)])

    @action(
        detail=True, methods=["post"], url_path=r"transitions/(?P<move>[a-z_]{1,40})", url_name="transition"
    )
    def transition(self, request, id, move, **kwargs):
        """Make a move; 202 with an approval where a gate decides."""
        self.no_parameters()
        record = self.get_record()
        check_version(record, self.expected_version())
        return self.make_move(record, move, request.data)

    def make_move(self, record, move: str, fields) -> Response:
        """Run the move with these fields: 200 record (and extras), 202 approval; refusals are raised."""
        declared = next((one for one in moves_of(type(record)) if one.name == move), None)
        if declared is None or is_internal(type(record), move):
            raise Http404
        outcome = run(record, move, by=self.by, fields=_fields_of(declared, fields))
        if outcome.approval is not None:
            return Response({"approval": shown(outcome.approval, self.by)}, status=202)
        return self.answer_fresh(outcome.record, extra=outcome.extra)


def _fields_of(declared, fields) -> dict:
    if not isinstance(fields, dict):
        raise ValidationError(_("An object is expected."), code="type")
    if declared.form is not None:
        refuse_wrong_types(declared.form, fields)
    return fields


def move_json(state) -> dict:
    """A MoveState as the API shows it."""
    return {
        "name": state.name,
        "label": str(state.label),
        "target": state.target,
        "allowed": state.allowed,
        "gate": state.gate,
        "danger": state.danger,
        "blockers": [blocker.as_json() for blocker in state.blockers],
        "fields": form_fields(state.form),
    }


def form_fields(form) -> list[dict]:
    """The fields of a move's form: name, required, type and label."""
    if form is None:
        return []
    return [
        {"name": name, "required": field.required, "type": type_of(field), "label": str(field.label or name)}
        for name, field in form.base_fields.items()
    ]


def type_of(field) -> str:
    """The JSON type a form field reads (the first, where it reads several)."""
    kind = schema_of_field(field).get("type", "object")
    return kind if isinstance(kind, str) else kind[0]
