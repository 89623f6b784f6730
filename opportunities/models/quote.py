"""A quote in versions, with its lines; the newest version is the current one."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.dates import moment
from core.fields import AmountField, CurrencyField, PriceField, QuantityField, Ref, StateField
from core.models import StageRecord, TenantModel
from opportunities import quote_guards as guards
from opportunities.guards import customer_not_frozen
from opportunities.permissions import may_quote
from opportunities.pricing import LineAmounts, line_amounts
from opportunities.states import QuoteState

Q = QuoteState


class Quote(StageRecord):
    """One version of what we offer, and at which price."""

    api_name = "quotes"
    noun = "quote"

    state = StateField(
        _("state"), max_length=24, choices=Q.choices, default=Q.DRAFT, protected=True, editable=False
    )
    opportunity = Ref("opportunities.Opportunity", related_name="quotes", verbose_name=_("opportunity"))
    deal = Ref("deals.Deal", related_name="quotes", verbose_name=_("deal"))
    customer = Ref("customers.Customer", related_name="quotes", verbose_name=_("customer"))
    revision = models.PositiveIntegerField(_("version of the quote"), default=1, editable=False)
    currency = CurrencyField(verbose_name=_("currency"))
    valid_until = models.DateField(_("valid until"))
    note = models.TextField(_("note"), max_length=4000, blank=True, default="")
    net = AmountField(editable=False)
    tax = AmountField(editable=False)
    total = AmountField(editable=False)
    total_minor = models.BigIntegerField(default=0, editable=False)
    cost = AmountField(null=True, default=None, editable=False)
    discount = AmountField(editable=False)
    discount_rate = models.DecimalField(max_digits=6, decimal_places=4, default=Decimal("0"), editable=False)
    discount_approved = models.BooleanField(default=False, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="", editable=False)

    class Meta(StageRecord.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="quote_number"),
            models.UniqueConstraint(fields=["tenant", "opportunity", "revision"], name="quote_revision"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "id"], name="quote_newest"),
            models.Index(fields=["tenant", "total_minor", "id"], name="quote_by_total"),
            models.Index(fields=["tenant", "state", "valid_until"], name="quote_by_state"),
        ]

    STATE_TONES = {"accepted": "ok", "discount_review": "warn", "declined": "danger", "expired": "caution"}

    def get_absolute_url(self) -> str:
        return reverse("opportunities:quote-page", args=[self.pk])

    @property
    def margin(self) -> Decimal | None:
        """Net price less cost, in the quote's currency; None while a line has no cost."""
        return None if self.cost is None else self.net - self.cost

    @property
    def margin_rate(self) -> Decimal | None:
        """The margin's share of the net price."""
        return None if self.margin is None or not self.net else self.margin / self.net

    @property
    def is_current(self) -> bool:
        """No newer version exists."""
        return not Quote.objects.filter(
            opportunity_id=self.opportunity_id, revision__gt=self.revision
        ).exists()

    @transition(
        field=state, source=Q.DRAFT, target=Q.DISCOUNT_REVIEW, permission=may_quote,
        custom={"label": _("Request discount"), "event": "quote.discount_asked", "internal": True},
    )  # fmt: skip
    def begin_review(self, *, by):
        """The discount is being decided on."""

    @transition(
        field=state, source=Q.DISCOUNT_REVIEW, target=Q.DRAFT, permission=may_quote,
        custom={"label": _("Back to draft"), "event": "quote.discount_undecided", "internal": True},
    )  # fmt: skip
    def return_to_draft(self, *, by):
        """The discount was not approved."""

    @transition(
        field=state, source=[Q.DRAFT, Q.DISCOUNT_REVIEW], target=Q.DRAFT, permission=may_quote,
        conditions=[guards.is_current, guards.has_lines, guards.beyond_right],
        custom={"label": _("Request discount"), "event": "quote.discount_approved"},
    )  # fmt: skip
    def approve_discount(self, *, by):
        """The discount was approved for just this content."""
        self.discount_approved = True

    @transition(
        field=state, source=Q.DRAFT, target=Q.SENT, permission=may_quote,
        conditions=[
            guards.is_current, guards.opportunity_in_work, guards.has_lines, guards.quote_valid,
            guards.discount_approved, customer_not_frozen,
        ],
        custom={"label": pgettext_lazy("quote", "Send"), "event": "quote.sent"},
    )  # fmt: skip
    def send(self, *, by):
        """The customer has it."""
        self.sent_at = moment()

    @transition(
        field=state, source=Q.SENT, target=Q.ACCEPTED, permission=may_quote,
        conditions=[guards.is_current, guards.opportunity_in_work, guards.quote_valid],
        custom={"label": _("Mark accepted"), "event": "quote.accepted"},
    )  # fmt: skip
    def accept(self, *, by):
        """The customer agreed."""

    @transition(
        field=state, source=Q.SENT, target=Q.DECLINED, permission=may_quote,
        custom={"label": _("Mark declined"), "event": "quote.declined"},
    )  # fmt: skip
    def decline(self, *, by, reason=""):
        """The customer wants another offer."""
        self.reason = reason

    @transition(
        field=state, source=Q.SENT, target=Q.EXPIRED, permission=may_quote,
        custom={"label": _("Expire"), "event": "quote.expired", "internal": True},
    )  # fmt: skip
    def expire(self, *, by):
        """Its last day has passed."""

    @transition(
        field=state, source=[Q.DRAFT, Q.SENT, Q.DECLINED, Q.EXPIRED], target=Q.SUPERSEDED, permission=may_quote,
        conditions=[guards.is_current, customer_not_frozen],
        custom={"label": _("New version"), "event": "quote.superseded"},
    )  # fmt: skip
    def supersede(self, *, by):
        """A newer version takes its place."""


class QuoteLine(TenantModel):
    """One line of a quote; the unit price has up to 6 decimals, the line's amounts are in the minor unit."""

    quote = Ref(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = Ref("catalogue.Product", null=True, blank=True, related_name="+", verbose_name=_("product"))
    description = models.CharField(_("description"), max_length=300)
    quantity = QuantityField(verbose_name=_("quantity"))
    unit_price = PriceField(verbose_name=_("unit price"))
    list_price = PriceField(verbose_name=_("list price"), null=True, blank=True, default=None)
    unit_cost = PriceField(verbose_name=_("unit cost"), null=True, blank=True, default=None)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=4, default=Decimal("0"))
    net = AmountField()
    tax = AmountField()
    total = AmountField()

    class Meta(TenantModel.Meta):
        verbose_name = _("quote line")
        ordering = ["position"]
        indexes = [models.Index(fields=["tenant", "quote", "position"], name="line_of_quote")]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="quote_line_quantity"),
            models.CheckConstraint(
                condition=models.Q(tax_rate__gte=0, tax_rate__lt=1), name="quote_line_tax_rate"
            ),
        ]

    def amounts(self, currency: str) -> LineAmounts:
        """The line's amounts at its quantity and prices."""
        return line_amounts(
            self.quantity, self.unit_price, self.unit_cost, self.list_price, self.tax_rate, currency
        )
