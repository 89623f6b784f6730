"""Freezes and blacklistings: the list, and one with who proposed, imposed and lifted it."""

from core.pages import ListView, RecordPage
from customers.listing_credit import restrictions_listing
from customers.models import Restriction


class RestrictionList(ListView):
    """Freezes and blacklistings."""

    listing = restrictions_listing
    template_name = "customers/restriction_list.html"


class RestrictionPage(RecordPage):
    """One freeze or blacklisting."""

    model, template_name, move_url = (
        Restriction,
        "customers/restriction_page.html",
        "customers:restriction-move",
    )
    select_related = ["owner", "customer", "proposed_by", "imposed_by", "lifted_by"]
