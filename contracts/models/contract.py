"""The contract: the stage record between a won bid and a delivery, and its state machine (ltc.md §6)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from contracts.guards import (
    amendments_settled,
    approved_and_unchanged,
    budget_calculated,
    closing_checks_pass,
    credit_allows_contract,
    customer_admitted_for_terms,
    customer_may_trade,
    deviations_decided,
    fr_appointed,
    handed_over,
    has_lines,
    prepayment_comes_first,
    schedule_adds_up,
)
from contracts.states import AMENDMENT_OPEN, BINDING, EDITABLE, ContractState
from contracts.terms import digest, frozen_terms
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import HasCustom, StageRecord
from core.money import base_minor
from tenancy.roles import Right, may

BY_SALES = may(Right.CONTRACT_MANAGE, seats=("ar",))
S = ContractState


class Contract(HasCustom, StageRecord):
    """A contract with a customer. Its id is the id of the agreed terms on the deal (decision 14).

    `amount` is tax included and follows the agreement's lines; `number` is a draft's until the contract is signed.
    """

    api_name = "contracts"
    noun = "contract"
    STATE_TONES = {
        S.REVIEWING: "warn", S.APPROVED: "info", S.SIGNED: "info", S.IN_FORCE: "ok", S.CLOSING: "warn",
        S.TERMINATED: "danger",
    }  # fmt: skip

    state = StateField(_("state"), max_length=24, choices=S.choices, default=S.DRAFTING, protected=True)
    agreement = Ref("deals.Agreement", related_name="+")
    deal = Ref("deals.Deal", related_name="contracts")
    customer = Ref("customers.Customer", related_name="contracts", verbose_name=_("customer"))
    title = models.CharField(_("title"), max_length=160)
    amount = AmountField(verbose_name=_("amount"))
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    # What ATC (or the last ATAC) approved, as a digest: signing something else is refused.
    approved_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    place = models.CharField(_("place of signing"), max_length=120, blank=True, default="")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    handed_over_by = PersonRef(null=True, editable=False)
    in_force_on = models.DateField(_("in force since"), null=True, editable=False)
    lessons = models.TextField(_("lessons learned"), blank=True, default="")
    end_reason = models.TextField(_("reason"), blank=True, default="")

    class Meta(StageRecord.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            models.Index(fields=["tenant", "state", "-created_at"], name="contract_state"),
            models.Index(fields=["tenant", "deal"], name="contract_deal"),
            models.Index(fields=["tenant", "customer"], name="contract_customer"),
            models.Index(fields=["tenant", "created_at", "id"], name="contract_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="contract_amount"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="contract_number_once"),
            models.CheckConstraint(condition=Q(agreement=F("id")), name="contract_is_its_agreement"),
        ]

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.amount, self.currency, self.signed_on)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("contracts:page", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """Its content may still change without an amendment."""
        return self.state in EDITABLE

    @property
    def is_binding(self) -> bool:
        """Signed and not over: only an amendment changes it."""
        return self.state in BINDING

    def open_amendments(self):
        """Amendments that are neither in force nor given up."""
        return self.amendments.filter(state__in=AMENDMENT_OPEN)

    # --- review -----------------------------------------------------------------------------------------------

    @transition(
        field=state, source=S.DRAFTING, target=S.REVIEWING, permission=BY_SALES, custom={"internal": True}
    )
    def begin_review(self, *, by):
        """The draft lies before the approvers."""

    @transition(
        field=state,
        source=[S.REVIEWING, S.APPROVED],
        target=S.DRAFTING,
        custom={"internal": True},
    )
    def return_to_drafting(self, *, by):
        """Refused, withdrawn, or changed after it was approved."""

    @transition(
        field=state,
        source=[S.DRAFTING, S.REVIEWING],
        target=S.APPROVED,
        conditions=[
            has_lines,
            schedule_adds_up,
            prepayment_comes_first,
            customer_admitted_for_terms,
            customer_may_trade,
            credit_allows_contract,
            deviations_decided,
            budget_calculated,
        ],
        permission=BY_SALES,
        custom={"label": _("Submit for ATC"), "event": "contract.reviewed"},
    )
    def submit_review(self, *, by):
        """ATC passed: what was reviewed may be signed."""
        self.approved_digest = digest(frozen_terms(self))

    # --- signing and handover -----------------------------------------------------------------------------------

    @transition(
        field=state,
        source=S.APPROVED,
        target=S.SIGNED,
        conditions=[approved_and_unchanged, customer_may_trade, schedule_adds_up, prepayment_comes_first],
        permission=BY_SALES,
        custom={"label": _("Record signing"), "event": "contract.signed"},
    )
    def sign(self, *, by, signed_on, place=""):
        """The parties signed; the terms bind and only an amendment changes them."""
        self.signed_on = signed_on
        self.place = place

    @transition(
        field=state,
        source=S.SIGNED,
        target=S.SIGNED,
        conditions=[fr_appointed, approved_and_unchanged],
        permission=BY_SALES,
        custom={"label": _("Hand over"), "event": "contract.handed_over"},
    )
    def hand_over(self, *, by, at):
        """Sales hands promises, risks and papers to delivery."""
        self.handed_over_at = at
        self.handed_over_by_id = by.user_id

    @transition(
        field=state,
        source=S.SIGNED,
        target=S.IN_FORCE,
        conditions=[handed_over, approved_and_unchanged, customer_may_trade],
        permission=may(seats=("fr",)),
        custom={"label": _("Accept handover"), "event": "contract.handover_accepted"},
    )
    def accept_handover(self, *, by):
        """Delivery takes the points over; work may start."""
        self.in_force_on = self.as_of

    # --- closing ------------------------------------------------------------------------------------------------

    @transition(
        field=state, source=S.IN_FORCE, target=S.CLOSING, permission=BY_SALES, custom={"internal": True}
    )
    def begin_closing(self, *, by):
        """The closing lies before the approvers."""

    @transition(field=state, source=S.CLOSING, target=S.IN_FORCE, custom={"internal": True})
    def return_to_force(self, *, by):
        """The closing was refused or withdrawn."""

    @transition(
        field=state,
        source=[S.IN_FORCE, S.CLOSING],
        target=S.CLOSED,
        conditions=[closing_checks_pass, amendments_settled],
        permission=BY_SALES,
        custom={"label": _("Submit for ATCC"), "event": "contract.closed"},
    )
    def close(self, *, by, lessons):
        """ATCC passed: nothing is left to deliver, to collect or to dispute."""
        self.lessons = lessons

    @transition(
        field=state,
        source=[S.DRAFTING, S.APPROVED, S.SIGNED, S.IN_FORCE],
        target=S.TERMINATED,
        permission=may(Right.CONTRACT_TERMINATE),
        custom={"label": _("Terminate"), "event": "contract.terminated", "danger": True},
    )
    def terminate(self, *, by, reason):
        """The contract ends before it is fulfilled."""
        self.end_reason = reason
