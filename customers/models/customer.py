"""The customer: who it is, how far it is admitted, and whether it is frozen or blacklisted."""

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import GET_STATE, transition

from core.dates import moment
from core.fields import PersonRef, Ref, StateField
from core.models import HasCustom, Record, StageRecord
from core.models.base import TenantManager
from customers.codes import check_unified_code
from customers.guards import is_blacklisted, is_frozen, not_blacklisted, not_frozen, nothing_waits
from customers.names import normalised, sort_key
from customers.states import STANDING, CustomerState, PaymentMode, Size
from tenancy.roles import Right, may

ADMISSION = may(Right.CUSTOMER_ADMIT)
FREEZING = may(Right.CUSTOMER_FREEZE)
MERGING = may(Right.CUSTOMER_EDIT)


class CustomerGroup(Record):
    """A parent group 所属集团; a credit limit may be set for all of its members together."""

    api_name = "customer-groups"
    noun = "customer_group"

    name = models.CharField(_("parent group"), max_length=160)

    class Meta(Record.Meta):
        verbose_name = _("parent group")
        verbose_name_plural = _("parent groups")
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="customer_group_name")]

    def __str__(self):
        return self.name


class StandingManager(TenantManager):
    """Without the customers that were merged into another: nobody lists, counts, finds or chooses them."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into=None)


class Customer(HasCustom, StageRecord):
    """A company that buys or may buy. `owner` is the 客户责任人."""

    STATE_TONES = {"admitted": "ok", "conditional": "caution", "rejected": "danger"}

    keeps_history = True
    api_name = "customers"
    noun = "customer"

    name = models.CharField(_("name"), max_length=160)
    normalised_name = models.CharField(max_length=160, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    unified_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        default="",
        validators=[check_unified_code],
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True, default="")
    region = models.CharField(_("region"), max_length=80, blank=True, default="")
    size = models.CharField(_("size"), max_length=8, choices=Size.choices, blank=True, default="")
    group = Ref(CustomerGroup, null=True, blank=True, related_name="members", verbose_name=_("parent group"))
    payment_mode = models.CharField(
        _("payment mode"), max_length=12, choices=PaymentMode.choices, default=PaymentMode.CREDIT
    )
    state = StateField(
        _("admission"),
        max_length=24,
        choices=CustomerState.choices,
        default=CustomerState.PROSPECT,
        protected=True,
    )
    admitted_until = models.DateField(_("result valid until"), null=True, blank=True, editable=False)

    frozen = models.BooleanField(_("frozen"), default=False, editable=False)
    frozen_reason = models.TextField(blank=True, default="", editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    frozen_by = PersonRef(null=True, editable=False)
    blacklisted = models.BooleanField(_("blacklisted"), default=False, editable=False)
    blacklisted_reason = models.TextField(blank=True, default="", editable=False)
    blacklisted_at = models.DateTimeField(null=True, editable=False)
    blacklisted_by = PersonRef(null=True, editable=False)
    # Where a merged customer's records are now; its own values and history stay on its row.
    merged_into = Ref("self", null=True, blank=True, related_name="merged", editable=False)

    billing_title = models.CharField(_("invoice title"), max_length=160, blank=True, default="")
    billing_tax_number = models.CharField(_("tax number"), max_length=20, blank=True, default="")
    billing_bank = models.CharField(_("bank"), max_length=120, blank=True, default="")
    billing_account = models.CharField(_("bank account"), max_length=40, blank=True, default="")
    billing_address = models.CharField(_("registered address"), max_length=200, blank=True, default="")
    billing_phone = models.CharField(_("registered phone"), max_length=40, blank=True, default="")

    objects: models.Manager = StandingManager()
    everyone: models.Manager = TenantManager()

    class Meta(StageRecord.Meta):
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        # Records that keep what happened may point at a merged customer.
        base_manager_name = "everyone"
        indexes = [
            models.Index(fields=["tenant", "normalised_name"], name="customer_normalised_name"),
            models.Index(fields=["tenant", "sort_key", "id"], name="customer_sort"),
            models.Index(fields=["tenant", "created_at", "id"], name="customer_created"),
            models.Index(fields=["tenant", "owner", "id"], name="customer_owner"),
            models.Index(fields=["tenant", "group", "id"], name="customer_group"),
            models.Index(
                fields=["tenant", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customer_merged_into",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unified_code"],
                condition=~models.Q(unified_code="") & models.Q(merged_into__isnull=True),
                name="customer_unified_code",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("customers:page", args=[self.pk])

    @property
    def successor_id(self):
        """The customer that stands for this one wherever somebody still names it; None for itself."""
        return self.merged_into_id

    @cached_property
    def story_ids(self) -> list:
        """Ids under which what happened to this customer is kept: its own, and those that were merged into it."""
        return [self.pk, *Customer.everyone.filter(merged_into=self.pk).values_list("pk", flat=True)]

    def save(self, *args, **kwargs):
        self.normalised_name = normalised(self.name)[:160]
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    @transition(
        field=state, source=STANDING, target=CustomerState.ADMITTED, permission=ADMISSION,
        custom={"label": _("Admit"), "event": "customer.admitted", "internal": True},
    )  # fmt: skip
    def admit(self, *, by, until=None):
        """The customer may buy on credit, until the day an override ends."""
        self.admitted_until = until

    @transition(
        field=state, source=STANDING, target=CustomerState.CONDITIONAL, permission=ADMISSION,
        custom={"label": _("Admit on conditions"), "event": "customer.restricted", "internal": True},
    )  # fmt: skip
    def restrict(self, *, by, until=None):
        """The customer may buy if it pays before delivery."""
        self.admitted_until = until

    @transition(
        field=state, source=STANDING, target=CustomerState.REJECTED, permission=ADMISSION,
        custom={"label": _("Reject"), "event": "customer.rejected", "internal": True},
    )  # fmt: skip
    def reject(self, *, by, until=None):
        """No contract with this customer."""
        self.admitted_until = until

    @transition(
        field=state, source=STANDING, permission=ADMISSION,
        target=GET_STATE(lambda customer, *, result, **rest: result, states=STANDING),
        custom={"label": _("Override result"), "event": "customer.admission_overridden"},
    )  # fmt: skip
    def override_admission(self, *, by, result, reason, expires_on):
        """Against the rules' result, until a day (例外放行)."""
        self.admitted_until = expires_on

    @transition(
        field=state, source=STANDING, target=None, conditions=[not_frozen], permission=FREEZING,
        custom={"label": _("Freeze"), "event": "customer.frozen", "danger": True},
    )  # fmt: skip
    def freeze(self, *, by, reason):
        """No new quote, contract, order release or shipment; money still comes in."""
        self.frozen, self.frozen_reason = True, reason
        self.frozen_at, self.frozen_by_id = moment(), by.user_id

    @transition(
        field=state, source=STANDING, target=None, conditions=[is_frozen], permission=FREEZING,
        custom={"label": _("Unfreeze"), "event": "customer.unfrozen"},
    )  # fmt: skip
    def unfreeze(self, *, by, reason=""):
        """Business as before; who froze it and why stays in the history."""
        self.frozen, self.frozen_reason, self.frozen_at, self.frozen_by_id = False, "", None, None

    @transition(
        field=state, source=STANDING, target=None, conditions=[not_blacklisted], permission=FREEZING,
        custom={"label": _("Blacklist"), "event": "customer.blacklisted", "danger": True},
    )  # fmt: skip
    def blacklist(self, *, by, reason, tell=""):
        """As frozen, and no lead converts either; `tell` names who is told (decision 44)."""
        self.blacklisted, self.blacklisted_reason = True, reason
        self.blacklisted_at, self.blacklisted_by_id = moment(), by.user_id

    @transition(
        field=state, source=STANDING, target=None, conditions=[is_blacklisted], permission=FREEZING,
        custom={"label": _("Take off the blacklist"), "event": "customer.unblacklisted"},
    )  # fmt: skip
    def unblacklist(self, *, by, reason):
        """The customer is off the list; a freeze, if there is one, stays."""
        self.blacklisted, self.blacklisted_reason = False, ""
        self.blacklisted_at, self.blacklisted_by_id = None, None

    @transition(
        field=state, source=STANDING, target=CustomerState.MERGED, conditions=[nothing_waits], permission=MERGING,
        custom={"label": pgettext_lazy("move", "Merge"), "event": "customer.merged", "danger": True},
    )  # fmt: skip
    def merge(self, *, by, into, keep=None, reason=""):
        """Everything it owns is the other customer's from now on; it is known as merged."""
        self.merged_into = into
