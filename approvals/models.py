"""Gates: the policy, the request with its frozen copy, its steps, votes and conditions (ltc §5, decisions 3-5)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, ReadAnew, Ref, StateField
from core.models import Record, TenantModel
from core.models.base import TenantManager

from .states import ApprovalState, GateCode, Mode, Vote, gate_word

INTERNAL = {"internal": True}


class Policy(Record):
    """Who decides at a gate from an amount on (tax included, tenant's currency of the day)."""

    keeps_history = True

    api_name = "approval-policies"
    noun = "approval_policy"

    gate = models.CharField(_("gate"), max_length=12, choices=GateCode.choices)
    from_amount = AmountField(verbose_name=_("from amount"))

    class Meta(Record.Meta):
        verbose_name = _("approval policy")
        ordering = ["gate", "from_amount"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "gate", "from_amount"], name="one_policy_per_amount")
        ]

    def __str__(self):
        return f"{self.get_gate_display()} ≥ {self.from_amount.normalize():f}"


class PolicyStep(TenantModel):
    """One step of a policy: a role (in the asker's department, else upwards) or a seat of the deal."""

    keeps_history = True

    policy = Ref(Policy, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40, blank=True, default="")
    seat = models.CharField(max_length=8, blank=True, default="")
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.ANY)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "policy", "position"], name="policy_step_position"),
            models.CheckConstraint(
                condition=models.Q(role="", seat__gt="") | models.Q(role__gt="", seat=""),
                name="step_names_role_or_seat",
            ),
        ]


class Approval(ReadAnew, Record):
    """A request to pass a gate, with a frozen copy of everything that is decided on."""

    api_name = "approvals"
    noun = "approval"
    state_field = "state"

    gate = models.CharField(_("gate"), max_length=12, choices=GateCode.choices)
    move = models.CharField(max_length=40)
    record_type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    deal_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)
    title = models.CharField(max_length=250)
    asker = PersonRef(verbose_name=_("asked by"))
    amount = AmountField()
    currency = CurrencyField()
    base_amount = AmountField()
    fields = models.JSONField(default=dict)
    frozen = models.JSONField(default=dict)
    frozen_hash = models.CharField(max_length=64)
    # By language: evidence is frozen as it was said, to readers of each.
    checks_by_language = models.JSONField(default=dict)
    state = StateField(
        max_length=12, choices=ApprovalState.choices, default=ApprovalState.PENDING, protected=True
    )
    state_since = models.DateTimeField(default=moment)
    # By language too: why the move could not be made, as readers of each are told.
    blockers_by_language = models.JSONField(default=dict)
    void_reason = models.JSONField(default=list)

    class Meta(Record.Meta):
        verbose_name = _("approval")
        indexes = [
            models.Index(fields=["tenant", "state", "-created_at"], name="approval_by_state"),
            models.Index(fields=["tenant", "record_id", "gate", "-created_at"], name="approval_of_record"),
            models.Index(fields=["tenant", "deal_id"], name="approval_of_deal"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="approval_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "record_id", "gate"],
                condition=models.Q(state="pending"),
                name="one_pending_approval",
            )
        ]

    STATE_TONES = {
        "pending": "caution",
        "approved": "ok",
        "rejected": "danger",
        "returned": "warn",
        "voided": "warn",
        "failed": "danger",
    }

    def __str__(self):
        return f"{self.gate_word} {self.title}"

    @property
    def checks(self) -> list[dict]:
        """The evidence as submitted, [{"code", "label", "ok", "detail"}], in the reader's language."""
        return self.checks_by_language.get(get_language(), [])

    @property
    def blockers(self) -> list[dict]:
        """Why it passed and could not be carried out, in the reader's language; empty while nothing was in the way."""
        return self.blockers_by_language.get(get_language(), [])

    @property
    def gate_word(self) -> str:
        """What people call the gate."""
        return gate_word(self.gate)

    def get_absolute_url(self) -> str:
        return reverse("approvals:page", args=[self.pk])

    @transition(field=state, source=ApprovalState.PENDING, target=ApprovalState.APPROVED, custom=INTERNAL)
    def pass_gate(self, *, by):
        """The last step agreed."""

    @transition(field=state, source=ApprovalState.PENDING, target=ApprovalState.REJECTED, custom=INTERNAL)
    def reject(self, *, by):
        """A voter is against it."""

    @transition(field=state, source=ApprovalState.PENDING, target=ApprovalState.RETURNED, custom=INTERNAL)
    def give_back(self, *, by):
        """A voter wants more before deciding."""

    @transition(field=state, source=ApprovalState.PENDING, target=ApprovalState.WITHDRAWN, custom=INTERNAL)
    def withdraw(self, *, by):
        """The asker takes it back."""

    @transition(field=state, source=ApprovalState.PENDING, target=ApprovalState.VOIDED, custom=INTERNAL)
    def void(self, *, by, changed):
        """Something that was decided on has changed."""
        self.void_reason = changed

    @transition(field=state, source=ApprovalState.APPROVED, target=ApprovalState.FAILED, custom=INTERNAL)
    def fail(self, *, by, blockers):
        """Approved, but the move's checks no longer hold. blockers: by language."""
        self.blockers_by_language = blockers


class ApprovalStep(TenantModel):
    """A step as it stood when the gate was asked: later changes of policy don't reach it."""

    approval = Ref(Approval, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40, blank=True, default="")
    seat = models.CharField(max_length=8, blank=True, default="")
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.ANY)
    # Nobody could fill the step: it went to the administrator, which the page says.
    fell_to_admin = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        indexes = [models.Index(fields=["tenant", "approval", "position"], name="step_of_approval")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "approval", "position"], name="approval_step_position")
        ]


class Voter(TenantModel):
    """A person who may decide a step, and what they decided."""

    step = Ref(ApprovalStep, on_delete=models.CASCADE, related_name="voters")
    user = PersonRef()
    added_by = PersonRef(null=True)
    handed_on_to = PersonRef(null=True)
    vote = models.CharField(max_length=8, choices=Vote.choices, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    voted_by = PersonRef(null=True)
    voted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "user", "step"], name="voter_user")]
        constraints = [models.UniqueConstraint(fields=["tenant", "step", "user"], name="voter_once")]


class ConditionQuerySet(models.QuerySet):
    def binding(self):
        """Open conditions of requests that passed; those of a refused or void one bind nobody."""
        return self.filter(closed_at=None, approval__state=ApprovalState.APPROVED)


class Condition(Record):
    """What a conditional vote asks for: open until closed with evidence; overdue it blocks the next gate."""

    noun = "condition"

    approval = Ref(Approval, on_delete=models.CASCADE, related_name="conditions")
    deal_id = models.UUIDField(null=True)
    text = models.CharField(max_length=500)
    owner = PersonRef()
    due_on = models.DateField()
    evidence = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = PersonRef(null=True)

    objects = TenantManager.from_queryset(ConditionQuerySet)()

    class Meta(Record.Meta):
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["tenant", "deal_id", "due_on"], name="condition_of_deal")]
