"""Lists, declared once per record: filters, ordering, search, columns; read by the API and by the pages."""

from core.listing.declared import LISTINGS, Asked, Bulk, Column, Listing, View
from core.listing.figures import by_group
from core.listing.filters import Filter
from core.listing.pages import ListPage

__all__ = ["LISTINGS", "Asked", "Bulk", "Column", "Filter", "ListPage", "Listing", "View", "by_group"]
