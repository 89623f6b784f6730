"""How opportunities answer the spine, and what they tell the search."""

from django.dispatch import receiver

from core import custom, search
from deals.models import Deal
from deals.signals import stage_entered
from deals.states import Stage
from opportunities.models import Opportunity, Quote
from opportunities.services.opening import open_for


@receiver(stage_entered, sender=Deal, dispatch_uid="opportunities.open")
def open_opportunity(sender, deal, stage, by, **rest):
    """The deal enters `opportunity`: its opportunity is opened."""
    return {"opportunity": open_for(deal, by=by)} if stage == Stage.OPPORTUNITY else None


search.register(
    Opportunity,
    text=lambda opportunity: [
        opportunity.number,
        # A deal is found by what stands for it in the stage it came into.
        opportunity.deal.number,
        opportunity.title,
        opportunity.customer.name,
        *custom.texts(opportunity),
    ],
    title=lambda opportunity: f"{opportunity.title} · {opportunity.customer.name}",
    url=Opportunity.get_absolute_url,
    related=["customer", "deal"],
)
search.register(
    Quote,
    text=lambda quote: [quote.number, quote.opportunity.title, quote.customer.name],
    title=lambda quote: f"{quote.number} · {quote.customer.name}",
    url=Quote.get_absolute_url,
    related=["customer", "opportunity"],
)
