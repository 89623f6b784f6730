"""Freezes 冻结 and blacklistings 黑名单 as records: who proposed and imposed it, why, who was told, and its end."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.dates import moment
from core.fields import PersonRef, Ref, StateField
from core.models import StageRecord
from customers.credit_states import RestrictionKind, RestrictionState
from customers.models.customer import FREEZING, Customer


class Restriction(StageRecord):
    """One freeze or blacklisting of a customer. `Customer.frozen` and `.blacklisted` are its quick facts.

    owner: whose decision it is (for a proposal: who proposed). A customer has at most one of a kind that is not over.
    """

    api_name = "restrictions"
    noun = "restriction"
    STATE_TONES = {"proposed": "warn", "in_force": "danger", "lifted": "ok"}

    customer = Ref(Customer, related_name="restrictions", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=9, choices=RestrictionKind.choices)
    reason = models.TextField(_("reason"))
    # What proposed it: the same cause proposes once while it is not decided.
    cause = models.CharField(max_length=80, blank=True, default="", editable=False)
    told = models.JSONField(_("who was told"), default=list, editable=False)
    proposed_by = PersonRef(null=True, editable=False)
    imposed_at = models.DateTimeField(_("in force since"), null=True, editable=False)
    imposed_by = PersonRef(null=True, editable=False)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lifted_by = PersonRef(null=True, editable=False)
    lift_reason = models.TextField(_("why lifted"), blank=True, default="", editable=False)
    state = StateField(
        _("state"), max_length=24, choices=RestrictionState.choices, default=RestrictionState.PROPOSED,
        protected=True,
    )  # fmt: skip

    class Meta(StageRecord.Meta):
        verbose_name = _("freeze or blacklisting")
        verbose_name_plural = _("freezes and blacklistings")
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="restriction_created"),
            models.Index(fields=["tenant", "customer", "state"], name="restriction_customer"),
            models.Index(fields=["tenant", "state", "review_on"], name="restriction_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer", "kind"],
                condition=Q(state__in=[RestrictionState.PROPOSED, RestrictionState.IN_FORCE]),
                name="restriction_one_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.customer}"

    def get_absolute_url(self):
        return reverse("customers:restriction-page", args=[self.pk])

    @transition(
        field=state, source=RestrictionState.PROPOSED, target=RestrictionState.IN_FORCE, permission=FREEZING,
        custom={"label": _("Impose"), "event": "restriction.imposed", "danger": True},
    )  # fmt: skip
    def impose(self, *, by, reason="", told=(), review_on=None):
        """From now on it holds."""
        self.reason = reason or self.reason
        self.told, self.review_on = list(told), review_on
        self.imposed_at, self.imposed_by_id, self.owner_id = moment(), by.user_id, by.user_id

    @transition(
        field=state, source=RestrictionState.PROPOSED, target=RestrictionState.DECLINED, permission=FREEZING,
        custom={"label": _("Don't impose"), "event": "restriction.declined"},
    )  # fmt: skip
    def decline(self, *, by, reason):
        """The proposal is not followed."""
        self.lift_reason = reason

    @transition(
        field=state, source=RestrictionState.IN_FORCE, target=RestrictionState.LIFTED, permission=FREEZING,
        custom={"label": _("Lift"), "event": "restriction.lifted"},
    )  # fmt: skip
    def lift(self, *, by, reason=""):
        """Business as before."""
        self.lifted_at, self.lifted_by_id, self.lift_reason = moment(), by.user_id, reason
