"""The lists of what stands behind overdue money, declared once for pages and API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Filter, Listing, View
from receivables.models import Promise

# How a list of claims finds the receivable's customer, deal and contract.
OF_RECEIVABLE = (
    "receivable",
    Filter("customer", path="receivable__customer", label=_("Customer")),
    Filter("deal", path="receivable__deal", label=_("Deal")),
    Filter("contract", path="receivable__agreement", label=_("Contract")),
)

promises_listing = Listing(
    Promise,
    filters=[
        *OF_RECEIVABLE, "state", "owner", "currency", "promised_on", "made_on", "ended_on", "created_at",
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
    ],
    ordering={"promised_on": "promised_on", "created_at": "created_at", "amount": "amount_minor"},
    default_order="-promised_on",
    columns=[
        Column("promised_on", pgettext_lazy("payment", "Promised for"), kind="day", link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref"),
        Column("amount", _("Amount"), kind="ledger"),
        Column("received", _("Received"), kind="ledger", phone=False),
        Column("told_by", _("Told by"), phone=False),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["receivable__customer", "owner"],
    views=[
        View("open", pgettext_lazy("promise", "Open"), {"state": "open", "ordering": "promised_on"}),
        View("broken", pgettext_lazy("promise", "Broken"), {"state__in": "broken,partly"}, hot=True),
        View("kept", pgettext_lazy("promise", "Kept"), {"state": "kept"}),
        View("all", _("All")),
    ],
    searchable=False,
)  # fmt: skip
