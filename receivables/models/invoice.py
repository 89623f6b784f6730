"""Invoices 发票: asked for by the AR, issued by finance with a gapless number (decisions 23, 26).

A credit note 红字发票 is a document of the same table with negative amounts: it has a number and lines of its own and
names the invoice that it takes (a part of) back. So the sum of a list of documents is what was really billed.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord, TenantModel
from core.money import Money, base_minor
from receivables.guards import (
    has_billing_data,
    is_no_credit_note,
    is_voidable,
    never_issued,
    something_left_to_credit,
    within_receivables,
)
from receivables.models.receivable import INTERNAL, LEDGER
from receivables.states import CreditCause, InvoiceKind, InvoiceState, VatKind
from tenancy.roles import Right, may

ISSUING = may(Right.INVOICE_ISSUE)
# An invoice in one of these states still bills its items.
LIVE = (InvoiceState.REQUESTED, InvoiceState.ISSUED)
BILLING_FIELDS = ("title", "tax_number", "bank", "account", "address", "phone")


class Invoice(StageRecord):
    """A VAT invoice over parts of one or several receivables of one customer, or the credit note to one."""

    STATE_TONES = {"requested": "caution", "issued": "ok", "credited": "mute", "void": "mute"}

    api_name = "invoices"
    noun = "invoice"

    kind = models.CharField(
        _("document"), max_length=12, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE, editable=False
    )
    credits = Ref(
        "self",
        null=True,
        blank=True,
        related_name="credit_notes",
        verbose_name=_("invoice credited"),
        editable=False,
    )
    cause = models.CharField(
        _("cause of credit"),
        max_length=10,
        choices=CreditCause.choices,
        blank=True,
        default="",
        editable=False,
    )
    customer = Ref("customers.Customer", related_name="invoices", verbose_name=_("customer"))
    deal = Ref("deals.Deal", null=True, blank=True, related_name="invoices", verbose_name=_("deal"))
    vat_kind = models.CharField(
        _("kind of VAT invoice"), max_length=12, choices=VatKind.choices, default=VatKind.SPECIAL
    )
    net = AmountField(verbose_name=_("net amount"), **LEDGER)
    tax = AmountField(verbose_name=_("tax"), **LEDGER)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    # What credit notes have taken back so far, kept by the service that writes them.
    credited = AmountField(verbose_name=_("credited"), editable=False, **LEDGER)
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    billing = models.JSONField(_("billing data"), default=dict)
    remark = models.CharField(_("remark on the invoice"), max_length=200, blank=True, default="")
    fiscal_number = models.CharField(_("tax invoice number"), max_length=40, blank=True, default="")
    is_paper = models.BooleanField(_("paper invoice"), default=False)
    is_taken_over = models.BooleanField(_("taken over"), default=False, editable=False)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="")
    state = StateField(
        _("state"),
        max_length=24,
        choices=InvoiceState.choices,
        default=InvoiceState.REQUESTED,
        protected=True,
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        indexes = [
            models.Index(fields=["tenant", "state", "created_at"], name="invoice_state"),
            models.Index(fields=["tenant", "customer"], name="invoice_of_customer"),
            models.Index(fields=["tenant", "created_at", "id"], name="invoice_created"),
            models.Index(
                fields=["tenant", "fiscal_number"],
                name="invoice_fiscal_number",
                condition=~Q(fiscal_number=""),
            ),
            models.Index(fields=["tenant", "amount_minor", "id"], name="invoice_amount"),
            models.Index(fields=["tenant", "credits"], name="invoice_credits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.INVOICE, amount__gt=0, credits=None)
                | Q(kind=InvoiceKind.CREDIT_NOTE, amount__lt=0, credits__isnull=False),
                name="invoice_sign_by_kind",
            ),
            models.CheckConstraint(condition=Q(amount=F("net") + F("tax")), name="invoice_adds_up"),
            models.CheckConstraint(
                condition=Q(credited=0) | Q(credited__gt=0, credited__lte=F("amount")),
                name="invoice_credited_within",
            ),
            models.UniqueConstraint(
                fields=["tenant", "number"], condition=~Q(number=""), name="invoice_number_once"
            ),
        ]

    def __str__(self):
        return self.number or str(_("Invoice to issue"))

    def get_absolute_url(self):
        return reverse("receivables:invoice-page", args=[self.pk])

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.amount, self.currency, self.issued_on)
        super().save(*args, **kwargs)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_credit_note(self) -> bool:
        return self.kind == InvoiceKind.CREDIT_NOTE

    @property
    def creditable(self) -> Decimal:
        """What credit notes may still take back."""
        return Decimal(0) if self.is_credit_note else self.amount - self.credited

    @property
    def is_partly_credited(self) -> bool:
        return 0 < self.credited < self.amount

    def excess(self) -> Decimal:
        """By how much the live invoices of its receivables would exceed them; 0 or less is fine."""
        from receivables.billable import excess_of

        return excess_of(self)

    @transition(
        field=state, source=[InvoiceState.REQUESTED, InvoiceState.VOID], target=InvoiceState.REQUESTED,
        conditions=[never_issued, within_receivables], permission=may(Right.INVOICE_REQUEST, seats=("ar",)),
        custom={"label": pgettext_lazy("invoice", "Ask again"), "event": "invoice.requested"},
    )  # fmt: skip
    def request(self, *, by, billing):
        """Finance is asked (again), with the customer's billing data of today."""
        self.billing = billing
        self.reason, self.ended_on = "", None

    @transition(
        field=state, source=InvoiceState.REQUESTED, target=InvoiceState.ISSUED,
        conditions=[has_billing_data, within_receivables], permission=ISSUING,
        custom={"label": pgettext_lazy("invoice", "Issue"), "event": "invoice.issued"},
    )  # fmt: skip
    def issue(self, *, by, issued_on, number, fiscal_number=""):
        """The invoice goes out; nothing in it changes from here on."""
        self.issued_on, self.number, self.fiscal_number = issued_on, number, fiscal_number

    @transition(
        field=state, source=InvoiceState.ISSUED, target=InvoiceState.CREDITED,
        conditions=[is_no_credit_note, something_left_to_credit], permission=ISSUING,
        custom={"label": pgettext_lazy("invoice", "Credit"), "event": "invoice.credited", "danger": True},
    )  # fmt: skip
    def credit(self, *, by, reason, amount):
        """A red-letter invoice takes back all that is left of it."""
        self.credited += amount
        self.reason, self.ended_on = reason, self.as_of

    @transition(
        field=state, source=InvoiceState.ISSUED, target=InvoiceState.ISSUED,
        conditions=[is_no_credit_note, something_left_to_credit],
        custom={"label": _("Credit in part"), "event": "invoice.partly_credited", "danger": True, **INTERNAL},
    )  # fmt: skip
    def credit_part(self, *, by, reason, amount):
        """A red-letter invoice takes a part of it back; the rest stands."""
        self.credited += amount

    @transition(
        field=state, source=[InvoiceState.REQUESTED, InvoiceState.ISSUED], target=InvoiceState.VOID,
        conditions=[is_no_credit_note, is_voidable], permission=ISSUING,
        custom={"label": pgettext_lazy("invoice move", "Void"), "event": "invoice.voided", "danger": True},
    )  # fmt: skip
    def void(self, *, by, reason=""):
        """It is not needed, or the paper is taken back within its month."""
        self.reason, self.ended_on = reason, self.as_of


class InvoiceItem(TenantModel):
    """The part of a receivable that an invoice bills at one tax rate; negative in a credit note."""

    invoice = Ref(Invoice, on_delete=models.CASCADE, related_name="items")
    receivable = Ref("receivables.Receivable", related_name="invoice_items")
    description = models.CharField(_("goods or service"), max_length=200, blank=True, default="")
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=4, default=Decimal(0))
    net = AmountField(**LEDGER)
    tax = AmountField(**LEDGER)
    amount = AmountField(**LEDGER)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "invoice", "receivable", "tax_rate"], name="invoice_item_once_per_rate"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="invoice_item_not_zero"),
            models.CheckConstraint(condition=Q(amount=F("net") + F("tax")), name="invoice_item_adds_up"),
        ]
        indexes = [models.Index(fields=["tenant", "receivable"], name="invoice_item_of_receivable")]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.invoice.currency)
