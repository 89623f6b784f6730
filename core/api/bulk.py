"""`POST …/bulk/`: up to 1,000 items, each carried out by itself and answered with its own status, in the order sent.

An item without `id` is the body of a POST (201), one with `id` that of a PATCH (200), one with `id` and `transition`
that of a move (200, or 202 where a gate decides). `version` stands for If-Match. With `?dry_run=true` everything is
judged as in earnest and nothing is kept.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.inputs import MOST_ITEMS, cleaned
from core.api.parsers import Json
from core.api.problems import body, broken, log
from core.refusals import BadParameter, refusal_of
from core.workflow import check_version

OWN = ("id", "transition", "version")
LAST = UUID(int=2**128 - 1)


class BulkMixin:
    """The bulk address of a resource whose records are made, changed or moved by JSON; others have none."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        able = any(hasattr(cls, hook) for hook in ("create_record", "update_record", "make_move"))
        cls.bulk = BulkMixin.bulk if able and Json in cls.parser_classes else None

    @action(detail=False, methods=["post"])
    def bulk(self, request, **kwargs):
        """Create, change and move many at once: each item is answered with its own status, in order."""
        self.no_parameters("dry_run")
        dry = _dry(request.query_params)
        items = _items(request.data)
        answers = [None] * len(items)
        # In the order of ids, so that two callers who name the same records wait for each other instead of colliding.
        for index in sorted(range(len(items)), key=lambda at: _rank(items[at])):
            answers[index] = self.one_of_bulk(items[index], dry)
        return Response({"results": answers})

    def one_of_bulk(self, item, dry: bool) -> dict:
        """One item in a savepoint of its own: {"status", "record" | "approval" | "problem"}."""
        try:
            with transaction.atomic():
                answer = self._carried_out(item)
                transaction.set_rollback(dry)
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None:
                log.exception("bulk item failed", path=self.request.path, exc_info=error)
                refusal = broken()
            return {"status": refusal.status, "problem": body(refusal, self.request.path)}
        return answer

    def _carried_out(self, item) -> dict:
        if not isinstance(item, dict):
            raise ValidationError(_("An object is expected."), code="type")
        content = {name: value for name, value in item.items() if name not in OWN}
        if item.get("id") is None:
            return _shown(self._made(content))
        self.kwargs = {"id": _uuid(item["id"])}
        record = self.get_record()
        check_version(record, _version(item.get("version")))
        if item.get("transition") is not None:
            return _shown(self._moved(record, item["transition"], content))
        return _shown(self._changed(record, content))

    def _made(self, content) -> Response:
        if not hasattr(self, "create_record"):
            raise ValidationError({"id": _("This resource is not made here; name a record.")})
        values = cleaned(self.create_form, content, by=self.by)
        return self.answer_fresh(self.create_record(self.by, **values), 201)

    def _changed(self, record, content) -> Response:
        if not hasattr(self, "update_record"):
            raise ValidationError(
                {"transition": _("Records of this resource change by their moves; name one.")}
            )
        values = cleaned(self.edit_form or self.create_form, content, by=self.by, record=record, partial=True)
        return self.answer_fresh(self.update_record(record, self.by, None, **values))

    def _moved(self, record, move, content) -> Response:
        if not isinstance(move, str) or not hasattr(self, "make_move"):
            raise Http404
        return self.make_move(record, move, content)


def _items(content) -> list:
    if isinstance(content, dict) and (unknown := sorted(set(content) - {"items"})):
        told = ValidationError(_("There is no such field here."), code="unknown")
        raise ValidationError(dict.fromkeys(unknown, told))
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise ValidationError({"items": ValidationError(_("An array is expected."), code="type")})
    if len(items) > MOST_ITEMS:
        sentence = _("At most {most} entries at a time.").format(most=MOST_ITEMS)
        raise ValidationError({"items": ValidationError(sentence, code="too_many")})
    return items


def _dry(params) -> bool:
    asked = params.get("dry_run", "false")
    if asked not in ("true", "false"):
        raise BadParameter("dry_run", _("dry_run is true or false."))
    return asked == "true"


def _rank(item):
    try:
        return UUID(str(item["id"]))
    except (TypeError, KeyError, ValueError):
        return LAST


def _uuid(raw) -> UUID:
    try:
        return UUID(str(raw))
    except ValueError:
        raise ValidationError({"id": ValidationError(_("This is no id."), code="invalid")}) from None


def _version(raw) -> int | None:
    if raw is None or (isinstance(raw, int) and not isinstance(raw, bool)):
        return raw
    raise ValidationError({"version": ValidationError(_("A number is expected."), code="type")})


def _shown(response: Response) -> dict:
    """What the single call would have answered."""
    if response.status_code == 202:
        return {"status": 202, **response.data}
    return {"status": response.status_code, "record": response.data}
