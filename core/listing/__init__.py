"""Lists, declared once per record: filters, ordering, search, columns; read by the API and by the pages."""

from core.listing.declared import LISTINGS, Asked, Column, Listing, View
from core.listing.filters import Filter
from core.listing.pages import ListPage

__all__ = ["LISTINGS", "Asked", "Column", "Filter", "ListPage", "Listing", "View"]
