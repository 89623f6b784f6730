"""The general ledger's side: its accounts, which of them an entry is booked on, and what was handed over to it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField, CurrencyField, Ref
from core.models import Record, TenantModel
from receivables.books import FORMATS, ExportFormat, ExportState, ExportTarget, PostingKind


class BookAccount(Record):
    """An account 科目 of the general ledger; has_customer: its lines name the customer 客户辅助核算."""

    keeps_history = True
    noun = "book_account"

    code = models.CharField(_("account code"), max_length=30)
    name = models.CharField(_("account name"), max_length=80)
    has_customer = models.BooleanField(_("by customer"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("account of the general ledger")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="book_account_once")]

    def __str__(self):
        return f"{self.code} {self.name}"


class BookPosting(Record):
    """The accounts that a kind of entry is normally booked on; a reversal is booked in red on the same."""

    keeps_history = True
    noun = "book_posting"

    kind = models.CharField(_("entry"), max_length=24, choices=PostingKind.choices)
    debit = Ref(BookAccount, related_name="+", verbose_name=_("debit"))
    credit = Ref(BookAccount, related_name="+", verbose_name=_("credit"))
    # The part of it that is VAT goes here instead.
    tax = Ref(BookAccount, null=True, blank=True, related_name="+", verbose_name=_("tax account"))
    is_exported = models.BooleanField(_("handed over"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("posting rule")
        constraints = [models.UniqueConstraint(fields=["tenant", "kind"], name="book_posting_once")]


class BooksExport(Record):
    """The journal of a period as a file for one general ledger; the file is the paper attached to it."""

    api_name = "ledger-exports"
    noun = "ledger_export"
    STATE_TONES = {"running": "info", "done": "ok", "failed": "danger", "cancelled": "mute"}

    target = models.CharField(_("general ledger"), max_length=8, choices=ExportTarget.choices)
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat.choices)
    first_on = models.DateField(_("from day"))
    last_on = models.DateField(_("to day"))
    # What was handed over before is handed over again.
    is_repeat = models.BooleanField(_("once more"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ExportState.choices, default=ExportState.RUNNING, editable=False
    )
    entries = models.PositiveIntegerField(_("entries"), default=0, editable=False)
    vouchers = models.PositiveIntegerField(_("vouchers"), default=0, editable=False)
    lines = models.PositiveIntegerField(_("lines"), default=0, editable=False)
    debit = AmountField(verbose_name=_("debit"), editable=False)
    credit = AmountField(verbose_name=_("credit"), editable=False)
    currency = CurrencyField(editable=False)
    # Entries of the period without a value in the company's currency: they wait for a rate.
    left_out = models.PositiveIntegerField(_("left out"), default=0, editable=False)
    problem = models.CharField(max_length=300, blank=True, default="", editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("export to the general ledger")
        verbose_name_plural = _("exports to the general ledger")
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="books_export_created")]
        constraints = [
            models.CheckConstraint(condition=Q(debit=models.F("credit")), name="books_export_balances"),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="books_export_period"
            ),
        ]

    def __str__(self):
        return f"{self.get_target_display()} {self.first_on} – {self.last_on}"

    def get_absolute_url(self):
        return reverse("receivables:books-export", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state == ExportState.RUNNING

    @property
    def suffix(self) -> str:
        return FORMATS[self.target, self.format]


class BooksExported(TenantModel):
    """An entry that a run handed over: to one general ledger once, however often it is asked."""

    append_only = True

    run = Ref(BooksExport, related_name="exported")
    entry = Ref("receivables.LedgerEntry", null=True, related_name="+")
    provision = Ref("receivables.ProvisionRun", null=True, related_name="+")
    target = models.CharField(max_length=8)
    is_repeat = models.BooleanField(default=False)
    # A provision run that was reversed after it was handed over is taken back by a voucher of its own.
    is_counter = models.BooleanField(default=False, db_default=False)

    class Meta(TenantModel.Meta):
        verbose_name = _("entry handed over")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "target", "entry"],
                condition=Q(is_repeat=False, entry__isnull=False),
                name="entry_handed_over_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "target", "provision", "is_counter"],
                condition=Q(is_repeat=False, provision__isnull=False),
                name="provision_handed_over_once",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "run", "entry"], name="handed_over_by_run")]
