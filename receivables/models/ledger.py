"""The ledger 应收台账: append-only entries whose sums are the balances, and the allocations that made them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref
from core.models import Record, TenantModel
from core.money import Money
from deals.states import Trigger
from receivables.models.receivable import LEDGER
from receivables.states import Difference, EntryKind

# The cause of entries that were taken over from the books before.
TAKEN_OVER = "taken_over"


class Allocation(Record):
    """Money of one bank line used for one receivable; undone by a reversal, never edited."""

    api_name = "allocations"
    noun = "allocation"

    bank_line = Ref("receivables.BankLine", related_name="allocations", verbose_name=_("bank line"))
    receivable = Ref("receivables.Receivable", related_name="allocations", verbose_name=_("receivable"))
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField()
    counts_on = models.DateField(_("counts from"))
    # What of the line it took, where that is not the same: in the line's currency.
    taken = AmountField(null=True, default=None, **LEDGER)
    taken_currency = models.CharField(max_length=3, blank=True, default="")
    # What it closed of the receivable beyond the money, by an entry of its own.
    difference = AmountField(verbose_name=_("difference"), **LEDGER)
    difference_kind = models.CharField(max_length=10, choices=Difference.choices, blank=True, default="")
    is_automatic = models.BooleanField(_("posted by itself"), default=False)
    reversed_at = models.DateTimeField(null=True, editable=False)
    reversed_by = PersonRef(null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("allocation")
        indexes = [
            models.Index(fields=["tenant", "bank_line"], name="allocation_of_line"),
            models.Index(fields=["tenant", "receivable"], name="allocation_of_receivable"),
            models.Index(fields=["tenant", "created_at", "id"], name="allocation_created"),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_above_zero")]

    def __str__(self):
        return f"{self.amount} {self.currency}"

    @property
    def state(self) -> str:
        """`posted` or `reversed`."""
        return "reversed" if self.reversed_at else "posted"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def taken_money(self) -> Money:
        """What of the bank line it used, in the line's currency."""
        if self.taken is None:
            return self.money
        return Money(self.taken, self.taken_currency or self.currency)

    @property
    def difference_money(self) -> Money | None:
        """What was closed of the receivable beyond the money; None for nothing."""
        return Money(self.difference, self.currency) if self.difference else None


class LedgerEntry(TenantModel):
    """One entry on one receivable or one bank line; positive raises its balance.

    counts_on: the day it counts from; written_at: when it was written, so that a report can be asked as it was or as
    it was known. happened_on: the true day, where its month was closed and it counts from a later one. step: names
    what was written in one act and is undone as a whole. position: the order in which the database took entries in,
    by which they are sealed. base_amount: in the tenant's currency at `rate`; 0 without one (a foreign bank line's rate
    that is not known yet).
    """

    append_only = True

    receivable = Ref("receivables.Receivable", null=True, related_name="entries")
    bank_line = Ref("receivables.BankLine", null=True, related_name="entries")
    allocation = Ref(Allocation, null=True, related_name="entries")
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind.choices)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField()
    base_amount = AmountField()
    base_minor = models.BigIntegerField(default=0)
    rate = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    counts_on = models.DateField(_("counts from"))
    happened_on = models.DateField(_("true day"), null=True)
    written_at = models.DateTimeField(_("written"), default=moment)
    step = models.UUIDField(null=True, editable=False)
    position = models.BigIntegerField(editable=False, db_default=0)
    reverses = Ref("self", null=True, related_name="reversals")
    by = PersonRef(null=True)
    cause = models.CharField(_("cause"), max_length=200)

    class Meta(TenantModel.Meta):
        verbose_name = _("ledger entry")
        ordering = ["written_at", "id"]
        indexes = [
            models.Index(fields=["tenant", "receivable", "counts_on"], name="entry_of_receivable"),
            models.Index(fields=["tenant", "bank_line"], name="entry_of_line"),
            models.Index(fields=["tenant", "allocation"], name="entry_of_allocation"),
            models.Index(fields=["tenant", "step"], name="entry_of_step", condition=Q(step__isnull=False)),
            models.Index(fields=["tenant", "position"], name="entry_position"),
            # Journals and the month's figures.
            models.Index(fields=["tenant", "counts_on"], name="entry_counts_on"),
            models.Index(
                fields=["tenant", "counts_on"],
                include=["base_minor", "receivable"],
                condition=Q(receivable__isnull=False),
                name="entry_sums_to_day",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(receivable__isnull=True) ^ Q(bank_line__isnull=True), name="entry_on_one_thing"
            ),
            models.UniqueConstraint(fields=["tenant", "reverses"], name="entry_reversed_once"),
        ]

    @property
    def cause_in_words(self) -> str:
        """Why it was written, for people: the trigger, the payment's payer, or the reason as somebody gave it."""
        if self.reverses_id is None and self.kind == EntryKind.OPENED:
            # The rest of the cause is the triggering event's key.
            trigger = self.cause.partition(" ")[0]
            if trigger == TAKEN_OVER:
                return str(_("Taken over"))
            return str(dict(Trigger.choices).get(trigger, self.cause))
        if self.reverses_id is None and self.allocation_id is not None:
            line = self.allocation.bank_line
            return line.payer or line.text
        return self.cause

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
