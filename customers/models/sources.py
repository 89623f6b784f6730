"""Where facts come from beside people: files of facts and services that answer JSON, what they said and when."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from core.fields import Ref
from core.models import Record, TenantModel
from customers.models.customer import Customer
from customers.states import FileState

SLOWEST_SECONDS = 10


def _between(least: int, most: int) -> list:
    return [MinValueValidator(least), MaxValueValidator(most)]


class FactSource(Record):
    """A source of facts; `kind` names its provider (customers.providers). Columns of other kinds stay as they are.

    mapping: {code of a fact: header of a column, or path into the JSON answer}; `day_from` the same for the day.
    """

    keeps_history = True
    api_name = "fact-sources"
    noun = "fact_source"

    name = models.CharField(_p("fact", "source"), max_length=80)
    kind = models.SlugField(_("kind"), max_length=20)
    is_active = models.BooleanField(_("in use"), default=True)
    mapping = models.JSONField(_("where the facts are"), default=dict, blank=True)
    day_from = models.CharField(_("where the day is"), max_length=120, blank=True, default="")

    code_column = models.CharField(_("column of the unified code"), max_length=120, blank=True, default="")
    name_column = models.CharField(_("column of the name"), max_length=120, blank=True, default="")

    url = models.CharField(_("address"), max_length=500, blank=True, default="")
    header_name = models.CharField(_("name of the header"), max_length=60, blank=True, default="")
    # core.sealed; never shown, never logged.
    sealed = models.TextField(blank=True, default="", editable=False)
    timeout_seconds = models.PositiveSmallIntegerField(
        _("patience in seconds"), default=SLOWEST_SECONDS, validators=_between(1, SLOWEST_SECONDS)
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=3, validators=_between(1, 10))
    pause_minutes = models.PositiveSmallIntegerField(
        _("minutes between tries"), default=5, validators=_between(1, 1440)
    )
    cache_hours = models.PositiveIntegerField(
        _("hours an answer is good for"), default=24, validators=_between(1, 8760)
    )

    class Meta(Record.Meta):
        verbose_name = _("data source")
        verbose_name_plural = _("data sources")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="fact_source_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("customers:source", args=[self.pk])


class SourceFile(Record):
    """A file of facts that was uploaded: its columns, and what became of it when it was taken over.

    problems: [{"row", "column", "reason"}], the first ones. The file itself is a paper of the source.
    """

    api_name = "fact-files"
    noun = "fact_file"

    source = Ref(FactSource, related_name="files")
    paper_id = models.UUIDField()
    name = models.CharField(_("file"), max_length=160)
    columns = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=FileState.choices, default=FileState.UPLOADED)
    rows = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    loaded_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        verbose_name = _("file of facts")
        indexes = [models.Index(fields=["tenant", "source", "-created_at"], name="file_of_source")]

    def __str__(self):
        return self.name


class SourceRow(TenantModel):
    """A row of the file in force: the facts of one company, found by its code or else its name."""

    source = Ref(FactSource, related_name="kept_rows")
    unified_code = models.CharField(max_length=18, blank=True, default="")
    normalised_name = models.CharField(max_length=160, blank=True, default="")
    values = models.JSONField(default=dict)
    day = models.DateField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "source", "unified_code"], name="source_row_by_code"),
            models.Index(fields=["tenant", "source", "normalised_name"], name="source_row_by_name"),
        ]


class SourceReading(TenantModel):
    """How the last reading of one customer at one source went; a failed one leaves the facts as they are.

    problem: {} or {"code": one of customers.providers.PROBLEMS, and the facts of its sentence}.
    """

    source = Ref(FactSource, related_name="readings")
    customer = Ref(Customer, related_name="readings")
    asked_at = models.DateTimeField(null=True)
    is_waiting = models.BooleanField(default=False)
    tried = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "source"], name="reading_of_customer")
        ]
        indexes = [
            models.Index(
                fields=["tenant", "source", "-asked_at"],
                condition=models.Q(failing_since__isnull=False),
                name="reading_failing",
            )
        ]
