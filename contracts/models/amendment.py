"""An amendment: a change that lies beside the live version of a contract until ATAC puts it in force."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from contracts.guards import (
    built_on_current_version,
    changes_something,
    contract_binds,
    credit_allows_amendment,
    proposal_adds_up,
)
from contracts.states import AmendmentState
from core.fields import AmountField, CurrencyField, Ref, StateField
from core.models import StageRecord
from core.money import base_minor
from tenancy.roles import Right, may

BY_SALES = may(Right.CONTRACT_MANAGE, seats=("ar",))
S = AmendmentState


class Amendment(StageRecord):
    """A proposed next version of a contract's terms.

    `proposed` holds only what changes: {"lines": [...], "schedule": [...], "clauses": [...], "warranty_months": n},
    each list whole and in the shape of contracts.proposal. `amount` is the contract amount it leads to.
    """

    api_name = "amendments"
    noun = "amendment"
    STATE_TONES = {S.REVIEWING: "warn", S.IN_FORCE: "ok"}

    state = StateField(_("state"), max_length=24, choices=S.choices, default=S.DRAFT, protected=True)
    contract = Ref("contracts.Contract", related_name="amendments", verbose_name=_("contract"))
    deal = Ref("deals.Deal", related_name="+")
    customer = Ref("customers.Customer", related_name="+")
    reason = models.TextField(_("reason"))
    proposed = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(editable=False)
    former_amount = AmountField(editable=False)
    amount = AmountField(verbose_name=_("new amount"), editable=False)
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    in_force_on = models.DateField(null=True, editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        indexes = [
            models.Index(fields=["tenant", "contract"], name="amendment_contract"),
            models.Index(fields=["tenant", "created_at", "id"], name="amendment_created"),
        ]

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.amount, self.currency)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("contracts:amendment-page", args=[self.pk])

    @transition(
        field=state, source=S.DRAFT, target=S.REVIEWING, permission=BY_SALES, custom={"internal": True}
    )
    def begin_review(self, *, by):
        """The amendment lies before the approvers."""

    @transition(field=state, source=S.REVIEWING, target=S.DRAFT, custom={"internal": True})
    def return_to_draft(self, *, by):
        """Refused, returned, withdrawn from review or changed meanwhile."""

    @transition(
        field=state,
        source=[S.DRAFT, S.REVIEWING],
        target=S.IN_FORCE,
        conditions=[
            contract_binds,
            changes_something,
            built_on_current_version,
            proposal_adds_up,
            credit_allows_amendment,
        ],
        permission=BY_SALES,
        custom={"label": _("Submit for ATAC"), "event": "amendment.in_force"},
    )
    def submit_review(self, *, by):
        """ATAC passed: the proposal becomes the contract's next version."""
        self.in_force_on = self.as_of

    @transition(
        field=state,
        source=S.DRAFT,
        target=S.WITHDRAWN,
        permission=BY_SALES,
        custom={"label": _("Withdraw"), "event": "amendment.withdrawn"},
    )
    def withdraw(self, *, by):
        """The change is not pursued."""
