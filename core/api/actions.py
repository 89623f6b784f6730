"""Sub-resources in one line: the record found, the body read by a form, the answer written."""

from functools import wraps

from django.db.models import Model
from django.http.response import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api.serializers import shown
from core.forms import MoveForm
from core.workflow import check_version

PAGING = ("limit", "cursor")


def sub(
    method: str, *, form=None, items=None, path="", answers=None, status=0, scope="", parsers=None, reads=(),
    paged=False,
):  # fmt: skip
    """Declare `{id}/<path>/` of a resource; the decorated `def name(self, record, by, …)` calls one service.

    form: the body is an object, its values come as keywords. items: the body is an array, each entry read by that
    form or form field, and comes as `items`. answers: the serializer of the answer, for the schema. scope, parsers:
    of this action alone. reads: the query parameters that it knows; any other is refused. paged: it answers one page
    of `answers` (see RecordViewSet.paged) and knows limit and cursor. The method may return the viewset's record
    (shown whole), another record, a dict or list, or a response. POST answers 201 unless `status` says otherwise.
    Two actions may share a path, one per method; groups of a path's pattern come as keywords.
    """

    known = PAGING if paged else reads

    def declare(function):
        @wraps(function)
        def view(self, request, id, **kwargs):
            record = self.get_record()
            self.no_parameters(*known)
            if method != "get":
                check_version(record, self.expected_version())
            answer = function(self, record, self.by, **kwargs, **_values(self, record, method, form, items))
            return _reply(self, record, answer, view.status)

        view.form, view.items, view.answers, view.scope, view.parsers = form, items, answers, scope, parsers
        view.reads, view.paged = known, paged
        view.status = status or (201 if method == "post" else 200)
        return action(detail=True, methods=[method], url_path=path or function.__name__.replace("_", "-"))(
            view
        )

    return declare


def _values(view, record, method, form, items) -> dict:
    if items is not None:
        return {"items": view.read_list(items, record=record)}
    if form is not None:
        return view.read_body(form, record=record)
    return {} if method == "get" else view.read_body(MoveForm)  # which has no field: any sent is named


def _reply(view, record, answer, status: int) -> HttpResponseBase:
    if isinstance(answer, HttpResponseBase):  # DRF's own too
        return answer
    if not isinstance(answer, Model):
        return Response(answer, status=status)
    if type(answer) is type(record) and answer.pk == record.pk:
        return view.answer_fresh(answer, status=status)
    return Response(shown(answer, view.by), status=status)
