"""The fields of opportunities, quotes and their moves, for pages and API alike."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.custom import CustomFields
from core.form_days import DayInput
from core.forms import (
    DecimalText,
    JSONList,
    MomentField,
    MoneyField,
    MoveForm,
    PastDay,
    RecordChoice,
    UserChoice,
)
from opportunities.fields import DatedTexts, RiskList
from opportunities.states import Forecast

LONG = forms.Textarea(attrs={"rows": 3})
DAY = DayInput()
# No line of goods has more pieces; keeps quantity × price within what a column holds.
MOST_PIECES = Decimal(100_000_000)


class OpportunityFields(MoveForm):
    """What is known about an opportunity."""

    title = forms.CharField(label=_("Title"), max_length=200)
    amount = MoneyField(label=_("Amount"), positive=True)
    budget = MoneyField(label=_("Budget"), required=False, positive=True)
    expected_start_on = forms.DateField(label=_("Expected start"), required=False, widget=DAY)
    expected_signing_on = forms.DateField(label=_("Expected signing"), required=False, widget=DAY)
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    forecast = forms.ChoiceField(label=_("Forecast"), choices=Forecast.choices, required=False)
    win_probability = DecimalText(
        label=_("Win probability"), places=2, min_value=Decimal(0), max_value=Decimal(1), required=False,
        help_text=_("From 0 to 1; empty means what is usual in this state."),
    )  # fmt: skip
    custom = CustomFields("opportunities")


class OpportunityForm(OpportunityFields):
    """A new opportunity that enters the chain here: a renewal, say."""

    customer = RecordChoice("customers.Customer", label=_("Customer"))
    owner = UserChoice(label=_("Client manager (AR)"), required=False)
    field_order = ["customer", "title"]


class OpportunityEditForm(OpportunityFields):
    """The content of an opportunity."""


class ReasonForm(MoveForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LONG)


class LoseForm(MoveForm):
    """Why we lost, to whom, and at which price if known."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Price, solution, lead time, relation, terms, …")
    )
    winner = forms.CharField(label=_("Winner"), max_length=200, required=False)
    winning_price = MoneyField(label=_("Winning price"), required=False)


class InsightForm(MoveForm):
    """Findings by dimension; a text is one finding, a list several, each with its day."""

    market = DatedTexts(label=_("Market: size, trend, what drives it"), required=False)
    customer = DatedTexts(label=_("Customer: strategy, pains, who decides"), required=False)
    product = DatedTexts(label=_("Product: introduction, growth, maturity or decline"), required=False)
    competition = DatedTexts(label=_("Competition: goal, strategy, strengths, weaknesses"), required=False)

    def clean(self):
        values = super().clean()
        if not self.errors and not any(name in self.data for name in self.base_fields):
            raise ValidationError(_t("Send at least one of the four dimensions."))
        return values


class EstimateForm(MoveForm):
    """The first estimate 概算."""

    revenue = MoneyField(label=_("Expected revenue"), positive=True)
    cost = MoneyField(label=_("Expected cost"))


class BidTermsForm(MoveForm):
    """What the tender asks."""

    tender_number = forms.CharField(label=_("Tender number"), max_length=80, required=False)
    bid_due_at = MomentField(label=_("Bid due"), required=False)
    bid_bond = DecimalText(label=_("Bid bond"), places=2, min_value=Decimal(0), required=False)
    bid_bond_paid_on = PastDay(label=_("Bond paid on"), required=False, widget=DAY)


class BidCheckForm(BidTermsForm):
    """What ATB asks for: risks by AR or SR, the opinion by the FR, and the tender's own terms."""

    risks = RiskList(label=_("Risks"), required=False)
    delivery_opinion = forms.CharField(
        label=_("Delivery manager's opinion"), max_length=4000, required=False, widget=LONG
    )


class RisksForm(MoveForm):
    """The risks alone, as the page edits them."""

    risks = RiskList(label=_("Risks"), help_text=_("One risk a line."))


class OpinionForm(MoveForm):
    """The FR's opinion alone, as the page edits it."""

    delivery_opinion = forms.CharField(label=_("Delivery manager's opinion"), max_length=4000, widget=LONG)


class QuoteLineForm(MoveForm):
    """One line of a quote; a product fills in what is left empty."""

    product = RecordChoice("catalogue.Product", label=_("Product"), required=False)
    description = forms.CharField(label=_("Description"), max_length=300, required=False)
    quantity = DecimalText(label=_("Quantity"), places=4, positive=True, max_value=MOST_PIECES)
    unit_price = MoneyField(label=_("Unit price"), places=6)
    list_price = MoneyField(label=_("List price"), places=6, required=False)
    unit_cost = MoneyField(label=_("Unit cost"), places=6, required=False)
    tax_rate = DecimalText(
        label=_("Tax rate"), places=4, min_value=Decimal(0), max_value=Decimal("0.9999"), required=False
    )

    def clean(self):
        values = super().clean()
        product = values.get("product")
        if product is None and not values.get("description"):
            self.add_error(
                "description", ValidationError(_t("Describe the line or choose a product."), code="required")
            )
        return values


class QuoteFields(MoveForm):
    """The content of a quote."""

    valid_until = forms.DateField(label=_("Valid until"), widget=DAY)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=LONG)
    lines = JSONList(label=_("Lines"), item=QuoteLineForm, min_items=1, max_items=500)


class QuoteForm(QuoteFields):
    """A new version of an opportunity's quote."""

    opportunity = RecordChoice("opportunities.Opportunity", label=_("Opportunity"))


class QuoteEditForm(QuoteFields):
    """A draft's content."""


class DeclineForm(MoveForm):
    """What the customer said."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=LONG)


class NewVersionForm(MoveForm):
    """How long the new version is valid; empty keeps the day."""

    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DAY)
