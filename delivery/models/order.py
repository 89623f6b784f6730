"""The delivery order: what is made, shipped and accepted under a contract, and its state machine (ltc.md §7)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, transition

from core.fields import AmountField, CurrencyField, PriceField, QuantityField, Ref, StateField
from core.models import StageRecord, TenantModel
from core.money import base_minor
from delivery.guards import (
    all_shipped,
    credit_available,
    credit_not_exceeded,
    customer_may_trade,
    handover_accepted,
    has_lines,
    installation_done,
    installation_foreseen,
    nothing_shipped,
    price_as_agreed,
    quantities_within_contract,
    something_left_to_accept,
    something_left_to_ship,
)
from delivery.states import UNDER_WAY, Installation, Material, OrderState
from tenancy.roles import Right, may

BY_DELIVERY = may(Right.ORDER_MANAGE, seats=("fr",))
BY_PLANNING = may(Right.ORDER_PLAN, seats=("fr",))
S = OrderState


def former_state(order, **_fields):
    """Where a held order goes on: the state it was held in."""
    return order.held_from


class DeliveryOrder(StageRecord):
    """An order to deliver lines of one contract. `amount` is the value of its lines, tax included."""

    api_name = "delivery-orders"
    noun = "order"
    STATE_TONES = {
        S.REVIEWING: "warn", S.SHIPPED: "info", S.INSTALLED: "info", S.ACCEPTED: "ok", S.ON_HOLD: "warn",
        S.CANCELLED: "line",
    }  # fmt: skip

    state = StateField(_("state"), max_length=24, choices=S.choices, default=S.DRAFT, protected=True)
    agreement = Ref("deals.Agreement", related_name="orders", verbose_name=_("contract"))
    deal = Ref("deals.Deal", related_name="orders")
    customer = Ref("customers.Customer", related_name="orders", verbose_name=_("customer"))
    required_on = models.DateField(_("required on"), null=True, blank=True)
    promised_on = models.DateField(_("promised on"), null=True, blank=True)
    ship_to = models.CharField(_("delivery address"), max_length=200, blank=True, default="")
    installation = models.CharField(
        _("installation"),
        max_length=8,
        choices=Installation.choices,
        default=Installation.OPTIONAL,
        editable=False,
    )
    amount = AmountField(verbose_name=_("value"))
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    # What the order review 订单评审 found; empty on orders that were released without a word about it.
    material = models.CharField(
        _("material"), max_length=10, choices=Material.choices, blank=True, default="", editable=False
    )
    review_note = models.TextField(_("order review"), blank=True, default="", editable=False)
    held_from = models.CharField(max_length=24, blank=True, default="", editable=False)
    hold_reason = models.TextField(_("reason for the hold"), blank=True, default="")
    end_reason = models.TextField(_("reason"), blank=True, default="")
    released_on = models.DateField(_("released on"), null=True, editable=False)
    started_on = models.DateField(_("started on"), null=True, editable=False)
    shipped_on = models.DateField(_("shipped on"), null=True, editable=False)
    installed_on = models.DateField(_("installed on"), null=True, editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("delivery order")
        verbose_name_plural = _("delivery orders")
        indexes = [
            models.Index(fields=["tenant", "state", "-created_at"], name="order_state"),
            models.Index(fields=["tenant", "created_at", "id"], name="order_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="order_amount"),
            models.Index(fields=["tenant", "agreement"], name="order_agreement"),
            models.Index(fields=["tenant", "deal"], name="order_deal"),
            models.Index(fields=["tenant", "customer"], name="order_customer"),
        ]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="order_number_once")]

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.amount, self.currency, self.released_on)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("delivery:page", args=[self.pk])

    @property
    def is_partly_accepted(self) -> bool:
        """Some, not all of it is accepted."""
        return self.accepted_on is not None and self.state not in (S.ACCEPTED, S.CLOSED)

    # --- review and planning --------------------------------------------------------------------------------------

    @transition(
        field=state,
        source=S.DRAFT,
        target=S.REVIEWING,
        conditions=[has_lines, handover_accepted, customer_may_trade],
        permission=BY_DELIVERY,
        custom={"label": _("Submit for review"), "event": "order.submitted"},
    )
    def submit_review(self, *, by):
        """The order is complete; planning looks at it."""

    @transition(
        field=state,
        source=S.REVIEWING,
        target=S.RELEASED,
        conditions=[
            handover_accepted,
            quantities_within_contract,
            price_as_agreed,
            customer_may_trade,
            credit_available,
        ],
        permission=BY_PLANNING,
        custom={"label": _("Release"), "event": "order.released"},
    )
    def release(self, *, by, material="", review_note=""):
        """The order may be made; its value counts towards the customer's exposure from now on."""
        self.released_on = self.as_of
        self.material, self.review_note = material, review_note

    @transition(
        field=state,
        source=[S.RELEASED, S.SCHEDULED],
        target=S.SCHEDULED,
        permission=BY_PLANNING,
        custom={"label": _("Schedule"), "event": "order.scheduled"},
    )
    def schedule(self, *, by, promised_on):
        """A date is promised to the customer."""
        self.promised_on = promised_on

    @transition(
        field=state,
        source=S.SCHEDULED,
        target=S.PRODUCING,
        permission=BY_PLANNING,
        custom={"label": _("Start"), "event": "order.started"},
    )
    def start(self, *, by):
        """Production begins."""
        self.started_on = self.as_of

    # --- shipping and acceptance ----------------------------------------------------------------------------------

    @transition(
        field=state,
        source=[S.PRODUCING, S.SHIPPED],
        target=S.SHIPPED,
        conditions=[
            something_left_to_ship,
            handover_accepted,
            quantities_within_contract,
            price_as_agreed,
            customer_may_trade,
            credit_not_exceeded,
        ],
        permission=BY_DELIVERY,
        custom={"label": _("Record shipment"), "event": "order.shipped"},
    )
    def ship(self, *, by, shipped_on):
        """All or part of the order leaves the house."""
        self.shipped_on = shipped_on

    @transition(
        field=state,
        source=S.SHIPPED,
        target=S.INSTALLED,
        conditions=[installation_foreseen, all_shipped],
        permission=BY_DELIVERY,
        custom={"label": _("Record installation"), "event": "order.installed"},
    )
    def install(self, *, by, installed_on):
        """The goods stand and run at the customer's."""
        self.installed_on = installed_on

    @transition(
        field=state,
        source=[S.SHIPPED, S.INSTALLED],
        target=S.ACCEPTED,
        conditions=[installation_done, something_left_to_accept],
        permission=BY_DELIVERY,
        custom={"label": _("Record acceptance"), "event": "order.accepted"},
    )
    def accept(self, *, by, accepted_on):
        """The customer accepted everything that was ordered."""
        self.accepted_on = accepted_on

    @transition(
        field=state,
        source=S.SHIPPED,
        target=S.SHIPPED,
        conditions=[installation_done, something_left_to_accept],
        permission=BY_DELIVERY,
        custom={"label": _("Record acceptance"), "event": "order.partly_accepted", "internal": True},
    )
    @transition(
        field=state,
        source=S.INSTALLED,
        target=S.INSTALLED,
        conditions=[something_left_to_accept],
        permission=BY_DELIVERY,
        custom={"label": _("Record acceptance"), "event": "order.partly_accepted", "internal": True},
    )
    def accept_part(self, *, by, accepted_on):
        """The customer accepted some of it; the order waits for the rest."""
        self.accepted_on = accepted_on

    @transition(
        field=state,
        source=S.ACCEPTED,
        target=S.CLOSED,
        permission=BY_DELIVERY,
        custom={"label": _("Close order"), "event": "order.closed"},
    )
    def close(self, *, by):
        """Nothing is left to do on the order."""

    # --- off the straight path ------------------------------------------------------------------------------------

    @transition(
        field=state,
        source=list(UNDER_WAY),
        target=S.ON_HOLD,
        permission=BY_DELIVERY,
        custom={"label": _("Put on hold"), "event": "order.held", "undo": "resume"},
    )
    def hold(self, *, by, reason):
        """Work stops; the order remembers where."""
        self.held_from = self.state
        self.hold_reason = reason

    @transition(
        field=state,
        source=S.ON_HOLD,
        target=GET_STATE(former_state, states=list(UNDER_WAY)),
        conditions=[customer_may_trade, credit_available],
        permission=BY_DELIVERY,
        custom={"label": _("Resume"), "event": "order.resumed"},
    )
    def resume(self, *, by):
        """Work goes on where it stopped."""
        self.hold_reason = ""

    @transition(
        field=state,
        source=[S.DRAFT, S.REVIEWING, S.RELEASED, S.SCHEDULED, S.PRODUCING, S.ON_HOLD],
        target=S.CANCELLED,
        conditions=[nothing_shipped],
        permission=BY_DELIVERY,
        custom={"label": _("Cancel order"), "event": "order.cancelled", "danger": True},
    )
    def cancel(self, *, by, reason):
        """The order is called off; its quantities can be ordered again."""
        self.end_reason = reason


class OrderLine(TenantModel):
    """A quantity of one contract line in one order, at the price agreed when it was ordered."""

    order = Ref(DeliveryOrder, on_delete=models.CASCADE, related_name="lines")
    contract_line = Ref("deals.DealLine", related_name="order_lines")
    position = models.PositiveSmallIntegerField(default=0)
    quantity = QuantityField()
    unit_price = PriceField()
    shipped_quantity = QuantityField()
    accepted_quantity = QuantityField()

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "order", "contract_line"], name="ordered_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="ordered_something"),
            models.CheckConstraint(
                condition=Q(shipped_quantity__lte=F("quantity")), name="shipped_within_order"
            ),
            models.CheckConstraint(
                condition=Q(accepted_quantity__lte=F("shipped_quantity")), name="accepted_within_shipped"
            ),
        ]

    @property
    def left_to_ship(self):
        """The quantity that has not left the house."""
        return self.quantity - self.shipped_quantity

    @property
    def left_to_accept(self):
        """The quantity that the customer has received and not accepted."""
        return self.shipped_quantity - self.accepted_quantity
