from opportunities.models.opportunity import BidRisk, Finding, Opportunity
from opportunities.models.quote import Quote, QuoteLine

__all__ = ["BidRisk", "Finding", "Opportunity", "Quote", "QuoteLine"]
