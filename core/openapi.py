"""The OpenAPI description: what each operation is for, what it reads and answers, and every refusal it may give."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from core.api.schemas import schema_of_form, schema_of_items
from core.listing.export import TYPES
from core.openapi_parts import ANSWER, BODY, TEXT, file_choice, filters, header, paging, query, read_by

PROBLEM = "application/problem+json"
FILE = {"type": "string", "format": "binary"}
# What the errors mean here, for the reader of the docs.
REFUSALS = {
    400: "The request can't be read, or a parameter is unknown or does not fit; `errors[].parameter` names it.",
    401: "No key, or one that is unknown, expired or revoked.",
    403: "The caller sees the record but lacks the right, or the key lacks the scope.",
    404: "No such thing, or the caller can't see it (also another tenant's).",
    409: "Not possible now: `blockers` says why and what to do.",
    412: "`If-Match` names another version than the one that stands.",
    413: "More than 10 MB of JSON, or a file of more than 20 MB.",
    415: "Another content type than the one described.",
    422: "Fields that don't fit: `errors[].pointer` names each.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "The database is away; `Retry-After` says when to try again.",
}
VERBS = {
    "list": "List {things}", "retrieve": "Read one of the {things}", "create": "Create one of the {things}",
    "partial_update": "Change one of the {things}", "destroy": "Delete a draft of the {things}",
    "count": "Count {things}", "transitions": "Moves that one of the {things} has now",
    "transition": "Make a move on one of the {things}", "bulk": "Make, change and move many {things}",
    "export": "The list of {things} as a file",
}  # fmt: skip


class FieldError(serializers.Serializer):
    """One thing that does not fit."""

    pointer = serializers.CharField(
        required=False, help_text="JSON pointer into the body, such as #/lines/0/quantity"
    )
    parameter = serializers.CharField(required=False, help_text="Name of a query parameter")
    code = serializers.CharField()
    detail = serializers.CharField()


class BlockerShown(serializers.Serializer):
    """Why a move is held back, and what to do about it."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fix = serializers.CharField(allow_blank=True)
    url = serializers.CharField(required=False)


class Problem(serializers.Serializer):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    instance = serializers.CharField()
    errors = FieldError(many=True, required=False)
    blockers = BlockerShown(many=True, required=False)
    current_version = serializers.IntegerField(required=False)


class MoveFieldShown(serializers.Serializer):
    """A field that a move takes."""

    name = serializers.CharField()
    required = serializers.BooleanField()
    type = serializers.CharField()
    label = serializers.CharField()


class MoveShown(serializers.Serializer):
    """A move that the record's state has, and whether the caller may make it now."""

    name = serializers.CharField()
    label = serializers.CharField()
    target = serializers.CharField(allow_blank=True)
    allowed = serializers.BooleanField()
    gate = serializers.CharField(allow_null=True)
    danger = serializers.BooleanField()
    blockers = BlockerShown(many=True)
    fields = MoveFieldShown(many=True)  # type: ignore[assignment]


class Schema(AutoSchema):
    """Reads what resources declare: the listing, the forms, `sub`, the moves."""

    # --- names ----------------------------------------------------------------------------------------------

    @property
    def action(self) -> str:
        return getattr(self.view, "action", None) or self.method.lower()

    @property
    def handler(self):
        return getattr(self.view, self.action, None)

    @property
    def things(self) -> str:
        """The resource's name in words: `delivery orders`."""
        parts = [part for part in self.path.removeprefix("/api/v1/").split("/") if part]
        return parts[0].replace("-", " ") if parts else "api"

    def get_tags(self):
        return [self.things]

    def get_operation_id(self):
        name = type(self.view).__name__ if not hasattr(self.view, "action") else self.action
        return f"{self.things.replace(' ', '_')}_{name}"

    def get_summary(self):
        if self.action in VERBS:
            return VERBS[self.action].format(things=self.things)
        doc = (getattr(self.handler, "__doc__", None) or type(self.view).__doc__ or "").strip()
        return doc.split("\n")[0].rstrip(".") or f"{self.action} of {self.things}"

    def get_description(self):
        if self.action == "transition":
            return self._moves_in_words()
        return (getattr(self.handler, "__doc__", None) or "").strip()

    def _is_list_view(self, serializer=None):
        return False  # results and cursors are described in _page; nothing else is wrapped

    # --- parameters -----------------------------------------------------------------------------------------

    def _resolve_path_parameters(self, variables):
        formats = {"id": {"type": "string", "format": "uuid"}}
        return [
            {"in": "path", "name": name, "required": True, "schema": formats.get(name, TEXT)}
            for name in variables
        ]

    def get_override_parameters(self):
        listing = getattr(self.view, "listing", None)
        parameters = []
        if listing is not None and self.action in ("list", "count", "export"):
            parameters += filters(listing) + (paging(listing) if self.action == "list" else [])
        if self.action == "export":
            parameters = [one for one in parameters if one.name != "format"] + file_choice(listing)
        if self.action == "bulk":
            parameters.append(query("dry_run", "Judge every item and keep nothing", bool))
        if self.method == "GET":
            parameters += read_by(self.handler)
        if self.action == "retrieve":
            parameters.append(query("fields", "Comma-separated names of fields to answer"))
        if self.method == "POST":
            parameters.append(
                header("Idempotency-Key", "The same key within a day gets the first answer again")
            )
        if self.method in ("PATCH", "PUT", "DELETE") or self.action == "transition":
            parameters.append(header("If-Match", 'The version that was read, such as "3"'))
        return parameters

    def get_filter_backends(self):
        return []

    # --- bodies ---------------------------------------------------------------------------------------------

    def get_request_serializer(self):
        schema = self._body()
        if schema is None:
            return None
        media_types = [parser.media_type for parser in self.view.get_parsers()]
        return dict.fromkeys(media_types, schema)

    def _body(self) -> dict | None:
        if self.method in ("GET", "HEAD", "DELETE"):
            return None
        if self.action in ("create", "partial_update"):
            editing = self.action == "partial_update"
            form = (editing and self.view.edit_form) or self.view.create_form
            return schema_of_form(form, partial=editing)
        if getattr(self.handler, "form", None) is not None:
            return schema_of_form(self.handler.form)
        if getattr(self.handler, "items", None) is not None:
            return schema_of_items(self.handler.items)
        return BODY if self.action == "bulk" else {"type": "object"} if self.action == "transition" else None

    def get_response_serializers(self):
        if self.action == "export":
            return {(200, kind): FILE for kind in TYPES.values()}
        code, answer = self._answer()
        if isinstance(answer, serializers.ListSerializer):
            answer = {"type": "array", "items": self.resolve_serializer(answer.child, "response").ref}
        responses = {code: answer} if answer is not None else {code: OpenApiResponse(description="Done")}
        if self.action == "transition":
            responses[202] = OpenApiResponse(self._asked(), "A gate decides; this is what was asked for")
        return responses

    def _get_response_bodies(self, direction="response"):
        """Every operation tells its refusals, also one whose answer a decorator describes."""
        found = super()._get_response_bodies(direction)
        for status in self._refusals():
            told = OpenApiResponse(Problem, REFUSALS[status])
            found[str(status)] = self._get_response_for_code(told, str(status), (PROBLEM,), direction)
        return found

    def _answer(self):
        """(status, serializer or schema) of success."""
        view = self.view
        if self.action == "list":
            return 200, self._page(view.list_serializer)
        if self.action == "count":
            return 200, {
                "type": "object",
                "properties": {"count": {"type": "integer"}},
                "required": ["count"],
            }
        if self.action == "transitions":
            return 200, MoveShown(many=True)
        if self.action == "bulk":
            return 200, ANSWER
        if self.action == "destroy":
            return 204, None
        if (
            hasattr(self.handler, "mapping")
            and not hasattr(self.handler, "answers")
            and self.action != "transition"
        ):
            return 200, {}  # an action that says nothing of its answer: any JSON
        if getattr(self.handler, "paged", False):
            return 200, self._page(self.handler.answers)
        posted = 201 if self.method == "POST" and self.action != "transition" else 200
        answers = getattr(self.handler, "answers", None) or getattr(view, "serializer_class", None)
        return getattr(self.handler, "status", posted), answers

    def _page(self, serializer) -> dict:
        url = {"type": ["string", "null"], "format": "uri"}
        row = (
            serializer
            if isinstance(serializer, dict)
            else self.resolve_serializer(serializer, "response").ref
        )
        results = {"type": "array", "items": row}
        return {
            "type": "object",
            "properties": {"results": results, "next": url, "previous": url},
            "required": ["results", "next", "previous"],
        }

    def _asked(self) -> dict:
        from core.api.serializers import SERIALIZERS

        by_name = {model._meta.label: serializer for model, serializer in SERIALIZERS.items()}
        approval = by_name.get("approvals.Approval")
        shown = self.resolve_serializer(approval, "response").ref if approval else {"type": "object"}
        return {"type": "object", "properties": {"approval": shown}, "required": ["approval"]}

    def _refusals(self) -> list[int]:
        found = {400, 401, 403, 429, 503}
        if "{" in self.path:
            found.add(404)
        if self.method in ("POST", "PUT", "PATCH"):
            found |= {409, 413, 415, 422}
        if self.method in ("PATCH", "PUT", "DELETE") or self.action == "transition":
            found |= {409, 412}
        return sorted(found)

    def _moves_in_words(self) -> str:
        from core.moves import moves_of

        lines = [
            f"- `{move.name}`{_taking(move.form)}{_gated(move)}" for move in moves_of(self.view.listing.model)
        ]
        return (
            "200 with the record, 202 where a gate decides, 409 with `blockers` when refused.\n\n"
            + "\n".join(lines)
        )


def _taking(form) -> str:
    if form is None:
        return ""
    names = [name if field.required else f"{name}?" for name, field in form.base_fields.items()]
    return f" ({', '.join(names)})" if names else ""


def _gated(move) -> str:
    return f" — gate {move.gate}" if move.gate else ""
