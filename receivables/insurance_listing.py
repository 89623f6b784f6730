"""The list of claims on credit insurers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Listing, View
from receivables.models import InsuranceClaim

claims_listing = Listing(
    InsuranceClaim,
    small=True,
    filters=[
        "number", "state", "receivable", "customer", "deal", "policy", "owner", "cause", "is_late", "reported_on",
        "claimed_on", "paid_on", "created_at", "updated_at",
    ],
    ordering=["created_at"],
    columns=[
        Column("number", pgettext_lazy("insurance", "Claim"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref", phone=False),
        Column("policy", _("Policy"), kind="ref", phone=False),
        Column("amount", pgettext_lazy("claim", "Loss"), kind="ledger"),
        Column("reported_on", _("Loss reported on"), kind="day", phone=False),
        Column("claimed_on", _("Claimed on"), kind="day", phone=False),
        Column("paid_amount", _("Paid by the insurer"), kind="ledger", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "receivable", "policy", "owner"],
    views=[
        View("under_way", _("Under way"), {"state__in": "prepared,reported,claimed"}, hot=True),
        View("paid", pgettext_lazy("claim", "Paid"), {"state": "paid"}),
        View("all", _("All")),
    ],
    wide_view="under_way",
)  # fmt: skip
