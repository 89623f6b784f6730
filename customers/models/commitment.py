"""Commitments 承诺事项: what we promised a customer, and whether the word was kept."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.fields import Ref, StateField
from core.models import StageRecord
from customers.models.contact import Contact
from customers.models.customer import Customer
from customers.models.visit import Visit
from customers.states import CommitmentState
from tenancy.roles import Right, may

ANSWERING = may(Right.VISIT_LOG, owner=True)


class Commitment(StageRecord):
    """One thing promised to a customer by a day; its owner is the colleague who has to keep it."""

    api_name = "commitments"
    noun = "commitment"
    STATE_TONES = {"kept": "ok", "broken": "danger"}

    customer = Ref(Customer, related_name="commitments", verbose_name=_("customer"))
    contact = Ref(Contact, null=True, blank=True, related_name="+", verbose_name=_("promised to"))
    visit = Ref(Visit, null=True, blank=True, related_name="promised", verbose_name=_("visit"))
    text = models.CharField(_("what was promised"), max_length=300)
    due_on = models.DateField(_("promised for"))
    state = StateField(
        _("state"),
        max_length=24,
        choices=CommitmentState.choices,
        default=CommitmentState.PENDING,
        protected=True,
    )
    kept_on = models.DateField(_("kept on"), null=True, blank=True, editable=False)
    broken_reason = models.TextField(blank=True, default="", editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["tenant", "customer", "due_on"], name="commitment_customer"),
            models.Index(fields=["tenant", "due_on", "id"], name="commitment_due"),
            models.Index(fields=["tenant", "created_at", "id"], name="commitment_created"),
            models.Index(fields=["tenant", "owner", "due_on"], name="commitment_owner"),
            models.Index(fields=["tenant", "visit"], name="commitment_visit"),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("customers:commitment-page", args=[self.pk])

    @property
    def is_on_time(self) -> bool:
        """Kept by the day that was promised."""
        return self.kept_on is not None and self.kept_on <= self.due_on

    @transition(
        field=state, source=[CommitmentState.PENDING, CommitmentState.BROKEN], target=CommitmentState.KEPT,
        permission=ANSWERING, custom={"label": _("Mark as kept"), "event": "commitment.kept"},
    )  # fmt: skip
    def keep(self, *, by, kept_on):
        """Done on `kept_on`; a word kept late stays late. Also takes back that it was broken."""
        self.kept_on, self.broken_reason = kept_on, ""

    @transition(
        field=state, source=CommitmentState.PENDING, target=CommitmentState.BROKEN,
        permission=ANSWERING, custom={"label": _("Mark as broken"), "event": "commitment.broken"},
    )  # fmt: skip
    def give_up(self, *, by, reason):
        """It will not be done."""
        self.broken_reason = reason
