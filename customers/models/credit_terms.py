"""How credit is judged of one customer: its check point and tolerance, standards of open credit and evidence."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import PersonRef, Ref
from core.models import Record
from customers.credit_states import CheckPoint
from customers.models.customer import Customer


class CreditTerms(Record):
    """A customer's own check point and tolerance; what is empty follows the company's settings."""

    keeps_history = True
    api_name = "credit-terms"
    noun = "credit_terms"

    customer = Ref(Customer, related_name="credit_terms", verbose_name=_("customer"))
    check_point = models.CharField(
        _("check point"), max_length=8, choices=CheckPoint.choices, blank=True, default=""
    )
    tolerance_percent = models.DecimalField(
        _("tolerance in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("credit terms")
        verbose_name_plural = _("credit terms")
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="credit_terms_created")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer"], name="credit_terms_once"),
            models.CheckConstraint(
                condition=Q(tolerance_percent__isnull=True)
                | Q(tolerance_percent__gte=Decimal(0), tolerance_percent__lte=Decimal(100)),
                name="credit_terms_tolerance",
            ),
        ]

    def __str__(self):
        return str(self.customer)

    def get_absolute_url(self):
        return self.customer.get_absolute_url() + "?tab=credit"


class CreditStandard(Record):
    """A fact about a customer that allows open credit; a row per tenant, changed on the settings page."""

    keeps_history = True
    api_name = "credit-standards"
    noun = "credit_standard"

    code = models.CharField(_("code"), max_length=40)
    label = models.CharField(_("name"), max_length=120, blank=True, default="")
    # How long evidence counts where none says otherwise; empty: until it is withdrawn.
    months = models.PositiveSmallIntegerField(_("evidence counts for so many months"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("standard of open credit")
        verbose_name_plural = _("standards of open credit")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="credit_standard_code")]

    def __str__(self):
        from customers.labels import standard_in_words

        return standard_in_words(self)


class CreditEvidence(Record):
    """Why a customer meets a standard of open credit: the source, and until when it counts."""

    api_name = "credit-evidence"
    noun = "credit_evidence"

    customer = Ref(Customer, related_name="credit_evidence", verbose_name=_("customer"))
    standard = Ref(CreditStandard, related_name="evidence", verbose_name=_("standard of open credit"))
    source = models.CharField(_("evidence"), max_length=200)
    seen_on = models.DateField(_("seen on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = PersonRef(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("evidence for open credit")
        verbose_name_plural = _("evidence for open credit")
        indexes = [models.Index(fields=["tenant", "customer"], name="credit_evidence_customer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("seen_on")),
                name="credit_evidence_days",
            )
        ]

    def __str__(self):
        return self.source

    def counts_on(self, day) -> bool:
        """Is it in force on a day?"""
        return self.withdrawn_at is None and (self.valid_until is None or self.valid_until >= day)
