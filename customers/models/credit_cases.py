"""Credit cases 信用放行单: one order or shipment that credit held back, and what the controller decided about it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django_fsm import transition

from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import StageRecord
from core.money import Money, minor_units
from customers.credit_states import CaseState, CheckPoint
from customers.guards import case_not_used
from customers.models.customer import Customer
from tenancy.roles import Right, may

RELEASING = may(Right.CREDIT_RELEASE)


class CreditCase(StageRecord):
    """What an order or a contract needs beyond the limit at one check point, in the tenant's currency.

    record_type, record_id: what was held back. `amount` is what it goes beyond; `granted` what the controller lets
    through, once, until `expires_on`. exposure, limit, lines: the explanation as it stood when the case was opened.
    """

    api_name = "credit-cases"
    noun = "credit_case"
    STATE_TONES = {"open": "warn", "released": "ok", "declined": "danger"}

    customer = Ref(Customer, related_name="credit_cases", verbose_name=_("customer"))
    deal_id = models.UUIDField(null=True, editable=False)
    record_type = models.CharField(max_length=60, editable=False)
    record_id = models.UUIDField(editable=False)
    record_name = models.CharField(_("held back"), max_length=160, editable=False)
    at_point = models.CharField(_("check point"), max_length=8, choices=CheckPoint.choices, editable=False)
    reasons = models.JSONField(default=list, editable=False)
    amount = AmountField(verbose_name=_("beyond the limit"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    currency = CurrencyField()
    exposure = AmountField(editable=False)
    limit = AmountField(null=True, default=None, editable=False)
    lines = models.JSONField(default=list, editable=False)
    note = models.TextField(_("why it can't wait"), blank=True, default="")
    granted = AmountField(verbose_name=_("released amount"), null=True, default=None, editable=False)
    expires_on = models.DateField(_("valid until"), null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="", editable=False)
    decided_by = PersonRef(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(_p("credit case", "used"), null=True, editable=False)
    used_amount = AmountField(null=True, default=None, editable=False)
    state = StateField(
        _("state"), max_length=24, choices=CaseState.choices, default=CaseState.OPEN, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("credit case")
        verbose_name_plural = _("credit cases")
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="credit_case_created"),
            models.Index(fields=["tenant", "state", "created_at"], name="credit_case_state"),
            models.Index(fields=["tenant", "customer", "state"], name="credit_case_customer"),
            models.Index(fields=["tenant", "record_id", "at_point"], name="credit_case_record"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="credit_case_amount"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "record_id", "at_point"], condition=Q(state=CaseState.OPEN),
                name="credit_case_open_once",
            ),
            models.UniqueConstraint(fields=["tenant", "number"], name="credit_case_number_once"),
            models.CheckConstraint(
                condition=~Q(state=CaseState.RELEASED) | Q(granted__gt=0, expires_on__isnull=False),
                name="credit_case_released_with_amount",
            ),
            models.CheckConstraint(
                condition=Q(used_amount__isnull=True) | Q(used_amount__lte=models.F("granted")),
                name="credit_case_used_within_release",
            ),
        ]  # fmt: skip

    def get_absolute_url(self):
        return reverse("customers:case-page", args=[self.pk])

    def save(self, *args, **kwargs):
        self.amount_minor = minor_units(self.amount, self.currency)
        super().save(*args, **kwargs)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_used(self) -> bool:
        return self.used_at is not None

    @transition(
        field=state, source=CaseState.OPEN, target=CaseState.RELEASED, permission=RELEASING,
        custom={"label": _("Release credit hold"), "event": "credit_case.released"},
    )  # fmt: skip
    def release(self, *, by, amount, expires_on, reason):
        """This one may go beyond the limit by `amount`, until a day, once."""
        self.granted, self.expires_on, self.reason = amount, expires_on, reason
        self._decided(by)

    @transition(
        field=state, source=[CaseState.OPEN, CaseState.RELEASED], target=CaseState.DECLINED,
        conditions=[case_not_used], permission=RELEASING,
        custom={"label": _p("credit case", "Decline"), "event": "credit_case.declined", "danger": True},
    )  # fmt: skip
    def decline(self, *, by, reason):
        """It stays held back; a release not used yet is taken back so too."""
        self.reason = reason
        self._decided(by)

    @transition(
        field=state, source=CaseState.OPEN, target=CaseState.WITHDRAWN,
        permission=may(Right.CREDIT_RELEASE, owner=True),
        custom={"label": _("Withdraw"), "event": "credit_case.withdrawn", "aside": True},
    )  # fmt: skip
    def withdraw(self, *, by, reason=""):
        """Nobody needs it any more."""

    @transition(
        field=state, source=[CaseState.OPEN, CaseState.RELEASED], target=CaseState.EXPIRED,
        conditions=[case_not_used],
        custom={"label": _("Expire"), "event": "credit_case.expired", "internal": True},
    )  # fmt: skip
    def expire(self, *, by):
        """Its last day has passed without being used or answered."""

    def _decided(self, by) -> None:
        self.decided_by_id, self.decided_at = by.user_id, moment()
