"""Receipts that no bank statement tells: cash and bills of exchange 银承/商承 with their life (decision 23)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord
from core.money import Money
from receivables.guards import has_a_life
from receivables.models.receivable import LEDGER
from receivables.states import ReceiptKind, ReceiptState
from tenancy.roles import Right, may

HANDLING = may(Right.ALLOCATE)
HELD = (ReceiptState.RECEIVED, ReceiptState.ENDORSED, ReceiptState.DISCOUNTED)


class Receipt(StageRecord):
    """Cash, or a bill of exchange until it is collected or dishonoured.

    line: the money it stands for on the ledger; None while a bill is to be collected first (by the tenant's rule).
    bank_line: the line of a statement that brought its money in the end.
    """

    STATE_TONES = {
        "received": "info", "endorsed": "info", "discounted": "info", "collected": "ok", "dishonoured": "danger",
        "cancelled": "mute",
    }  # fmt: skip

    api_name = "receipts"
    noun = "receipt"

    kind = models.CharField(_("kind"), max_length=16, choices=ReceiptKind.choices)
    customer = Ref("customers.Customer", related_name="receipts", verbose_name=_("customer"))
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    received_on = models.DateField(pgettext_lazy("receipt", "received on"))
    bill_number = models.CharField(_("bill number"), max_length=60, blank=True, default="")
    drawer = models.CharField(_("drawer"), max_length=200, blank=True, default="")
    acceptor = models.CharField(_("acceptor"), max_length=200, blank=True, default="")
    issued_on = models.DateField(pgettext_lazy("bill", "issued on"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    # A list is sorted by a column that is never empty: cash comes last.
    due_sort = models.DateField(editable=False, default="9999-12-31")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    passed_to = models.CharField(_("endorsed to or discounted by"), max_length=200, blank=True, default="")
    passed_on = models.DateField(_("passed on"), null=True, blank=True, editable=False)
    proceeds = AmountField(verbose_name=_("proceeds"), null=True, default=None, editable=False, **LEDGER)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="", editable=False)
    line = Ref("receivables.BankLine", null=True, blank=True, editable=False, related_name="receipts")
    bank_line = Ref("receivables.BankLine", null=True, blank=True, editable=False, related_name="collected")
    state = StateField(
        _("state"), max_length=24, choices=ReceiptState.choices, default=ReceiptState.RECEIVED, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("receipt")
        indexes = [
            models.Index(fields=["tenant", "state", "due_on"], name="receipt_due"),
            models.Index(fields=["tenant", "customer", "state"], name="receipt_of_customer"),
            models.Index(fields=["tenant", "created_at", "id"], name="receipt_created"),
            models.Index(fields=["tenant", "received_on", "id"], name="receipt_received"),
            models.Index(fields=["tenant", "due_sort", "id"], name="receipt_due_sort"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="receipt_amount"),
            models.Index(fields=["tenant", "line"], name="receipt_of_line"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_above_zero"),
            models.CheckConstraint(
                condition=Q(kind=ReceiptKind.CASH) | (~Q(bill_number="") & Q(due_on__isnull=False)),
                name="receipt_bill_has_number",
            ),
            models.UniqueConstraint(
                fields=["tenant", "bill_number"],
                condition=~Q(bill_number="") & ~Q(state=ReceiptState.CANCELLED),
                name="receipt_bill_once",
            ),
        ]

    def get_absolute_url(self):
        return reverse("receivables:receipt-page", args=[self.pk])

    def save(self, *args, **kwargs):
        self.due_sort = self.due_on or "9999-12-31"
        super().save(*args, **kwargs)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_bill(self) -> bool:
        return self.kind != ReceiptKind.CASH

    @property
    def proceeds_money(self) -> Money | None:
        """What a bank paid for it; None while none did."""
        return None if self.proceeds is None else Money(self.proceeds, self.currency)

    @property
    def days_left(self) -> int | None:
        """Days until it falls due, below 0 after; None where it no longer waits."""
        if not self.due_on or self.state not in HELD:
            return None
        return (self.due_on - self.as_of).days

    @transition(
        field=state, source=ReceiptState.RECEIVED, target=ReceiptState.ENDORSED, conditions=[has_a_life],
        permission=HANDLING, custom={"label": pgettext_lazy("bill move", "Endorse"), "event": "receipt.endorsed"},
    )  # fmt: skip
    def endorse(self, *, by, passed_to, on):
        """Passed on to a supplier; we answer for it until it is paid."""
        self.passed_to, self.passed_on = passed_to, on

    @transition(
        field=state, source=ReceiptState.RECEIVED, target=ReceiptState.DISCOUNTED, conditions=[has_a_life],
        permission=HANDLING, custom={"label": pgettext_lazy("bill move", "Discount"), "event": "receipt.discounted"},
    )  # fmt: skip
    def discount(self, *, by, passed_to, proceeds, on):
        """Sold to a bank before it is due; its interest is ours, the receivable is paid in full."""
        self.passed_to, self.passed_on, self.proceeds = passed_to, on, proceeds.amount

    @transition(
        field=state, source=HELD, target=ReceiptState.COLLECTED, conditions=[has_a_life], permission=HANDLING,
        custom={"label": pgettext_lazy("bill move", "Collect"), "event": "receipt.collected"},
    )  # fmt: skip
    def collect(self, *, by, on):
        """The acceptor paid, us or whoever held it."""
        self.ended_on = on

    @transition(
        field=state, source=HELD, target=ReceiptState.DISHONOURED, conditions=[has_a_life], permission=HANDLING,
        custom={
            "label": pgettext_lazy("bill move", "Dishonoured"), "event": "receipt.dishonoured", "danger": True,
        },
    )  # fmt: skip
    def dishonour(self, *, by, on, reason):
        """The acceptor did not pay: what it settled is owed again."""
        self.ended_on, self.reason = on, reason

    @transition(
        field=state, source=ReceiptState.RECEIVED, target=ReceiptState.CANCELLED, permission=HANDLING,
        custom={"label": pgettext_lazy("receipt", "Cancel"), "event": "receipt.cancelled", "danger": True},
    )  # fmt: skip
    def cancel(self, *, by, reason):
        """Recorded by mistake: as if it had never come."""
        self.ended_on, self.reason = self.as_of, reason
