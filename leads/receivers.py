"""What leads tell the search."""

from core import custom, search
from leads.models import Lead
from leads.states import LeadState


def words(lead) -> list[str]:
    """What a lead is found by; the contact's name not while the lead is in the pool, where contacts are hidden."""
    found = [lead.number, lead.title, lead.customer_name, lead.company_name, *custom.texts(lead)]
    return found if lead.state == LeadState.POOLED else [*found, lead.contact_name]


search.register(
    Lead,
    text=words,
    title=lambda lead: f"{lead.title} · {lead.customer_name}",
    url=Lead.get_absolute_url,
    related=["customer"],
)
