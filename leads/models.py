"""A lead, the verifications that raise it, who helps, and the steps of the pain ladder."""

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.dates import local_day, moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import HasCustom, Record, StageRecord
from core.money import base_minor
from customers.states import function_word
from leads import clock, guards
from leads.campaign_models import Campaign, Touch
from leads.lying import Lying
from leads.permissions import may_assign, may_claim, may_move
from leads.rules import review_days
from leads.states import ASSIGNABLE, IN_WORK, OPEN, Grade, LeadState, Level, Pain, Source

__all__ = [
    "AssignmentRule", "Campaign", "Helper", "Lead", "PainStep", "Receiver", "Touch", "Verification",
]  # fmt: skip


class Lead(Lying, HasCustom, StageRecord):
    """A hint of a need, until it is verified and becomes an opportunity, or is found to be none."""

    api_name = "leads"
    noun = "lead"

    state = StateField(
        _("state"),
        max_length=24,
        choices=LeadState.choices,
        default=LeadState.NEW,
        protected=True,
        editable=False,
    )
    title = models.CharField(_("title"), max_length=200)
    customer = Ref(
        "customers.Customer", null=True, blank=True, related_name="leads", verbose_name=_("customer")
    )
    company_name = models.CharField(_("company as told"), max_length=200, blank=True, default="")
    contact_name = models.CharField(_("contact as told"), max_length=80, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), max_length=200, blank=True, default="")
    source = models.CharField(_("source"), max_length=24, choices=Source.choices)
    source_note = models.CharField(_("about the source"), max_length=200, blank=True, default="")
    need = models.TextField(_("need"), max_length=4000, blank=True, default="")
    solution = models.TextField(_("our solution"), max_length=4000, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=60, blank=True, default="")
    region = models.CharField(_("region"), max_length=60, blank=True, default="")
    expected_amount = AmountField(verbose_name=_("expected amount"), null=True, blank=True, default=None)
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    budget = AmountField(verbose_name=_("budget"), null=True, blank=True, default=None)
    budget_currency = CurrencyField(verbose_name=_("currency of the budget"))
    expected_start_on = models.DateField(_("expected start"), null=True, blank=True)
    is_strategic = models.BooleanField(_("strategic"), default=False)
    grade = models.CharField(
        _("grade"), max_length=12, choices=Grade.choices, default=Grade.RAW, editable=False
    )
    level = models.CharField(_("level"), max_length=1, choices=Level.choices, default=Level.C, editable=False)
    score = models.PositiveSmallIntegerField(_("score"), null=True, editable=False)
    rule = Ref(
        "leads.AssignmentRule", null=True, blank=True, on_delete=models.SET_NULL, related_name="leads", editable=False,
        verbose_name=_("assigned by rule"),
    )  # fmt: skip
    assigned_at = models.DateTimeField(_("assigned"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("first response"), null=True, editable=False)
    last_touched_at = models.DateTimeField(_("last contact"), default=moment, editable=False)
    # Until when the owner has to respond, and when it was found that this had not happened.
    respond_by = models.DateTimeField(_("first response due"), null=True, editable=False)
    late_since = models.DateTimeField(_("first response late"), null=True, editable=False)
    last_owner = PersonRef(null=True, blank=True, editable=False, verbose_name=_("last owner"))
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, editable=False)
    # When the owner was told that the lead goes back to the pool.
    warned_at = models.DateTimeField(null=True, editable=False)
    # The day of the next review by its level, and when it was said that it had come.
    review_due_on = models.DateField(_("next review"), null=True, editable=False)
    review_asked_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="", editable=False)
    merged_into = Ref("self", null=True, blank=True, related_name="merged", editable=False)
    deal = Ref("deals.Deal", null=True, blank=True, related_name="leads", editable=False)
    converted_at = models.DateTimeField(null=True, editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="lead_number")]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "id"], name="lead_newest"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="lead_by_amount"),
            models.Index(fields=["tenant", "state", "-created_at"], name="lead_by_state"),
            models.Index(fields=["tenant", "owner", "state"], name="lead_of_owner"),
            models.Index(fields=["tenant", "customer"], name="lead_of_customer"),
            models.Index(fields=["tenant", "last_touched_at", "id"], name="lead_by_touch"),
            models.Index(fields=["tenant", "review_due_on", "id"], name="lead_by_review"),
            # By these an import, or a form on a web page, finds the lead that is there already.
            models.Index(fields=["tenant", "phone"], name="lead_by_phone"),
            models.Index(fields=["tenant", "email"], name="lead_by_email"),
            models.Index(fields=["tenant", "company_name"], name="lead_by_company"),
            # Few among many: the list counts them for their tab.
            models.Index(
                fields=["tenant", "late_since"],
                condition=models.Q(late_since__isnull=False, accepted_at=None),
                name="lead_late",
            ),
        ]

    STATE_TONES = {"converted": "ok", "qualified": "ok", "invalid": "danger"}

    def get_absolute_url(self) -> str:
        return reverse("leads:page", args=[self.pk])

    @property
    def customer_name(self) -> str:
        """The customer, else the company as it was told."""
        return self.customer.name if self.customer_id else self.company_name

    @property
    def grade_number(self) -> int:
        """1 raw, 2 credible, 3 opportunity: how many bars are filled."""
        return list(Grade).index(Grade(self.grade)) + 1

    @property
    def level_letter(self) -> str:
        return self.level.upper()

    @property
    def responsible_id(self):
        """The owner; before there is one, whoever entered the lead."""
        return self.owner_id or self.created_by_id

    def start_clock(self) -> None:
        """A new owner: so many working hours until the first response."""
        self.assigned_at, self.accepted_at, self.late_since = moment(), None, None
        self.respond_by = clock.respond_by(self.assigned_at)

    def reviewed(self) -> None:
        """Somebody judged the lead: until the next review there is as much time as its level gives."""
        self.review_due_on = local_day() + timedelta(days=review_days(self.level))

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.expected_amount, self.currency) if self.expected_amount else 0
        super().save(*args, **kwargs)

    @transition(
        field=state, source=ASSIGNABLE, target=LeadState.ASSIGNED, permission=may_assign,
        custom={"label": _("Assign"), "event": "lead.assigned"},
    )  # fmt: skip
    def assign(self, *, by, owner, department=None, rule=None):
        """Give the lead to somebody, by hand or by a rule; the time to accept starts."""
        self.owner, self.department, self.rule = owner, department, rule
        self.start_clock()
        # The new owner has the whole time, however long the one before let it lie.
        self.last_touched_at = moment()
        self.reviewed()

    @transition(
        field=state, source=[LeadState.ASSIGNED, LeadState.NURTURING], target=LeadState.VERIFYING, permission=may_move,
        custom={"label": _("Start verifying"), "event": "lead.verifying"},
    )  # fmt: skip
    def verify(self, *, by):
        """Start verifying; the first time this accepts the lead (decision 39)."""
        self.accepted_at = self.accepted_at or moment()
        self.last_touched_at = moment()
        self.reviewed()

    @transition(
        field=state, source=LeadState.VERIFYING, target=LeadState.NURTURING, permission=may_move,
        custom={"label": _("Nurture"), "event": "lead.nurturing", "undo": "verify", "aside": True},
    )  # fmt: skip
    def nurture(self, *, by):
        """Real, but not now: keep in touch."""
        self.reviewed()

    @transition(
        field=state, source=LeadState.VERIFYING, target=LeadState.QUALIFIED, permission=may_move,
        conditions=[
            guards.functions_verified, guards.colleague_verified, guards.budget_known, guards.start_known,
            guards.customer_not_blacklisted,
        ],
        custom={"label": _("Qualify"), "event": "lead.qualified"},
    )  # fmt: skip
    def qualify(self, *, by):
        """The verifications make it credible."""
        self.reviewed()

    @transition(
        field=state, source=LeadState.QUALIFIED, target=LeadState.CONVERTED, permission=may_move,
        conditions=[
            guards.customer_named, guards.functions_verified, guards.colleague_verified, guards.verified_thrice,
            guards.money_holder_verified, guards.budget_known, guards.start_known, guards.customer_not_blacklisted,
        ],
        custom={"label": _("Convert"), "event": "lead.converted"},
    )  # fmt: skip
    def convert(self, *, by, deal):
        """The lead lives on as a deal."""
        self.deal = deal
        self.converted_at = moment()
        self.review_due_on = None

    @transition(
        field=state, source=OPEN, target=LeadState.INVALID, permission=may_move,
        custom={"label": _("Mark invalid"), "event": "lead.invalidated", "danger": True},
    )  # fmt: skip
    def invalidate(self, *, by, reason):
        """No wish to buy, no customer, or nothing of ours that fits."""
        self.reason = reason
        self.review_due_on = None

    @transition(
        field=state, source=OPEN, target=LeadState.MERGED, permission=may_move,
        custom={"label": pgettext_lazy("move", "Merge"), "event": "lead.merged", "danger": True},
    )  # fmt: skip
    def merge(self, *, by, into):
        """The same need is followed under another lead, which counts this one's verifications from now on."""
        self.merged_into = into
        self.review_due_on = None

    @transition(
        field=state, source=IN_WORK, target=LeadState.POOLED, permission=may_move,
        custom={"label": _("Return to pool"), "event": "lead.pooled", "aside": True},
    )  # fmt: skip
    def pool(self, *, by):
        """Nobody's: anyone who sells may claim it."""
        self.last_owner, self.owner = self.owner, None
        self.pooled_at = moment()
        self.assigned_at = self.accepted_at = self.respond_by = self.late_since = None
        self.review_due_on = None

    @transition(
        field=state, source=LeadState.POOLED, target=LeadState.ASSIGNED, permission=may_claim,
        custom={"label": pgettext_lazy("lead", "Claim"), "event": "lead.claimed"},
    )  # fmt: skip
    def claim(self, *, by, department=None):
        """Take the lead out of the pool, for oneself."""
        self.owner, self.department, self.rule = by.user, department, None
        self.start_clock()
        self.last_touched_at = moment()
        self.reviewed()


class Helper(Record):
    """A colleague whom the owner invited to verify: sees the lead and its customer."""

    noun = "lead_helper"

    lead = Ref(Lead, on_delete=models.CASCADE, related_name="helper_seats")
    user = PersonRef()

    class Meta(Record.Meta):
        verbose_name = _("helper")
        constraints = [models.UniqueConstraint(fields=["tenant", "lead", "user"], name="lead_helper_once")]
        indexes = [models.Index(fields=["tenant", "user"], name="lead_helper_of_user")]


class Verification(Record):
    """One question put to a contact of the customer, by one of us, with the evidence; never changed."""

    append_only = True
    noun = "verification"

    lead = Ref(Lead, related_name="verifications")
    contact = Ref("customers.Contact", related_name="verifications", verbose_name=_("contact"))
    contact_function = models.CharField(_("function"), max_length=80, blank=True)
    decision_role = models.CharField(_("role in the decision"), max_length=24, blank=True)
    question = models.TextField(_("question"), max_length=2000)
    evidence = models.TextField(_("evidence"), max_length=4000)
    verifier = PersonRef(verbose_name=_("verifier"))
    was_owner = models.BooleanField(_("by the owner"), default=False)
    verified_at = models.DateTimeField(_("verified"), default=moment)

    @property
    def function_label(self):
        """The function the contact had then, in words."""
        return function_word(self.contact_function)

    class Meta(Record.Meta):
        verbose_name = _("verification")
        indexes = [models.Index(fields=["tenant", "lead", "verified_at"], name="verification_of_lead")]


class PainStep(Record):
    """A step of the pain ladder that the customer has reached, with the evidence and its day."""

    noun = "pain_step"

    lead = Ref(Lead, on_delete=models.CASCADE, related_name="pain_steps")
    step = models.CharField(_("step"), max_length=16, choices=Pain.choices)
    evidence = models.TextField(_("evidence"), max_length=2000)
    found_on = models.DateField(_("found on"))

    class Meta(Record.Meta):
        verbose_name = _("pain step")
        constraints = [models.UniqueConstraint(fields=["tenant", "lead", "step"], name="lead_pain_step_once")]


class AssignmentRule(Record):
    """Which new leads go to whom: the first rule that fits and has somebody free decides. Empty conditions fit all."""

    keeps_history = True
    api_name = "assignment-rules"
    noun = "assignment_rule"

    position = models.PositiveIntegerField(_("order"))
    industry = models.CharField(_("industry"), max_length=200, blank=True, default="")
    region = models.CharField(_("region"), max_length=200, blank=True, default="")
    source = models.CharField(_("source"), max_length=24, choices=Source.choices, blank=True, default="")
    # In the tenant's currency: from the first, below the second.
    amount_from = AmountField(verbose_name=_("amount from"), null=True, blank=True, default=None)
    amount_below = AmountField(verbose_name=_("amount below"), null=True, blank=True, default=None)
    department = Ref("tenancy.Department", null=True, blank=True, verbose_name=_("team"))
    user = PersonRef(null=True, blank=True, verbose_name=_("person"))

    class Meta(Record.Meta):
        verbose_name = _("assignment rule")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department=None) ^ models.Q(user=None), name="assignment_rule_to_one"
            )
        ]


class Receiver(Record):
    """A person's place in the line for leads by rule, and how many open ones they may have at most."""

    noun = "lead_receiver"

    user = PersonRef()
    # Grows with each lead that the line gives out: the lowest is next.
    turn = models.BigIntegerField(default=0)
    cap = models.PositiveIntegerField(_("cap of open leads"), null=True, blank=True)
    # How many leads the person claimed from the pool on the last day on which there was a claim.
    claimed_on = models.DateField(null=True, editable=False)
    claimed = models.PositiveIntegerField(default=0, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("place in the line")
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="lead_receiver_once")]
