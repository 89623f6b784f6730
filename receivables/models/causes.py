"""Cause 逾期成因 and corrective action 整改任务: why money is late, and what we do about our own part (handbook §8)."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import StageRecord
from core.money import Money
from receivables.claim_states import OURS, ActionState, CauseCode, CauseState
from receivables.models.about import AboutReceivable
from receivables.models.receivable import LEDGER
from receivables.who import chasing, mending
from tenancy.roles import BUILT_IN, Right, may

REVIEWING = may(Right.RESOLVE_DISPUTE)
# However long our own fault takes to mend, the customer is reminded again after this long.
LONGEST_PAUSE = timedelta(days=15)


class LateCause(AboutReceivable, StageRecord):
    """Why so much of a receivable is late: stated by whoever chases it, reviewed by finance."""

    STATE_TONES = {"stated": "info", "confirmed": "ok", "returned": "warn", "dropped": "mute"}

    api_name = "overdue-causes"
    noun = "cause"

    receivable = Ref("receivables.Receivable", related_name="causes", verbose_name=_("receivable"))
    code = models.CharField(_("cause"), max_length=18, choices=CauseCode.choices)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    found_on = models.DateField(_("found on"))
    evidence = models.TextField(_("evidence"), blank=True, default="")
    reviewed_by = PersonRef(null=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True, editable=False)
    state = StateField(
        _("state"), max_length=24, choices=CauseState.choices, default=CauseState.STATED, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("overdue cause")
        verbose_name_plural = _("overdue causes")
        indexes = [
            models.Index(fields=["tenant", "receivable", "state"], name="cause_of_receivable"),
            models.Index(fields=["tenant", "state", "code"], name="cause_by_code"),
            models.Index(fields=["tenant", "found_on", "id"], name="cause_found"),
            models.Index(fields=["tenant", "created_at", "id"], name="cause_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="cause_amount"),
            models.Index(fields=["tenant", "owner", "state"], name="cause_owner"),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="cause_above_zero")]

    def __str__(self):
        return f"{self.receivable.number} · {self.get_code_display()}"

    def get_absolute_url(self):
        return reverse("receivables:cause-page", args=[self.pk])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_ours(self) -> bool:
        return self.code in OURS

    @transition(
        field=state, source=CauseState.STATED, target=CauseState.CONFIRMED, permission=REVIEWING,
        custom={"label": _("Confirm"), "event": "cause.confirmed"},
    )  # fmt: skip
    def confirm(self, *, by, note=""):
        """Finance agrees."""
        self.reviewed_by_id, self.reviewed_on = by.user_id, self.as_of

    @transition(
        field=state, source=[CauseState.STATED, CauseState.CONFIRMED], target=CauseState.RETURNED,
        permission=REVIEWING, custom={"label": _("Send back"), "event": "cause.returned"},
    )  # fmt: skip
    def send_back(self, *, by, reason):
        """The evidence does not carry it: whoever stated it looks again."""
        self.reviewed_by_id, self.reviewed_on = by.user_id, self.as_of

    @transition(
        field=state, source=CauseState.RETURNED, target=CauseState.STATED, permission=chasing,
        custom={"label": _("State again"), "event": "cause.stated_again"},
    )  # fmt: skip
    def restate(self, *, by, code, evidence):
        """With better evidence, or as another cause."""
        self.code, self.evidence = code, evidence
        self.reviewed_by_id, self.reviewed_on = None, None

    @transition(
        field=state, source=[CauseState.STATED, CauseState.RETURNED], target=CauseState.DROPPED,
        permission=chasing, custom={"label": _("Drop"), "event": "cause.dropped"},
    )  # fmt: skip
    def drop(self, *, by, reason):
        """It was not the cause after all."""


class CorrectiveAction(AboutReceivable, StageRecord):
    """What we do about a cause of ours: by whom, until when, closed with evidence."""

    STATE_TONES = {"open": "warn", "done": "ok", "dropped": "mute"}

    api_name = "corrective-actions"
    noun = "corrective_action"

    cause = Ref(LateCause, related_name="actions", verbose_name=_("cause"))
    receivable = Ref(
        "receivables.Receivable", related_name="corrective_actions", verbose_name=_("receivable")
    )
    text = models.CharField(_("what is to be done"), max_length=300)
    # Where nobody owns it: everybody with this role may.
    role = models.CharField(max_length=40, blank=True, default="", editable=False)
    opened_on = models.DateField(_("opened on"), editable=False)
    due_on = models.DateField(_("due date"))
    evidence = models.TextField(_("evidence"), blank=True, default="", editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    state = StateField(
        _("state"), max_length=24, choices=ActionState.choices, default=ActionState.OPEN, protected=True
    )

    @property
    def who(self) -> str:
        """Who mends it: a person, else the role whose members may, in words."""
        if self.owner_id:
            return self.owner.name
        return str(BUILT_IN[self.role][0]) if self.role in BUILT_IN else self.role

    class Meta(StageRecord.Meta):
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        indexes = [
            models.Index(fields=["tenant", "receivable", "state"], name="action_of_receivable"),
            models.Index(fields=["tenant", "cause"], name="action_of_cause"),
            models.Index(fields=["tenant", "state", "due_on"], name="action_due"),
            models.Index(fields=["tenant", "due_on", "id"], name="action_day"),
            models.Index(fields=["tenant", "created_at", "id"], name="action_created"),
            models.Index(fields=["tenant", "owner", "state"], name="action_owner"),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("receivables:action-page", args=[self.pk])

    @property
    def money(self) -> Money:
        return self.cause.money

    @property
    def pauses_until(self):
        """The last day on which reminders over the cause's amount rest, while it is not done."""
        return self.opened_on + LONGEST_PAUSE

    @transition(
        field=state, source=ActionState.OPEN, target=ActionState.DONE, permission=mending,
        custom={"label": _("Close with evidence"), "event": "corrective_action.done"},
    )  # fmt: skip
    def finish(self, *, by, evidence):
        """Mended, and this shows it."""
        self.evidence, self.done_on = evidence, self.as_of

    @transition(
        field=state, source=ActionState.OPEN, target=ActionState.OPEN, permission=mending,
        custom={"label": _("Hand on"), "event": "corrective_action.handed_on", "aside": True},
    )  # fmt: skip
    def hand_on(self, *, by, to, reason=""):
        """Somebody else mends it; its day stays."""
        self.owner, self.role = to, ""

    @transition(
        field=state, source=ActionState.OPEN, target=ActionState.DROPPED, permission=REVIEWING,
        custom={"label": _("Drop"), "event": "corrective_action.dropped"},
    )  # fmt: skip
    def drop(self, *, by, reason):
        """Nothing is left to mend: the cause was another, or the money came."""
        self.done_on = self.as_of
