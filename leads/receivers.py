"""What leads tell the search."""

from core import search
from leads.models import Lead

search.register(
    Lead,
    text=lambda lead: [lead.number, lead.title, lead.customer_name, lead.company_name, lead.contact_name],
    title=lambda lead: f"{lead.title} · {lead.customer_name}",
    url=Lead.get_absolute_url,
    related=["customer"],
)
