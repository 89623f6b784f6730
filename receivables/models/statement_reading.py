"""How bank files are read: mappings kept by the headers of their tables, and files on their way in."""

from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import Ref
from core.models import Record
from receivables.states import ReadingState

PROGRESS_SECONDS = 3600


class StatementLayout(Record):
    """The mapping of a bank's tables, proposed again for the next file with the same headers.

    account: kept for this one account; empty where it holds for any.
    """

    api_name = "statement-layouts"
    noun = "statement_layout"

    bank = models.CharField(_("bank"), max_length=60, blank=True, default="")
    account = models.CharField(_("bank account"), max_length=60, blank=True, default="")
    fingerprint = models.CharField(max_length=64, editable=False)
    header = models.JSONField(_("columns of the file"), default=list)
    # As rules.statements.layout.Layout.as_json: {columns: {header: role}, date_order, decimal_mark, sign, …}
    mapping = models.JSONField(_("mapping"), default=dict)

    class Meta(Record.Meta):
        verbose_name = _("mapping of bank files")
        verbose_name_plural = _("mappings of bank files")
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="statement_layout_newest")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "fingerprint", "account"], name="statement_layout_once")
        ]

    def __str__(self):
        return self.bank or ", ".join(filter(None, self.header))[:60]


class StatementImport(Record):
    """A bank file on its way in: it waits for its mapping, or is read in the background because it is large.

    The file itself is the paper attached to it. found: what the first look said (format, encoding, header, samples,
    missing). statement: what it became.
    """

    api_name = "statement-imports"
    noun = "statement_import"
    STATE_TONES = {"done": "ok", "failed": "danger", "running": "info", "asking": "warn"}

    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ReadingState.choices, default=ReadingState.QUEUED, editable=False
    )
    format = models.CharField(_("format"), max_length=12, blank=True, default="")
    encoding = models.CharField(_("encoding"), max_length=20, blank=True, default="")
    account = models.CharField(_("bank account"), max_length=60, blank=True, default="")
    mapping = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    lines = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True, default="")
    problem_line = models.PositiveIntegerField(default=0)
    statement = Ref(
        "receivables.BankStatement", null=True, related_name="imports", verbose_name=_("bank statement")
    )
    cancel_asked = models.BooleanField(default=False, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta(Record.Meta):
        verbose_name = _("import of a bank file")
        verbose_name_plural = _("imports of bank files")
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="statement_import_newest"),
            models.Index(fields=["tenant", "statement"], name="statement_import_made"),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("receivables:statement-import", args=[self.pk])

    @property
    def language(self) -> str:
        """In which problems are written: that of whoever brought the file."""
        return self.created_by.language if self.created_by_id and self.created_by.language else "zh-hans"

    @property
    def is_at_work(self) -> bool:
        return self.state in (ReadingState.QUEUED, ReadingState.RUNNING)

    @property
    def progress_key(self) -> str:
        return f"statement-import:{self.pk}"

    @property
    def lines_done(self) -> int:
        """Lines taken over so far; the writing is one transaction, so the count is told beside it."""
        if self.state == ReadingState.DONE:
            return self.lines
        return (cache.get(self.progress_key) or {}).get("done", 0) if self.is_at_work else 0

    @property
    def lines_to_do(self) -> int:
        if self.state == ReadingState.DONE:
            return self.lines
        return (cache.get(self.progress_key) or {}).get("of", 0) if self.is_at_work else 0

    def tell_progress(self, done: int, of: int) -> None:
        """For whoever looks meanwhile; with the cache away nobody is told."""
        cache.set(self.progress_key, {"done": done, "of": of}, PROGRESS_SECONDS)
