"""The spine: one deal with its team, its stays in each stage, the agreed terms and the four calculations."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core import single
from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, PriceField, QuantityField, Ref, StateField
from core.models import Record, StageRecord, TenantModel
from core.money import Money, base_minor
from deals.states import (
    BY_DELIVERY,
    CHAIN,
    CalculationKind,
    CostKind,
    DueBase,
    InstalmentKind,
    PaymentMethod,
    PaymentMode,
    SeatCode,
    Stage,
    Trigger,
)

INTERNAL = {"internal": True, "event": "deal.stage_changed"}


class Deal(StageRecord):
    """One piece of business from the first hint to the last yuan; its stage follows its stage records."""

    api_name = "deals"
    noun = "deal"
    state_field = "stage"

    title = models.CharField(_("title"), max_length=200)
    customer = Ref("customers.Customer", related_name="deals", verbose_name=_("customer"))
    amount = AmountField(verbose_name=_("amount"))
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = models.BigIntegerField(default=0, editable=False)
    stage = StateField(_("stage"), max_length=24, choices=Stage.choices, default=Stage.LEAD, protected=True)
    expected_close_on = models.DateField(_("expected signing"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    lead_id = models.UUIDField(null=True, editable=False)
    # What the lead learned and the opportunity starts from.
    budget = AmountField(verbose_name=_("budget"), null=True, blank=True, default=None, editable=False)
    budget_currency = CurrencyField(editable=False)
    expected_start_on = models.DateField(null=True, blank=True, editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        indexes = [
            models.Index(fields=["tenant", "stage", "-created_at"], name="deal_by_stage"),
            models.Index(fields=["tenant", "customer", "stage"], name="deal_of_customer"),
            models.Index(fields=["tenant", "owner", "stage"], name="deal_of_owner"),
            models.Index(fields=["tenant", "created_at", "id"], name="deal_newest"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="deal_by_amount"),
        ]

    def save(self, *args, **kwargs):
        self.amount_minor = base_minor(self.amount, self.currency)
        super().save(*args, **kwargs)

    STATE_TONES = {"closed": "ok", "lost": "danger", "terminated": "danger"}

    def get_absolute_url(self) -> str:
        return reverse("deals:page", args=[self.pk])

    @property
    def state(self) -> str:
        return self.stage

    def get_state_display(self) -> str:
        return self.get_stage_display()

    @property
    def triangle(self) -> list["Seat"]:
        """The seats of the triangle as they are taken now; read once per instance."""
        if "_triangle" not in self.__dict__:
            team = single.hanging(self, "team")
            self._triangle = [seat for seat in team if seat.code != SeatCode.HELPER and not seat.left_on]
        return self._triangle

    def forget_team(self) -> None:
        """Have the team read again: it was changed."""
        self.__dict__.pop("_triangle", None)

    @property
    def seats(self) -> dict:
        """Seat code → user id of who sits there now."""
        return {seat.code: seat.user_id for seat in self.triangle}

    def seat(self, code: str):
        """Who sits in this seat (user id), or None."""
        return self.seats.get(code)

    def fills(self, user_id, codes) -> bool:
        """Does this person sit in one of these seats, or stand in there today?"""
        taken = [seat for seat in self.triangle if seat.code in codes]
        return any(user_id in seat.filled_by(self.as_of) for seat in taken)

    @transition(field=stage, source=Stage.LEAD, target=Stage.OPPORTUNITY, custom=INTERNAL)
    def to_opportunity(self, *, by):
        """A verified lead became an opportunity."""

    @transition(field=stage, source=[Stage.LEAD, Stage.OPPORTUNITY], target=Stage.CONTRACT, custom=INTERNAL)
    def to_contract(self, *, by):
        """The bid was won, or a framework order entered here."""

    @transition(field=stage, source=[Stage.CONTRACT, Stage.CASH], target=Stage.DELIVERY, custom=INTERNAL)
    def to_delivery(self, *, by):
        """The FR accepted the handover, or an amendment brought new quantities."""

    @transition(field=stage, source=[Stage.CONTRACT, Stage.DELIVERY], target=Stage.CASH, custom=INTERNAL)
    def to_cash(self, *, by):
        """Every contracted quantity is accepted or cancelled."""

    @transition(field=stage, source=[Stage.DELIVERY, Stage.CASH], target=Stage.CLOSED, custom=INTERNAL)
    def to_closed(self, *, by):
        """ATCC closed the contract."""
        self.closed_on = self.as_of

    @transition(field=stage, source=[Stage.LEAD, Stage.OPPORTUNITY], target=Stage.LOST, custom=INTERNAL)
    def to_lost(self, *, by):
        """The customer chose another, or we gave it up."""
        self.closed_on = self.as_of

    @transition(field=stage, source=list(CHAIN), target=Stage.TERMINATED, custom=INTERNAL)
    def to_terminated(self, *, by):
        """The contract was terminated."""
        self.closed_on = self.as_of


class Seat(TenantModel):
    """A person's place in the deal's team: one AR, one SR, one FR, and any number of helpers."""

    deal = Ref(Deal, on_delete=models.CASCADE, related_name="team")
    code = models.CharField(max_length=8, choices=SeatCode.choices)
    user = PersonRef()
    since = models.DateTimeField(default=moment)
    left_on = models.DateField(null=True, blank=True)
    stand_in = PersonRef(null=True, blank=True)
    stand_in_from = models.DateField(null=True, blank=True)
    stand_in_until = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "user", "deal"], name="seat_of_user"),
            models.Index(fields=["tenant", "deal"], name="seat_of_deal"),
            models.Index(
                fields=["tenant", "stand_in", "deal"],
                condition=models.Q(stand_in__isnull=False),
                name="seat_of_stand_in",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "deal", "code"],
                condition=models.Q(left_on=None) & ~models.Q(code="helper"),
                name="one_person_per_seat",
            ),
            models.UniqueConstraint(
                fields=["tenant", "deal", "user"],
                condition=models.Q(left_on=None, code="helper"),
                name="helper_once",
            ),
            models.CheckConstraint(
                condition=models.Q(stand_in=None, stand_in_from=None, stand_in_until=None)
                | models.Q(
                    stand_in__isnull=False,
                    stand_in_from__isnull=False,
                    stand_in_until__gte=models.F("stand_in_from"),
                    stand_in_until__isnull=False,
                ),
                name="stand_in_has_dates",
            ),
        ]

    def filled_by(self, day) -> set:
        """The ids of those who have the seat's rights on a day: its holder, and a stand-in within the dates."""
        return {self.user_id, self.stand_in_id} if self.is_stood_in(day, day) else {self.user_id}

    def is_stood_in(self, first, last) -> bool:
        """Does somebody stand in on all days from `first` to `last`?"""
        return self.stand_in_id is not None and self.stand_in_from <= first and self.stand_in_until >= last


class SeatHandover(TenantModel):
    """The hand-over list of somebody who left a seat, as it stood on that day.

    items: [{"kind", "facts", "due_on", "record_type", "record_id", "moved"}]: what it says by core.attention's kinds,
    what it is about, and whether it became the successor's or stays with the one who left.
    """

    deal = Ref(Deal, on_delete=models.CASCADE, related_name="handovers")
    code = models.CharField(max_length=8, choices=SeatCode.choices)
    former = PersonRef()
    successor = PersonRef()
    at = models.DateTimeField(default=moment)
    items = models.JSONField(default=list)
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by = PersonRef(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["tenant", "deal", "-at"], name="handover_of_deal")]


class DealStay(TenantModel):
    """A deal's stay in one stage; the river counts these."""

    deal = Ref(Deal, on_delete=models.CASCADE, related_name="stays")
    stage = models.CharField(max_length=24, choices=Stage.choices)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    skipped = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["entered_at", "id"]
        indexes = [
            models.Index(fields=["tenant", "deal", "entered_at"], name="stay_of_deal"),
            models.Index(fields=["tenant", "stage", "entered_at"], name="stay_in_stage"),
        ]


class Calculation(Record):
    """One of the four calculations of a deal; frozen at its gate."""

    noun = "calculation"

    deal = Ref(Deal, on_delete=models.CASCADE, related_name="calculations")
    kind = models.CharField(max_length=10, choices=CalculationKind.choices)
    revenue = AmountField()
    cost = AmountField()
    currency = CurrencyField()
    detail = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(null=True, editable=False)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "deal", "kind"], name="one_calculation_per_kind")
        ]

    @property
    def margin(self) -> Decimal:
        return self.revenue - self.cost


class Cost(Record):
    """What was spent beyond the unit costs of the lines, or saved against them (below zero); never changed.

    A mistake is undone by a second row of the opposite amount, so that the running calculation can be followed.
    """

    append_only = True
    noun = "cost"

    deal = Ref(Deal, related_name="costs")
    kind = models.CharField(_("kind of cost"), max_length=12, choices=CostKind.choices)
    amount = AmountField(verbose_name=_("amount"))
    currency = CurrencyField()
    incurred_on = models.DateField(_("incurred on"))
    note = models.CharField(_("what for"), max_length=200)

    class Meta(Record.Meta):
        verbose_name = _("cost")
        ordering = ["incurred_on", "id"]
        indexes = [models.Index(fields=["tenant", "deal", "incurred_on"], name="cost_of_deal")]
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="cost_is_not_nothing")]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class Agreement(Record):
    """The terms as agreed: what later stages bill and deliver by. Same id as the contract (decision 14)."""

    keeps_history = True

    noun = "agreement"

    deal = Ref(Deal, related_name="agreements")
    customer = Ref("customers.Customer", related_name="agreements")
    number = models.CharField(max_length=32, blank=True, default="")
    terms_version = models.PositiveIntegerField(default=1)
    currency = CurrencyField()
    payment_mode = models.CharField(max_length=12, choices=PaymentMode.choices, default=PaymentMode.CREDIT)
    net = AmountField()
    tax = AmountField()
    total = AmountField()
    signed_on = models.DateField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    warranty_months = models.PositiveIntegerField(default=12)
    is_over = models.BooleanField(default=False)

    class Meta(Record.Meta):
        indexes = [
            models.Index(fields=["tenant", "deal"], name="agreement_of_deal"),
            models.Index(fields=["tenant", "customer"], name="agreement_of_customer"),
            models.Index(fields=["tenant", "number"], name="agreement_number"),
        ]

    def triggerable(self, trigger: str) -> Decimal:
        """What all events of a trigger come to, tax included: of lines that nobody delivers none is ever shipped."""
        if trigger not in BY_DELIVERY:
            return self.total
        delivered = self.lines.filter(is_deliverable=True)
        return delivered.aggregate(sum=models.Sum("total"))["sum"] or Decimal(0)


class DealLine(TenantModel):
    """One line of the agreed terms; delivery reports back what was accepted and cancelled."""

    keeps_history = True

    agreement = Ref(Agreement, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = Ref("catalogue.Product", null=True, blank=True, related_name="+")
    description = models.CharField(_("description"), max_length=300)
    quantity = QuantityField(verbose_name=_("quantity"))
    unit_price = PriceField(verbose_name=_("unit price"))
    unit_cost = PriceField(verbose_name=_("unit cost"))
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=4, default=Decimal("0"))
    net = AmountField()
    tax = AmountField()
    total = AmountField()
    accepted_quantity = QuantityField()
    cancelled_quantity = QuantityField()
    is_removed = models.BooleanField(default=False)
    # As the product was when the line was written: a licence, say, is billed but never ordered, shipped or accepted.
    is_deliverable = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        indexes = [models.Index(fields=["tenant", "agreement", "position"], name="line_of_agreement")]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="line_quantity_not_negative"),
            models.CheckConstraint(
                condition=models.Q(
                    quantity__gte=models.F("accepted_quantity") + models.F("cancelled_quantity")
                ),
                name="line_not_over_delivered",
            ),
        ]

    def value_of(self, quantity: Decimal) -> Decimal:
        """The value of `quantity` of this line, tax included, unrounded."""
        return self.total * quantity / self.quantity if self.quantity else Decimal(0)


class Instalment(TenantModel):
    """One part of the payment schedule: how much, what triggers it, when it is then due."""

    keeps_history = True

    agreement = Ref(Agreement, on_delete=models.CASCADE, related_name="instalments")
    position = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=14, choices=InstalmentKind.choices, default=InstalmentKind.SHARE)
    share = models.DecimalField(_("share"), max_digits=9, decimal_places=6, null=True, blank=True)
    amount = AmountField(verbose_name=_("amount"))
    trigger = models.CharField(_("trigger"), max_length=14, choices=Trigger.choices)
    base = models.CharField(max_length=10, choices=DueBase.choices, default=DueBase.TRIGGER)
    days = models.PositiveIntegerField(_("days"), default=0)
    then_day = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    method = models.CharField(max_length=24, choices=PaymentMethod.choices, default=PaymentMethod.WIRE)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        indexes = [models.Index(fields=["tenant", "agreement", "position"], name="instalment_of_agreement")]


# In a file of its own; Django looks for models here.
from deals.survey_model import Survey  # noqa: E402

__all__ = ["Survey"]
