"""Visits 拜访: planned, rehearsed, reported."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.fields import PersonRef, Ref, StateField
from core.models import StageRecord, TenantModel
from customers.models.contact import Contact
from customers.models.customer import Customer
from customers.states import Touch, VisitState
from tenancy.roles import Right, may

VISITING = may(Right.VISIT_LOG, owner=True)


class Visit(StageRecord):
    """A meeting or another touch with people of one customer."""

    api_name = "visits"
    noun = "visit"
    STATE_TONES = {"rehearsed": "info", "reported": "ok"}

    customer = Ref(Customer, related_name="visits", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=20, choices=Touch.choices, default=Touch.DAILY_TOUCH)
    planned_on = models.DateField(_("planned for"))
    goals = models.TextField(_("goals"), blank=True, default="")
    background = models.TextField(_("background"), blank=True, default="")
    agenda = models.TextField(_("agenda"), blank=True, default="")
    materials = models.TextField(_("materials"), blank=True, default="")
    expected_questions = models.TextField(_("expected questions"), blank=True, default="")
    situation = models.TextField(_("situation questions"), blank=True, default="")
    problem = models.TextField(_("problem questions"), blank=True, default="")
    implication = models.TextField(_("implication questions"), blank=True, default="")
    need_payoff = models.TextField(_("need-payoff questions"), blank=True, default="")
    coach = PersonRef(null=True, blank=True, editable=False)
    state = StateField(
        _("state"), max_length=24, choices=VisitState.choices, default=VisitState.PLANNED, protected=True
    )
    visited_on = models.DateField(_("took place on"), null=True, blank=True, editable=False)
    outcome = models.TextField(_("outcome"), blank=True, default="", editable=False)
    commitments = models.TextField(_("commitments"), blank=True, default="", editable=False)
    next_step = models.TextField(_("next step"), blank=True, default="", editable=False)
    rating = models.PositiveSmallIntegerField(
        _("rating of the exchange"), null=True, blank=True, editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    cancel_reason = models.TextField(blank=True, default="", editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["tenant", "customer", "planned_on"], name="visit_customer"),
            models.Index(fields=["tenant", "planned_on", "id"], name="visit_planned"),
            models.Index(fields=["tenant", "created_at", "id"], name="visit_created"),
            models.Index(fields=["tenant", "owner", "planned_on"], name="visit_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="visit_rating_1_to_5",
            )
        ]

    def __str__(self):
        return f"{self.customer} {self.planned_on}"

    def get_absolute_url(self):
        return reverse("customers:visit-page", args=[self.pk])

    @transition(
        field=state, source=VisitState.PLANNED, target=VisitState.REHEARSED, permission=may(Right.VISIT_LOG),
        custom={"label": _("Check off rehearsal"), "event": "visit.rehearsed"},
    )  # fmt: skip
    def rehearse(self, *, by):
        """A coach has gone through the visit with the visitor."""
        self.coach_id = by.user_id

    @transition(
        field=state, source=[VisitState.PLANNED, VisitState.REHEARSED], target=VisitState.REPORTED,
        permission=VISITING, custom={"label": _("Report visit"), "event": "visit.reported"},
    )  # fmt: skip
    def report(self, *, by, outcome, next_step, commitments="", visited_on=None, rating=None):
        """What came of it, what both sides promised, and what follows; how the customer rated an exchange."""
        self.outcome, self.next_step, self.commitments = outcome, next_step, commitments
        self.visited_on, self.rating = visited_on or self.as_of, rating

    @transition(
        field=state, source=VisitState.PLANNED, target=VisitState.REPORTED, permission=VISITING,
        custom={"label": _("Log"), "event": "visit.logged", "internal": True},
    )  # fmt: skip
    def log(self, *, by, outcome, visited_on, next_step="", rating=None):
        """A touch that nobody had planned, written down afterwards."""
        self.outcome, self.next_step, self.visited_on, self.rating = outcome, next_step, visited_on, rating

    @transition(
        field=state, source=[VisitState.PLANNED, VisitState.REHEARSED], target=VisitState.CANCELLED,
        permission=VISITING, custom={"label": _("Cancel visit"), "event": "visit.cancelled"},
    )  # fmt: skip
    def cancel(self, *, by, reason):
        """The visit does not take place."""
        self.cancel_reason = reason


class VisitContact(TenantModel):
    """A contact who takes part in a visit."""

    visit = Ref(Visit, on_delete=models.CASCADE, related_name="participants")
    contact = Ref(Contact, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "visit", "contact"], name="visit_contact_once")
        ]
