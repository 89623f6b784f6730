"""The clause library, the clauses of a contract, and what their owners say of each deviation."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contracts.states import ClauseCategory, ClauseOwner, Risk, Verdict
from core.dates import moment
from core.fields import PersonRef, Ref
from core.models import Record, TenantModel


class Clause(Record):
    """A clause of the tenant's library: its standard text, and how much a change of it may cost."""

    api_name = "clauses"
    noun = "clause"

    code = models.CharField(_("clause number"), max_length=16)
    category = models.CharField(_("category"), max_length=24, choices=ClauseCategory.choices)
    title_zh = models.CharField(_("title in Chinese"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    text_zh = models.TextField(_("standard text in Chinese"))
    text_en = models.TextField(_("standard text in English"), blank=True)
    risk = models.CharField(_("risk when changed"), max_length=8, choices=Risk.choices, default=Risk.MEDIUM)
    opinion_by = models.CharField(
        _("opinion by"), max_length=12, choices=ClauseOwner.choices, default=ClauseOwner.LEGAL
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="clause_code_once")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("contracts:clause-page", args=[self.pk])

    @property
    def title(self):
        """The title in the reader's language."""
        return (self.title_en if _reads_english() else "") or self.title_zh

    @property
    def text(self):
        """The standard text in the reader's language; the contract itself carries the Chinese one."""
        return (self.text_en if _reads_english() else "") or self.text_zh

    def is_standard(self, wording: str) -> bool:
        """Whether `wording` says what the library says, in either language, spaces aside."""
        return _squeezed(wording) in {_squeezed(self.text_zh), _squeezed(self.text_en)}


class ContractClause(TenantModel):
    """A clause as it stands in one contract; `text` is None where the standard text holds."""

    contract = Ref("contracts.Contract", on_delete=models.CASCADE, related_name="clauses")
    clause = Ref(Clause, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    # No text and an empty text differ: the one stands for the library's wording, the other strikes the clause out.
    text = models.TextField(null=True)
    risk = models.CharField(max_length=8, choices=Risk.choices)
    verdict = models.CharField(max_length=24, choices=Verdict.choices, blank=True, default="")

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contract", "clause"], name="clause_once_in_contract")
        ]

    @property
    def is_deviation(self) -> bool:
        """Whether the wording differs from the library's."""
        return self.text is not None

    @property
    def is_open(self) -> bool:
        """A deviation stays open until its owner accepts it, plainly or with a condition (decision 45)."""
        return self.is_deviation and self.verdict not in (Verdict.ACCEPT, Verdict.ACCEPT_WITH_CONDITION)

    @property
    def wording(self) -> str:
        """The text that holds between the parties."""
        return self.clause.text if self.text is None else self.text


class ClauseOpinion(TenantModel):
    """What a clause's owner said of a deviation, about which wording; kept for good."""

    append_only = True

    contract = Ref("contracts.Contract", related_name="opinions")
    clause = Ref(Clause, related_name="+")
    verdict = models.CharField(max_length=24, choices=Verdict.choices)
    comment = models.TextField(blank=True)
    condition = models.TextField(blank=True)
    condition_owner = PersonRef(null=True)
    condition_due_on = models.DateField(null=True)
    wording = models.TextField()
    by = PersonRef()
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        ordering = ["at"]


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")


def _squeezed(text: str) -> str:
    return "".join(text.split())
