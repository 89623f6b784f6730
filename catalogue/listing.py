"""The list of products, for pages and API."""

from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from core.listing import Column, Listing, View
from tenancy.roles import Right

products_listing = Listing(
    Product,
    filters=["code", "is_active", "is_deliverable", "needs_installation", "created_at", "updated_at"],
    ordering=["created_at", "name", "code"],
    default_order="code",
    columns=[
        Column("code", _("Code"), link=True),
        Column("name", _("Name")),
        Column("unit", _("Unit"), phone=False),
        Column("unit_price", _("Unit price"), kind="ledger"),
        Column("unit_cost", _("Unit cost"), kind="ledger", right=Right.COST_READ, phone=False),
        Column("tax_rate", _("Tax rate"), kind="number", phone=False),
        Column("is_deliverable", _("Is delivered"), shown=False, phone=False),
        Column("needs_installation", _("Needs installation"), shown=False, phone=False),
    ],
    views=[View("sold", _("On sale"), {"is_active": "true"}), View("all", _("All"))],
)
