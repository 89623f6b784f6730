"""RecordViewSet: list, count, read, create, change and delete of one resource, from a few declarations."""

import re

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.response import Response

from core import single
from core.api.bulk import BulkMixin
from core.api.files import ExportMixin
from core.api.serializers import SERIALIZERS, RecordSerializer, names_for, with_references
from core.api.views import ApiViewSet
from core.listing import Listing
from core.listing.declared import limit_in
from core.listing.paging import SortKey, page
from core.refusals import BadParameter
from core.sight import seen
from core.workflow import check_version

Names = list[str]  # the class below has a method of that name
VERSION = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')


class RecordViewSet(BulkMixin, ExportMixin, ApiViewSet):
    """One resource.

    listing: a core.listing.Listing (names the model). serializer_class: a RecordSerializer.
    create_form + `create_record(by, **values)`: POST; edit_form + `update_record(record, by, expected_version,
    **values)`: PATCH; `delete_record(record, by)`: DELETE of a draft. Hooks call services and return the record;
    a method without its hook is a 405.
    """

    listing: Listing
    serializer_class: type[RecordSerializer]
    create_form: type | None = None
    edit_form: type | None = None
    # Where create_record returns the row as it was written: the reverse relations that its answer shows, of which a
    # record just made has none. Then nothing is read back. None: the answer is read anew.
    born_without: tuple[str, ...] | None = None
    # rows() has judged sight itself (papers are seen with their record).
    rows_are_sighted = False
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}"

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        serializer = cls.__dict__.get("serializer_class")
        if serializer is not None:
            SERIALIZERS.setdefault(serializer.Meta.model, serializer)
        for hook, name, method in _WRITES:
            if hook in cls.__dict__:
                setattr(cls, name, method)

    # --- reading ------------------------------------------------------------------------------------------------

    def list(self, request, **kwargs):
        """One page of the records the caller sees."""
        rows = with_references(self.rows(), self.list_serializer, self.listing.select_related)
        asked, found = self.listing.read(
            request.query_params, self.by, queryset=rows, sighted=self.rows_are_sighted, joined=False
        )
        only = self._chosen(asked.fields)
        names = names_for(found.rows, self.list_serializer)
        serializer = self.list_serializer(context={**self.context(), "names": names})
        return Response({
            "results": [serializer.shown(row, only) for row in found.rows],
            "next": self._page_url(found.next),
            "previous": self._page_url(found.previous),
        })  # fmt: skip

    @action(detail=False, url_path="count")
    def count(self, request, **kwargs):
        """How many records the caller sees under these filters."""
        asked = self.listing.asked(request.query_params, reserved=("q",))
        rows = self.listing.matching(asked, self.by, queryset=self.rows(), sighted=self.rows_are_sighted)
        return Response({"count": rows.count()})

    def retrieve(self, request, id, **kwargs):
        """One record."""
        self.no_parameters("fields")
        only = self._chosen(_names(request.query_params.get("fields")))
        record = self.get_record(
            with_references(self.detail_rows(), self.serializer_class, self.listing.select_related)
        )
        return self.answer(record, only=only)

    def rows(self):
        """The rows of the resource before sight and filters; override to narrow or to read along."""
        return self.listing.model.objects.all()

    def detail_rows(self):
        """The same for one record; override to prefetch what only the detail shows."""
        return self.rows()

    @property
    def list_serializer(self) -> type[RecordSerializer]:
        """The serializer of the list; override where the detail shows more."""
        return self.serializer_class

    def get_record(self, queryset=None):
        """The record of the address, if the caller sees it. Raises Http404."""
        pk = self.kwargs["id"]
        if queryset is None and type(self).rows is RecordViewSet.rows:
            record = seen(self.listing.model, self.by, pk)
        else:
            record = self._record_among(self.rows() if queryset is None else queryset, pk)
        if record is None:
            raise Http404
        return record

    def _record_among(self, rows, pk):
        return rows.filter(pk=pk).first() if self.rows_are_sighted else seen(rows, self.by, pk)

    def answer(self, record, status: int = 200, extra: dict | None = None, only=None) -> Response:
        """The record as the resource shows it, read anew with its related names where a write has just touched it."""
        context = {**self.context(), "names": names_for([record], self.serializer_class)}
        data = self.serializer_class(context=context).shown(record, only)
        # People are kept over all tenants and have no version.
        version = getattr(record, "version", None)
        headers = {"ETag": f'"{version}"'} if version is not None else None
        return Response(data | (extra or {}), status=status, headers=headers)

    def answer_fresh(self, record, status: int = 200, extra: dict | None = None) -> Response:
        """The record after a write, read back with the names of its related records."""
        rows = with_references(self.detail_rows(), self.serializer_class, self.listing.select_related)
        return self.answer(rows.get(pk=record.pk), status, extra)

    def answer_born(self, record) -> Response:
        """The record just made, as it was written."""
        for name in self.born_without or ():
            single.keep_hanging(record, name, [])
        return self.answer(record, status=201)

    def paged(self, rows, key: str, show) -> Response:
        """Rows of something else (a timeline) by pages, in the order of one column that is never null."""
        keys = [SortKey(key.removeprefix("-"), key.removeprefix("-"), key.startswith("-"))]
        params = self.request.query_params
        found = page(rows, keys, params.get("cursor") or None, limit_in(params))
        return Response({
            "results": [show(row) for row in found.rows],
            "next": self._page_url(found.next),
            "previous": self._page_url(found.previous),
        })  # fmt: skip

    def context(self) -> dict:
        """What serializers get to know: the actor who reads, and the view."""
        return {"by": self.by, "view": self, "request": self.request}

    # --- writing ------------------------------------------------------------------------------------------------

    def expected_version(self) -> int | None:
        """The version named in If-Match, or None. Raises BadParameter for something else."""
        sent = self.request.headers.get("If-Match")
        if sent is None or sent.strip() == "*":
            return None
        match = VERSION.match(sent.strip())
        if match is None:
            raise BadParameter("If-Match", _("If-Match takes a version, such as “3”."))
        return int(match.group(1))

    def location(self, record) -> str:
        """Where a record of this resource is."""
        return self.request.build_absolute_uri(f"/api/v1/{self.listing.model.api_name}/{record.pk}/")

    def _create(self, request, **kwargs):
        """Make a new record."""
        self.no_parameters()
        record = self.create_record(self.by, **self.read_body(self.create_form))
        response = self.answer_fresh(record, 201) if self.born_without is None else self.answer_born(record)
        response["Location"] = self.location(record)
        return response

    def _partial_update(self, request, id, **kwargs):
        """Change a record's content."""
        self.no_parameters()
        record = self.get_record()
        values = self.read_body(self.edit_form or self.create_form, record=record, partial=True)
        return self.answer_fresh(self.update_record(record, self.by, self.expected_version(), **values))

    def _destroy(self, request, id, **kwargs):
        """Delete a draft."""
        self.no_parameters()
        record = self.get_record()
        check_version(record, self.expected_version())
        self.delete_record(record, self.by)
        return Response(status=204)

    # --- helpers ------------------------------------------------------------------------------------------------

    def _chosen(self, names: Names | None) -> set[str] | None:
        if names is None:
            return None
        known = self.serializer_class.names()
        for name in names:
            if name not in known:
                detail = _("There is no field “{name}”; there are {known}.")
                raise BadParameter("fields", detail.format(name=name, known=", ".join(known)))
        return {"id", *names}

    def _page_url(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


def _names(raw: str | None) -> list[str] | None:
    return [name for name in raw.split(",") if name] if raw else None


_WRITES = [
    ("create_record", "create", RecordViewSet._create),
    ("update_record", "partial_update", RecordViewSet._partial_update),
    ("delete_record", "destroy", RecordViewSet._destroy),
]
