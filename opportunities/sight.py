"""Who sees opportunities and quotes: their owners, the deal's team, and who works for the customer (decision 12)."""

from deals.sight import on_my_deals, with_my_customers
from opportunities.models import Opportunity, Quote
from tenancy.sight import owned, register_sight


def of_my_deals(by):
    """Own records, those of deals on whose team one is, and all of the customers one works for."""
    return owned(by) | on_my_deals(by) | with_my_customers(by)


register_sight(Opportunity, of_my_deals)
register_sight(Quote, of_my_deals)
