"""What stands behind the flags of a receivable: disputes and legal cases, with their own amounts (decision 19)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField, CurrencyField, PersonRef, Ref
from core.models import Record
from core.money import Money
from receivables.models.receivable import LEDGER


class Dispute(Record):
    """A part of a receivable that the customer disputes."""

    api_name = "disputes"
    noun = "dispute"

    receivable = Ref("receivables.Receivable", related_name="disputes", verbose_name=_("receivable"))
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField()
    reason = models.TextField(_("reason"))
    opened_on = models.DateField()
    resolved_on = models.DateField(null=True, blank=True)
    resolved_by = PersonRef(null=True)
    resolution = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("dispute")
        indexes = [models.Index(fields=["tenant", "receivable"], name="dispute_of_receivable")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_above_zero")]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class LegalCase(Record):
    """Legal action for a receivable, from its start to its end."""

    api_name = "legal-cases"
    noun = "legal_case"

    receivable = Ref("receivables.Receivable", related_name="legal_cases", verbose_name=_("receivable"))
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField()
    reason = models.TextField(_("reason"), blank=True, default="")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("legal case")
        indexes = [models.Index(fields=["tenant", "receivable"], name="legal_case_of_receivable")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "receivable"], condition=Q(closed_on=None), name="one_open_legal_case"
            )
        ]
