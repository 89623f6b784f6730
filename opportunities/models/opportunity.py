"""An opportunity, its insight in four dimensions and the risks of its bid."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import GET_STATE, transition

from core.dates import local_day, moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import HasCustom, Record, StageRecord
from core.money import base_minor
from opportunities import guards
from opportunities.permissions import may_move
from opportunities.states import (
    IN_WORK,
    OPEN,
    USUAL_PROBABILITY,
    Dimension,
    Forecast,
    LossReason,
    OpportunityState,
    RiskLevel,
)

S = OpportunityState


def _where_it_stood(opportunity, **_fields) -> str:
    """The state a suspended opportunity goes back to."""
    return opportunity.suspended_from


class Opportunity(HasCustom, StageRecord):
    """A verified lead on its way to a won bid."""

    api_name = "opportunities"
    noun = "opportunity"

    state = StateField(
        _("state"), max_length=24, choices=S.choices, default=S.IDENTIFIED, protected=True, editable=False
    )
    deal = Ref("deals.Deal", related_name="opportunities", verbose_name=_("deal"))
    customer = Ref("customers.Customer", related_name="opportunities", verbose_name=_("customer"))
    title = models.CharField(_("title"), max_length=200)
    amount = AmountField(verbose_name=_("amount"))
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    budget = AmountField(verbose_name=_("budget"), null=True, blank=True, default=None)
    budget_currency = CurrencyField(verbose_name=_("currency of the budget"))
    expected_start_on = models.DateField(_("expected start"), null=True, blank=True)
    expected_signing_on = models.DateField(_("expected signing"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True, default="")
    forecast = models.CharField(
        _("forecast"), max_length=12, choices=Forecast.choices, default=Forecast.PIPELINE
    )
    win_probability = models.DecimalField(
        _("win probability"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    estimated_revenue = AmountField(verbose_name=_("expected revenue"), null=True, blank=True, default=None)
    estimated_cost = AmountField(verbose_name=_("expected cost"), null=True, blank=True, default=None)
    estimate_currency = CurrencyField(verbose_name=_("currency of the estimate"))
    delivery_opinion = models.TextField(
        _("delivery manager's opinion"), max_length=4000, blank=True, default=""
    )
    delivery_opinion_by = PersonRef(null=True, editable=False)
    delivery_opinion_at = models.DateTimeField(null=True, editable=False)
    tender_number = models.CharField(_("tender number"), max_length=80, blank=True, default="")
    bid_due_at = models.DateTimeField(_("bid due"), null=True, blank=True)
    bid_bond = AmountField(verbose_name=_("bid bond"), null=True, blank=True, default=None)
    bid_bond_paid_on = models.DateField(_("bond paid on"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    suspended_from = models.CharField(max_length=24, blank=True, default="", editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="", editable=False)
    loss_reason = models.CharField(
        max_length=20, choices=LossReason.choices, blank=True, default="", editable=False
    )
    winner = models.CharField(_("winner"), max_length=200, blank=True, default="", editable=False)
    winning_price = AmountField(verbose_name=_("winning price"), null=True, default=None, editable=False)
    winning_currency = CurrencyField(editable=False)
    closed_on = models.DateField(null=True, editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="opportunity_number")]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "id"], name="opportunity_newest"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="opportunity_by_amount"),
            models.Index(fields=["tenant", "state", "-created_at"], name="opportunity_by_state"),
            models.Index(fields=["tenant", "owner", "state"], name="opportunity_of_owner"),
            models.Index(fields=["tenant", "customer"], name="opportunity_of_customer"),
            models.Index(fields=["tenant", "deal"], name="opportunity_of_deal"),
            models.Index(fields=["tenant", "state_since", "id"], name="opportunity_by_stay"),
        ]

    STATE_TONES = {"won": "ok", "lost": "danger", "abandoned": "danger", "suspended": "caution"}

    def get_absolute_url(self) -> str:
        return reverse("opportunities:page", args=[self.pk])

    @property
    def current_quote(self):
        """The newest version of the quote, or None; read once per loaded opportunity."""
        if "_current_quote" not in self.__dict__:
            self._current_quote = self.quotes.order_by("-revision").first()
        return self._current_quote

    @property
    def probability(self) -> Decimal:
        """What the AR says, else what is usual in this state."""
        usual = USUAL_PROBABILITY[self.state]
        return usual if self.win_probability is None or self.state not in IN_WORK else self.win_probability

    @property
    def weighted_minor(self) -> int:
        """Amount × probability in the minor unit of the tenant's currency."""
        return int(self.amount_minor * self.probability)

    @property
    def estimated_margin(self) -> Decimal | None:
        if self.estimated_revenue is None or self.estimated_cost is None:
            return None
        return self.estimated_revenue - self.estimated_cost

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.amount, self.currency)
        super().save(*args, **kwargs)

    @transition(
        field=state, source=S.IDENTIFIED, target=S.INITIATED, permission=may_move,
        conditions=[
            guards.budget_known, guards.start_known, guards.triangle_complete, guards.four_dimensions,
            guards.estimate_known,
        ],
        custom={"label": _("Submit for ATI"), "event": "opportunity.initiated"},
    )  # fmt: skip
    def initiate(self, *, by):
        """ATI passed: we invest in it."""

    @transition(
        field=state, source=S.INITIATED, target=S.GUIDING, permission=may_move,
        custom={"label": _("Start guiding"), "event": "opportunity.guiding"},
    )  # fmt: skip
    def guide(self, *, by):
        """Help the customer see what it needs before it asks for bids."""

    @transition(
        field=state, source=[S.INITIATED, S.GUIDING], target=S.BIDDING, permission=may_move,
        custom={"label": _("Prepare bid"), "event": "opportunity.bidding"},
    )  # fmt: skip
    def prepare_bid(self, *, by):
        """Write quote, risks and delivery opinion."""

    @transition(
        field=state, source=S.BIDDING, target=S.SUBMITTED, permission=may_move,
        conditions=[
            guards.quote_ready, guards.every_line_costed, guards.margin_not_negative, guards.above_smallest_order,
            guards.quote_within_right, guards.risks_listed, guards.delivery_opinion_given, guards.bid_bond_paid,
            guards.customer_not_frozen,
        ],
        custom={"label": _("Submit for ATB"), "event": "opportunity.submitted"},
    )  # fmt: skip
    def submit(self, *, by):
        """ATB passed: the offer leaves the house."""
        self.submitted_at = moment()

    @transition(
        field=state, source=S.SUBMITTED, target=S.NEGOTIATING, permission=may_move,
        custom={"label": _("Start negotiating"), "event": "opportunity.negotiating"},
    )  # fmt: skip
    def negotiate(self, *, by):
        """The customer talks terms with us."""

    @transition(
        field=state, source=S.NEGOTIATING, target=S.WON, permission=may_move,
        conditions=[guards.quote_in_force, guards.customer_not_frozen],
        custom={"label": _("Mark won"), "event": "opportunity.won"},
    )  # fmt: skip
    def win(self, *, by):
        """The customer accepted the current quote; its price changes no more."""
        self.closed_on = self.as_of

    @transition(
        field=state, source=OPEN, target=S.LOST, permission=may_move,
        custom={"label": _("Mark lost"), "event": "opportunity.lost", "danger": True},
    )  # fmt: skip
    def lose(self, *, by, reason, loss_reason="", winner="", winning_price=None):
        """The customer chose another."""
        self.reason, self.loss_reason, self.winner = reason, loss_reason, winner
        if winning_price is not None:
            self.winning_price, self.winning_currency = winning_price.amount, winning_price.currency
        self.closed_on = self.as_of

    @transition(
        field=state, source=OPEN, target=S.ABANDONED, permission=may_move,
        custom={"label": _("Abandon"), "event": "opportunity.abandoned", "danger": True},
    )  # fmt: skip
    def abandon(self, *, by, reason):
        """We give it up ourselves."""
        self.reason = reason
        self.closed_on = self.as_of

    @transition(
        field=state, source=IN_WORK, target=S.SUSPENDED, permission=may_move,
        custom={"label": pgettext_lazy("move", "Suspend"), "event": "opportunity.suspended", "undo": "resume"},
    )  # fmt: skip
    def suspend(self, *, by, reason):
        """The customer stopped it for now; remembers where it stood."""
        self.suspended_from, self.reason = self.state, reason

    @transition(
        field=state, source=S.SUSPENDED, target=GET_STATE(_where_it_stood, states=IN_WORK), permission=may_move,
        custom={"label": pgettext_lazy("move", "Resume"), "event": "opportunity.resumed"},
    )  # fmt: skip
    def resume(self, *, by):
        """Go on where it stood."""
        self.reason = ""


class Finding(Record):
    """One dated finding of the insight."""

    noun = "finding"

    opportunity = Ref(Opportunity, on_delete=models.CASCADE, related_name="findings")
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension.choices)
    position = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("finding"), max_length=4000)
    found_on = models.DateField(_("found on"), default=local_day)

    class Meta(Record.Meta):
        verbose_name = _("finding")
        ordering = ["dimension", "position", "id"]
        indexes = [models.Index(fields=["tenant", "opportunity", "dimension"], name="finding_of_opportunity")]


class BidRisk(Record):
    """A risk of the bid, with what we do about it."""

    noun = "bid_risk"

    opportunity = Ref(Opportunity, on_delete=models.CASCADE, related_name="risks")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("risk"), max_length=2000)
    level = models.CharField(_("level"), max_length=8, choices=RiskLevel.choices, default=RiskLevel.MEDIUM)
    measure = models.TextField(_("measure"), max_length=2000, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("risk")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["tenant", "opportunity", "position"], name="risk_of_opportunity")]
