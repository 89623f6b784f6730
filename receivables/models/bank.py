"""What banks tell: accounts, statement files with their parts, lines, and the payers we have learned to know."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import Record, StageRecord, TenantModel
from core.models.base import TenantManager
from core.money import Money
from receivables.models.receivable import LEDGER
from receivables.states import UNUSABLE, LineSource, StatementState
from tenancy.roles import Right, may


class BankAccount(Record):
    """One of our accounts. Taken on from a file it is unconfirmed until somebody of finance says it is ours."""

    api_name = "bank-accounts"
    noun = "bank_account"

    number = models.CharField(_("bank account"), max_length=60)
    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    currency = CurrencyField(verbose_name=_("currency"))
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("bank account")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number", "currency"], name="bank_account_once")
        ]

    def __str__(self):
        return self.name or self.number


def given_up(pk) -> str:
    """What stands where the digest of a discarded file or line stood: its own, so that nothing is known by it."""
    return f"discarded:{pk}"


class BankStatement(StageRecord):
    """A statement file as it was read; `held` when opening and lines don't make the closing balance (decision 28), or
    when another format has told its lines already."""

    STATE_TONES = {"imported": "ok", "held": "danger", "discarded": "mute"}

    api_name = "bank-statements"
    noun = "statement"

    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=12)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True, default="")
    # The bank whose tables these are, or the name under which the mapping is kept.
    bank = models.CharField(_("bank"), max_length=60, blank=True, default="")
    digest = models.CharField(max_length=64, editable=False)
    new_lines = models.PositiveIntegerField(default=0)
    known_lines = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    state = StateField(
        _("state"),
        max_length=24,
        choices=StatementState.choices,
        default=StatementState.IMPORTED,
        protected=True,
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("bank statement")
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="statement_created")]
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="statement_file_once")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("receivables:statement-page", args=[self.pk])

    @transition(
        field=state, source=StatementState.HELD, target=StatementState.IMPORTED,
        permission=may(Right.STATEMENT_IMPORT), custom={"label": _("Release"), "event": "statement.released"},
    )  # fmt: skip
    def release(self, *, by, reason):
        """Finance has looked at the difference: the lines may be allocated."""

    @transition(
        field=state, source=StatementState.HELD, target=StatementState.DISCARDED,
        permission=may(Right.STATEMENT_IMPORT),
        custom={"label": pgettext_lazy("bank statement", "Discard"), "event": "statement.discarded", "danger": True},
    )  # fmt: skip
    def discard(self, *, by, reason):
        """What it tells is told by another file, or is not true: its money never counts. The file itself is kept."""
        # These bytes, and these lines, may come again: who discarded the wrong file brings it once more.
        self.digest = given_up(self.pk)


class StatementPart(TenantModel):
    """One statement within a file: an account's opening balance, lines and closing balance."""

    statement = Ref(BankStatement, on_delete=models.CASCADE, related_name="parts")
    account = Ref(BankAccount, related_name="+")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True, default="")
    currency = CurrencyField()
    opening = AmountField(null=True, **LEDGER)
    closing = AmountField(null=True, **LEDGER)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    lines = models.PositiveIntegerField(default=0)
    credits = AmountField(**LEDGER)
    debits = AmountField(**LEDGER)
    # Entries during the day (MT942, CAMT.052, CAMT.054); they come again in the day's statement.
    is_interim = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        indexes = [
            models.Index(fields=["tenant", "statement", "position"], name="part_of_statement"),
            models.Index(fields=["tenant", "account", "closes_on"], name="part_of_account"),
        ]


class BankLineQuerySet(models.QuerySet):
    def usable(self):
        """Money that may be allocated: not of a statement that is held (decision 28), or was discarded."""
        return self.exclude(statement__state__in=UNUSABLE)

    def told(self):
        """Lines that a file tells, held or not: not those of a discarded one."""
        return self.exclude(statement__state=StatementState.DISCARDED)


class BankLine(Record):
    """Money received: a booked line of a statement, cash, a bill of exchange, or what was taken over.

    Positive came in; `unallocated` is what of it no receivable has used (the ledger's sum). Only a bank's line has
    a statement, its part and an account of ours.
    """

    api_name = "bank-lines"
    noun = "bank_line"

    source = models.CharField(_("source"), max_length=10, choices=LineSource.choices, default=LineSource.BANK)
    statement = Ref(
        BankStatement, null=True, blank=True, related_name="bank_lines", verbose_name=_("bank statement")
    )
    part = Ref(StatementPart, null=True, related_name="bank_lines")
    account = Ref(
        BankAccount, null=True, blank=True, related_name="bank_lines", verbose_name=_("bank account")
    )
    line = models.PositiveIntegerField(_("line"), default=0)
    digest = models.CharField(max_length=64, default="", editable=False)
    occurrence = models.PositiveIntegerField(default=1, editable=False)
    # What an entry of an interim report and of the day's statement share, and which sum of the file the line is of.
    kin = models.CharField(max_length=64, blank=True, default="", editable=False)
    entry = models.PositiveIntegerField(default=0, editable=False)
    is_interim = models.BooleanField(default=False, editable=False)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    unallocated = AmountField(verbose_name=_("unallocated"), editable=False, **LEDGER)
    unallocated_minor = models.BigIntegerField(default=0, editable=False)
    value_on = models.DateField(_("value date"))
    booked_on = models.DateField(_("booking date"))
    code = models.CharField(max_length=4, blank=True, default="")
    payer = models.CharField(_("payer"), max_length=200, blank=True, default="")
    payer_account = models.CharField(_("payer's bank account"), max_length=60, blank=True, default="")
    customer_reference = models.CharField(max_length=120, blank=True, default="")
    bank_reference = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(_("reference"), blank=True, default="")
    # Charges, instructed amount, rate: as the bank tells them.
    details = models.JSONField(default=dict, blank=True)
    customer = Ref(
        "customers.Customer", null=True, blank=True, related_name="bank_lines", verbose_name=_("customer")
    )
    parked_at = models.DateTimeField(null=True, blank=True, editable=False)
    parked_by = PersonRef(null=True, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    objects = TenantManager.from_queryset(BankLineQuerySet)()

    class Meta(Record.Meta):
        verbose_name = _("bank line")
        indexes = [
            models.Index(fields=["tenant", "statement", "line"], name="line_of_statement"),
            models.Index(fields=["tenant", "account", "kin"], name="line_kin", condition=~Q(kin="")),
            models.Index(fields=["tenant", "value_on", "id"], name="line_value_on"),
            models.Index(fields=["tenant", "created_at", "id"], name="line_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="line_amount"),
            models.Index(
                fields=["tenant", "customer"], name="line_of_customer", condition=Q(unallocated__gt=0)
            ),
            models.Index(
                fields=["tenant", "value_on"], name="line_unallocated", condition=Q(unallocated__gt=0)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account", "digest", "occurrence"], name="bank_line_once"
            ),
            models.CheckConstraint(
                condition=Q(unallocated__gte=0) & Q(unallocated__lte=Greatest(F("amount"), 0)),
                name="bank_line_within_amount",
            ),
            models.CheckConstraint(
                condition=~Q(source=LineSource.BANK)
                | Q(statement__isnull=False, part__isnull=False, account__isnull=False),
                name="bank_line_of_statement",
            ),
        ]

    def __str__(self):
        return f"{self.value_on} {self.payer or self.text[:40]}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def rest(self) -> Money:
        """What is left to allocate."""
        return Money(self.unallocated, self.currency)

    @property
    def is_held(self) -> bool:
        """Is its statement held, so that nothing of it may be used yet?"""
        return self.statement_id is not None and self.statement.state == StatementState.HELD

    @property
    def state(self) -> str:
        """unmatched, parked, matched or discarded; a line that took money out has nothing to match."""
        if self.statement_id is not None and self.statement.state == StatementState.DISCARDED:
            return "discarded"
        if self.unallocated <= 0:
            return "matched"
        return "parked" if self.parked_at else "unmatched"


class PayerAlias(Record):
    """A payer's name or account that stands for a customer, learned from what people decided."""

    api_name = "payer-aliases"
    noun = "payer_alias"

    class Kind(models.TextChoices):
        NAME = "name", _("Payer name")
        ACCOUNT = "account", _("Payer's bank account")

    customer = Ref("customers.Customer", on_delete=models.CASCADE, related_name="payer_aliases")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)
    is_confirmed = models.BooleanField(_("confirmed"), default=True)
    last_used_at = models.DateTimeField(default=moment)

    class Meta(Record.Meta):
        verbose_name = _("payer alias")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "key", "customer"], name="payer_alias_once")
        ]
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="payer_alias_created")]

    def __str__(self):
        return self.value
