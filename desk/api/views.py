"""Reading one's to-dos and notices, ticking them off; papers on records."""

from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.response import Response

from core.api import RecordViewSet, Upload, sub
from core.api.serializers import shown
from core.dates import moment
from core.listing import Filter, Listing
from core.refusals import BadParameter
from core.upload import serve
from desk.api.serializers import (
    AttachmentSerializer,
    NoteSerializer,
    NoticeSerializer,
    SavedViewSerializer,
    TodoSerializer,
)
from desk.forms import HandOnForm, NoteForm, PaperForm, TodoEditForm, TodoForm
from desk.models import Attachment, Note, Notice, SavedView, Todo
from desk.papers import attach, may_read
from desk.records import record_named
from desk.services import todos as doing
from desk.services import views as keeping
from desk.services.notes import write_note
from desk.sight import own_notices, own_todos, views_seen_by
from desk.view_forms import ViewChangeForm, ViewForm

todos = Listing(
    Todo,
    filters=["kind", "due_on", "created_at", Filter("deal", path="deal_id"), Filter("customer", path="customer_id"),
             Filter("record", path="record_id"),
             Filter("done", asks=lambda value, by: Q(done_at__isnull=not value))],
    ordering=["created_at"],
    searchable=False,
    small=True,
)  # fmt: skip
notices = Listing(
    Notice,
    filters=["kind", "created_at", Filter("read", asks=lambda value, by: Q(read_at__isnull=not value))],
    ordering=["created_at"],
    searchable=False,
    small=True,
)
papers = Listing(
    Attachment,
    filters=[
        "created_at",
        "name",
        Filter("record", path="record_id"),
        Filter("deal", path="deal_id"),
        Filter("in_force", kind="flag", asks=lambda value, by: Q(superseded_by__isnull=value)),
    ],
    ordering=["created_at"],
    searchable=False,
    small=True,
)
notes = Listing(
    Note,
    filters=["created_at", "created_by", Filter("record", path="record_id")],
    ordering=["created_at"],
    searchable=False,
    small=True,
)
saved_views = Listing(
    SavedView,
    filters=["listing", "owner", "is_shared", "created_at"],
    ordering=["created_at"],
    searchable=False,
    small=True,
)


class TodoViewSet(RecordViewSet):
    """The caller's to-dos: own ones and those of the caller's roles."""

    listing, serializer_class = todos, TodoSerializer
    create_form, edit_form = TodoForm, TodoEditForm

    def rows(self):
        # Own ones only, also for those who may read everything.
        return Todo.objects.filter(own_todos(self.by))

    def create_record(self, by, resource="", record=None, **values):
        record = record_named(resource, record, by) if resource or record else None
        return doing.write_todo(by=by, record=record, **values)

    def update_record(self, record, by, expected_version, **values):
        return doing.change_todo(record, by=by, expected_version=expected_version, **values)

    @sub("post", status=200)
    def done(self, record, by):
        """Tick a to-do off."""
        return doing.finish(record, by=by)

    @sub("post", form=HandOnForm, status=200, answers=TodoSerializer)
    def hand_on(self, record, by, user):
        """Have a colleague do it from now on."""
        return Response(shown(doing.hand_on(record, by=by, user=user), by))


class NoticeViewSet(RecordViewSet):
    """What the caller was told."""

    listing, serializer_class = notices, NoticeSerializer

    def rows(self):
        return Notice.objects.filter(own_notices(self.by))

    @sub("post", status=200)
    def read(self, record, by):
        """Note that a notice was read."""
        Notice.objects.filter(pk=record.pk, read_at=None).update(read_at=moment())
        return record


class OnRecordViewSet(RecordViewSet):
    """What lies on records: who sees the record sees it. A list names its record: `?record=<id>`."""

    born_without = ()  # rows() asks which record is meant, which the answer to a POST does not say again
    rows_are_sighted = True

    def rows(self):
        """Those of the record asked about, or the one of the address, if the caller sees the record."""
        wanted = {"pk": self.kwargs["id"]} if "id" in self.kwargs else {"record_id": self._record_id()}
        found = self.listing.model.objects.filter(**wanted)
        first = found.first()
        return found if first is not None and may_read(first, self.by) else found.none()

    def _record_id(self):
        raw = self.request.query_params.get("record", "")
        if not raw:
            raise BadParameter("record", _("Name the record: ?record=<id>."))
        return self.listing.by_name["record"].condition("exact", raw, self.by).children[0][1]


class NoteViewSet(OnRecordViewSet):
    """Notes on records; colleagues named with @ are told, as far as they see the record."""

    listing, serializer_class = notes, NoteSerializer
    create_form = NoteForm

    def create_record(self, by, resource, record, text):
        return write_note(record_named(resource, record, by), text, by=by).note


class AttachmentViewSet(OnRecordViewSet):
    """Papers on records with all their versions; a file of the same name becomes the next one."""

    listing, serializer_class = papers, AttachmentSerializer
    create_form = PaperForm
    parser_classes = [Upload]

    def create_record(self, by, resource, record, file, name=""):
        return attach(record_named(resource, record, by), file, by=by, name=name)

    @sub("get", answers={"type": "string", "format": "binary"})
    def file(self, record, by):
        """The paper itself."""
        return serve(record)


class SavedViewViewSet(RecordViewSet):
    """Views of lists: the caller's own, and those that colleagues share."""

    listing, serializer_class = saved_views, SavedViewSerializer
    create_form, edit_form = ViewForm, ViewChangeForm

    def rows(self):
        # Nobody's own views are anybody else's business, whatever else one may read.
        return SavedView.objects.filter(views_seen_by(self.by))

    def create_record(self, by, **values):
        return keeping.save_view(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return keeping.change_view(record, by=by, expected_version=expected_version, **values)

    def delete_record(self, record, by):
        keeping.delete_view(record, by=by)
