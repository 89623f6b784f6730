"""What people keep beside records: to-dos, notices, notes, attachments with versions, saved views."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.attention import text_of
from core.dates import moment
from core.fields import PersonRef, Ref
from core.models import Record, TenantModel


class About(models.Model):
    """Which record something is about, and the deal and customer it belongs to; empty for a notice about nothing."""

    record_type = models.CharField(max_length=60, blank=True, default="")
    record_id = models.UUIDField(null=True)
    deal_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Todo(About, Record):
    """One thing somebody has to do: a person, or everybody with a role. `key` keeps it from being asked twice."""

    api_name = "todos"
    noun = "todo"

    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    user = PersonRef(null=True)
    role = models.CharField(max_length=40, blank=True, default="")
    due_on = models.DateField(null=True)
    key = models.CharField(max_length=160, null=True)
    done_at = models.DateTimeField(null=True)
    done_by = PersonRef(null=True)

    class Meta(Record.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "user", "due_on"],
                condition=models.Q(done_at=None),
                name="open_todo_of_user",
            ),
            models.Index(
                fields=["tenant", "role", "due_on"],
                condition=models.Q(done_at=None),
                name="open_todo_of_role",
            ),
            models.Index(
                fields=["tenant", "record_id"], condition=models.Q(done_at=None), name="open_todo_of_record"
            ),
            models.Index(
                fields=["tenant", "deal_id"], condition=models.Q(done_at=None), name="open_todo_of_deal"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="todo_once")]

    @property
    def text(self) -> str:
        due_on = self.due_on.isoformat() if self.due_on else "–"
        return text_of(self.kind, {"due_on": due_on} | self.facts)


class Notice(About, TenantModel):
    """Something a person was told."""

    user = PersonRef()
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=moment)
    read_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=160, null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "user", "-created_at"], name="notice_of_user"),
            models.Index(fields=["tenant", "user"], condition=models.Q(read_at=None), name="unread_notice"),
        ]
        constraints = [models.UniqueConstraint(fields=["tenant", "user", "kind", "key"], name="notice_once")]

    @property
    def text(self) -> str:
        return text_of(self.kind, self.facts)


class Note(About, Record):
    """What somebody wrote down on a record; people named with @ are told."""

    api_name = "notes"
    noun = "note"

    text = models.TextField(_("note"), max_length=5000)

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["tenant", "record_id", "-created_at"], name="note_of_record")]


class Attachment(About, Record):
    """A paper on a record; a newer version supersedes, never overwrites. Files lie under random names."""

    api_name = "attachments"
    noun = "attachment"

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, editable=False)
    file_version = models.PositiveIntegerField(default=1)
    superseded_by = Ref("self", null=True, related_name="+")

    class Meta(Record.Meta):
        verbose_name = _("attachment")
        indexes = [models.Index(fields=["tenant", "record_id", "-created_at"], name="paper_of_record")]


class SavedView(Record):
    """A list's filters, sort and columns under a name; shared, every colleague has it among the tabs."""

    api_name = "saved-views"
    noun = "saved_view"

    listing = models.CharField(_("list"), max_length=40)
    name = models.CharField(pgettext_lazy("view", "name"), max_length=60)
    query = models.CharField(max_length=2000)
    owner = PersonRef()
    is_shared = models.BooleanField(pgettext_lazy("view", "shared"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        indexes = [models.Index(fields=["tenant", "listing", "owner"], name="view_of_list")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "listing", "owner", "name"], name="view_name")
        ]

    def __str__(self):
        return self.name


class ListHabit(TenantModel):
    """How one person looks at one list: the columns in order, and the views that come first."""

    listing = models.CharField(max_length=40)
    owner = PersonRef()
    columns = models.JSONField(default=list)
    pins = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "listing", "owner"], name="habit_of_person")]
