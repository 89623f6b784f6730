"""What contracts do when something happens elsewhere, and what they tell the search."""

from django.dispatch import receiver

from contracts.models import Amendment, Contract
from contracts.services import install_library, open_draft
from contracts.services.content import paper_replaced
from core import custom, papers, search
from deals.signals import stage_entered
from deals.states import Stage
from tenancy.setup import tenant_created


@receiver(tenant_created, dispatch_uid="contracts.library")
def copy_library(sender, tenant, **rest):
    """A new tenant has the standard clauses."""
    install_library()


@receiver(stage_entered, dispatch_uid="contracts.draft")
def draft_on_entry(sender, deal, stage, by, **rest):
    """A deal that enters the contract stage gets its draft, with the lines and amount agreed on the deal."""
    return {"contract": open_draft(deal, by=by)} if stage == Stage.CONTRACT else None


papers.on_change(paper_replaced)

search.register(
    Contract,
    text=lambda contract: [
        contract.number,
        contract.deal.number,
        contract.title,
        contract.customer.name,
        *custom.texts(contract),
    ],
    title=lambda contract: f"{contract.number} {contract.title}",
    url=Contract.get_absolute_url,
    related=("customer", "deal"),
)
search.register(
    Amendment,
    text=lambda amendment: [amendment.number, amendment.reason],
    title=lambda amendment: amendment.number,
    url=Amendment.get_absolute_url,
)
