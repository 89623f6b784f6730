"""Invoices 发票: asked for by the AR, issued by finance with a gapless number (decisions 23, 26)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord, TenantModel
from core.money import Money, base_minor
from receivables.guards import has_billing_data, is_voidable, never_issued, within_receivables
from receivables.models.receivable import LEDGER
from receivables.states import InvoiceState
from tenancy.roles import Right, may

ISSUING = may(Right.INVOICE_ISSUE)
# An invoice in one of these states still bills its items.
LIVE = (InvoiceState.REQUESTED, InvoiceState.ISSUED)


class Invoice(StageRecord):
    """A VAT invoice over parts of one or several receivables of one customer."""

    STATE_TONES = {"requested": "caution", "issued": "ok", "credited": "mute", "void": "mute"}

    api_name = "invoices"
    noun = "invoice"

    customer = Ref("customers.Customer", related_name="invoices", verbose_name=_("customer"))
    deal = Ref("deals.Deal", null=True, blank=True, related_name="invoices", verbose_name=_("deal"))
    net = AmountField(verbose_name=_("net amount"), **LEDGER)
    tax = AmountField(verbose_name=_("tax"), **LEDGER)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    billing = models.JSONField(_("billing data"), default=dict)
    fiscal_number = models.CharField(_("tax invoice number"), max_length=40, blank=True, default="")
    is_paper = models.BooleanField(_("paper invoice"), default=False)
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
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_above_zero"),
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

    def excess(self) -> Decimal:
        """By how much the live invoices of its receivables would exceed them; 0 or less is fine."""
        worst = Decimal(0)
        for item in self.items.select_related("receivable"):
            others = InvoiceItem.objects.filter(receivable_id=item.receivable_id, invoice__state__in=LIVE)
            taken = others.exclude(invoice_id=self.pk).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            worst = max(worst, taken + item.amount - item.receivable.amount)
        return worst

    @transition(
        field=state, source=[InvoiceState.REQUESTED, InvoiceState.VOID], target=InvoiceState.REQUESTED,
        conditions=[never_issued, within_receivables], permission=may(Right.INVOICE_REQUEST, seats=("ar",)),
        custom={"label": _("Ask for invoice"), "event": "invoice.requested"},
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
        field=state, source=InvoiceState.ISSUED, target=InvoiceState.CREDITED, permission=ISSUING,
        custom={"label": pgettext_lazy("invoice", "Credit"), "event": "invoice.credited", "danger": True},
    )  # fmt: skip
    def credit(self, *, by, reason):
        """A red-letter invoice takes it back."""
        self.reason, self.ended_on = reason, self.as_of

    @transition(
        field=state, source=[InvoiceState.REQUESTED, InvoiceState.ISSUED], target=InvoiceState.VOID,
        conditions=[is_voidable], permission=ISSUING,
        custom={"label": pgettext_lazy("invoice move", "Void"), "event": "invoice.voided", "danger": True},
    )  # fmt: skip
    def void(self, *, by, reason=""):
        """It is not needed, or the paper is taken back within its month."""
        self.reason, self.ended_on = reason, self.as_of


class InvoiceItem(TenantModel):
    """The part of a receivable that an invoice bills."""

    invoice = Ref(Invoice, on_delete=models.CASCADE, related_name="items")
    receivable = Ref("receivables.Receivable", related_name="invoice_items")
    amount = AmountField(**LEDGER)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "invoice", "receivable"], name="invoice_item_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_item_above_zero"),
        ]
        indexes = [models.Index(fields=["tenant", "receivable"], name="invoice_item_of_receivable")]
