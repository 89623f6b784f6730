"""An import with its rows, and the matches of columns that are remembered."""

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import moment
from core.fields import Ref
from core.imports import KINDS, Fate, Ownerless, Policy
from core.models import Record, TenantModel
from core.tables.reading import ENCODINGS
from integrations.states import AT_WORK, WRITTEN, ImportState

UNDO_FOR = timedelta(hours=24)
# What becomes of rows, as columns of the import.
COUNTED = ("created", "updated", "merged", "skipped", "failed")


class Import(Record):
    """One file of rows on its way in. The file itself is the paper attached to it."""

    api_name = "imports"
    noun = "import"
    STATE_TONES = {"done": "ok", "partial": "warn", "failed": "danger", "running": "info"}

    kind = models.CharField(_("kind"), max_length=32)
    state = models.CharField(
        _("state"), max_length=16, choices=ImportState.choices, default=ImportState.MATCHING, editable=False
    )
    # What was done last, or is being done: a trial that writes nothing, or the writing.
    dry_run = models.BooleanField(_("dry run"), default=True, editable=False)
    file_name = models.CharField(_("file"), max_length=160)
    size = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=16, blank=True, default="")
    delimiter = models.CharField(max_length=1, blank=True, default="")
    header_row = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=list)
    # Up to three cells of each column.
    samples = models.JSONField(default=list)
    # {position of the column, as text: name of the target}, and how sure the guess was in percent.
    mapping = models.JSONField(default=dict)
    confidence = models.JSONField(default=dict)
    policy = models.CharField(_("repeated rows"), max_length=8, choices=Policy.choices, default=Policy.MERGE)
    ownerless = models.CharField(
        _("owner is no colleague"), max_length=8, choices=Ownerless.choices, default=Ownerless.LEAVE
    )
    # {owner as the file names him: rows} of those whom the last run did not know.
    strangers = models.JSONField(default=dict)
    # None: the file was not seen to have days of two orders, or it was not said which.
    day_first = models.BooleanField(_("day before month"), null=True)
    problem = models.CharField(max_length=500, blank=True, default="")
    is_read = models.BooleanField(default=False, editable=False)
    rows_total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(pgettext_lazy("import", "created"), default=0)
    updated = models.PositiveIntegerField(pgettext_lazy("import", "updated"), default=0)
    merged = models.PositiveIntegerField(pgettext_lazy("import", "merged"), default=0)
    skipped = models.PositiveIntegerField(pgettext_lazy("import", "skipped"), default=0)
    failed = models.PositiveIntegerField(pgettext_lazy("import", "failed"), default=0)
    # {"file": {name of a sum: {currency: amount as text}}, "taken": the same of what was taken in}
    totals = models.JSONField(default=dict)
    taken_back = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta(Record.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["tenant", "-created_at", "id"], name="import_newest")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("integrations:import", args=[self.pk])

    @property
    def what(self):
        """The registered kind."""
        return KINDS[self.kind]

    @property
    def encoding_word(self) -> str:
        return ENCODINGS.get(self.encoding, self.encoding)

    @property
    def language(self) -> str:
        """In which reasons are written: that of whoever brought the file."""
        return self.created_by.language or "zh-hans"

    @property
    def asks_whose(self) -> bool:
        """Does the file name owners, and may a row come without one?"""
        return bool(self.what.whose) and "owner" in self.mapping.values()

    @property
    def at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def rows_read(self) -> int:
        """Rows that have been judged in this run; in the end, all."""
        return sum(getattr(self, name) for name in COUNTED)

    @property
    def will_write(self) -> int:
        return self.created + self.updated + self.merged

    @property
    def is_tried(self) -> bool:
        """A trial has ended: what it found may be written."""
        return self.dry_run and self.state in WRITTEN

    @property
    def is_written(self) -> bool:
        return not self.dry_run and self.state in WRITTEN

    @property
    def turns_back(self) -> bool:
        return self.state in (ImportState.CANCELLING, ImportState.UNDOING)

    @property
    def is_taken_back(self) -> bool:
        return self.state in (ImportState.CANCELLED, ImportState.UNDONE)

    @property
    def may_be_matched(self) -> bool:
        """Nothing of it is written yet, and nobody is at it."""
        return self.state == ImportState.MATCHING or self.is_tried

    @property
    def undo_until(self):
        """Until when the whole import can be undone; None where there is nothing to undo."""
        if not self.is_written or self.finished_at is None:
            return None
        until = self.finished_at + UNDO_FOR
        return until if moment() < until else None


class ImportRow(TenantModel):
    """A row of the file: its cells as they stood there, and what became of it."""

    upload = Ref(Import, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    # The line of the file, or the row of the sheet, as people count them.
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    # Why the row can't be read at all.
    damage = models.CharField(max_length=200, blank=True, default="")
    # An earlier row of the file is of the same record.
    repeats = models.BooleanField(default=False)
    fate = models.CharField(max_length=8, choices=Fate.choices, blank=True, default="")
    record_id = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    column = models.CharField(max_length=200, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    written_at = models.DateTimeField(null=True)
    # "" | "taken_back" | "kept"
    undone = models.CharField(max_length=12, blank=True, default="")

    class Meta(TenantModel.Meta):
        verbose_name = _("row of an import")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "upload", "position"], name="import_row_position")
        ]
        indexes = [
            models.Index(fields=["tenant", "upload", "fate", "position"], name="import_row_by_fate"),
            models.Index(fields=["tenant", "upload", "record_id"], name="import_row_of_record"),
        ]


class ColumnMatch(Record):
    """How files with these headers were matched last: proposed again for the next one."""

    noun = "column_match"

    kind = models.CharField(max_length=32)
    signature = models.CharField(max_length=64)
    # {header made comparable: name of the target, "" where the column is left out}
    mapping = models.JSONField(default=dict)
    policy = models.CharField(max_length=8, choices=Policy.choices, default=Policy.MERGE)
    ownerless = models.CharField(max_length=8, choices=Ownerless.choices, default=Ownerless.LEAVE)
    day_first = models.BooleanField(null=True)

    class Meta(Record.Meta):
        verbose_name = _("remembered match of columns")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "signature"], name="column_match_once")
        ]
