"""The life of an opportunity and of a quote, and the fixed lists around them (handbook §5)."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class OpportunityState(TextChoices):
    """In lifecycle order."""

    IDENTIFIED = "identified", pgettext_lazy("opportunity state", "Identified")
    INITIATED = "initiated", pgettext_lazy("opportunity state", "Initiated")
    GUIDING = "guiding", pgettext_lazy("opportunity state", "Guiding")
    BIDDING = "bidding", pgettext_lazy("opportunity state", "Preparing bid")
    SUBMITTED = "submitted", pgettext_lazy("opportunity state", "Bid submitted")
    NEGOTIATING = "negotiating", pgettext_lazy("opportunity state", "Negotiating")
    WON = "won", pgettext_lazy("opportunity state", "Won")
    LOST = "lost", pgettext_lazy("opportunity state", "Lost")
    ABANDONED = "abandoned", pgettext_lazy("opportunity state", "Abandoned")
    SUSPENDED = "suspended", pgettext_lazy("opportunity state", "Suspended")


IN_WORK = (
    OpportunityState.IDENTIFIED,
    OpportunityState.INITIATED,
    OpportunityState.GUIDING,
    OpportunityState.BIDDING,
    OpportunityState.SUBMITTED,
    OpportunityState.NEGOTIATING,
)
OPEN = (*IN_WORK, OpportunityState.SUSPENDED)
CLOSED = (OpportunityState.WON, OpportunityState.LOST, OpportunityState.ABANDONED)

# How likely a win is while nobody says otherwise; the board weighs its sums by it.
USUAL_PROBABILITY = {
    OpportunityState.IDENTIFIED: Decimal("0.10"),
    OpportunityState.INITIATED: Decimal("0.20"),
    OpportunityState.GUIDING: Decimal("0.30"),
    OpportunityState.BIDDING: Decimal("0.50"),
    OpportunityState.SUBMITTED: Decimal("0.60"),
    OpportunityState.NEGOTIATING: Decimal("0.70"),
    OpportunityState.WON: Decimal("1"),
    OpportunityState.LOST: Decimal("0"),
    OpportunityState.ABANDONED: Decimal("0"),
    OpportunityState.SUSPENDED: Decimal("0"),
}


class QuoteState(TextChoices):
    """In lifecycle order (decision 39)."""

    DRAFT = "draft", pgettext_lazy("quote state", "Draft")
    DISCOUNT_REVIEW = "discount_review", pgettext_lazy("quote state", "Discount in review")
    SENT = "sent", pgettext_lazy("quote state", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("quote state", "Accepted")
    DECLINED = "declined", pgettext_lazy("quote state", "Declined")
    EXPIRED = "expired", pgettext_lazy("quote state", "Expired")
    SUPERSEDED = "superseded", pgettext_lazy("quote state", "Superseded")


class Dimension(TextChoices):
    """The four dimensions of insight."""

    MARKET = "market", pgettext_lazy("insight", "Market")
    CUSTOMER = "customer", pgettext_lazy("insight", "Customer")
    PRODUCT = "product", pgettext_lazy("insight", "Product")
    COMPETITION = "competition", pgettext_lazy("insight", "Competition")


class RiskLevel(TextChoices):
    """How much a risk weighs."""

    HIGH = "high", pgettext_lazy("risk", "High")
    MEDIUM = "medium", pgettext_lazy("risk", "Medium")
    LOW = "low", pgettext_lazy("risk", "Low")


class Forecast(TextChoices):
    """In which figure of the forecast the opportunity counts."""

    PIPELINE = "pipeline", pgettext_lazy("forecast", "Pipeline")
    BEST_CASE = "best_case", pgettext_lazy("forecast", "Best case")
    COMMIT = "commit", pgettext_lazy("forecast", "Commit")


class LossReason(TextChoices):
    """Why the customer chose another."""

    PRICE = "price", pgettext_lazy("loss reason", "Price")
    SOLUTION = "solution", pgettext_lazy("loss reason", "Solution")
    LEAD_TIME = "lead_time", pgettext_lazy("loss reason", "Lead time")
    RELATION = "relation", pgettext_lazy("loss reason", "Relation")
    TERMS = "terms", pgettext_lazy("loss reason", "Terms")
    PROJECT_CANCELLED = "project_cancelled", pgettext_lazy("loss reason", "Project cancelled")
    OTHER = "other", pgettext_lazy("loss reason", "Other")
