"""What a person answers for among opportunities."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opportunities.models import Opportunity, Quote
from opportunities.states import OPEN, QuoteState
from tenancy.holdings import Holding, pass_on, register, stays

# A quote that is still written, looked at, or on the customer's table.
ALIVE = (QuoteState.DRAFT, QuoteState.DISCOUNT_REVIEW, QuoteState.SENT)


def _open() -> Q:
    return Q(state__in=OPEN)


def _alive() -> Q:
    return Q(state__in=ALIVE)


register(Holding(40, "opportunities", _("Opportunities"), Opportunity, "owner", pass_on, now=_open))
register(Holding(41, "quotes", _("Quotes"), Quote, "owner", pass_on, now=_alive))
stays("tells who said it", "opportunities.Opportunity.delivery_opinion_by")
