"""The list of delivery orders, for pages and API."""

from django.utils.translation import gettext_lazy as _

from core.listing import Bulk, Column, Filter, Listing, View, by_group
from delivery.models import DeliveryOrder

orders_listing = Listing(
    DeliveryOrder,
    filters=[
        "state", "customer", "deal", Filter("contract", path="agreement", label=_("Contract")), "owner", "department",
        "number", Filter("amount", path="amount_minor", kind="money", label=_("Value")), "required_on", "promised_on",
        "accepted_on", "created_at", "updated_at",
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor"},
    columns=[
        Column("number", _("Order"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("amount", _("Value"), kind="money"),
        Column("state", _("State"), kind="pill"),
        Column("required_on", _("Required"), kind="day", phone=False),
        Column("promised_on", _("Promised"), kind="day"),
        Column("accepted_on", _("Accepted"), kind="day", shown=False, phone=False),
        Column("owner", _("Owner"), kind="ref", shown=False, phone=False),
    ],
    select_related=["customer", "agreement", "owner"],
    views=[
        View("mine", _("Mine"), {"owner": "me"}),
        View("review", _("To release"), {"state": "reviewing"}),
        View("make", _("In production"), {"state__in": "released,scheduled,producing"}),
        View("accept", _("To accept"), {"state__in": "shipped,installed"}),
        View("all", _("All")),
    ],
    figures=by_group("state"),
    bulk=[
        Bulk("submit_review", "send"), Bulk("release", "check"), Bulk("start", "player-play"),
        Bulk("hold", "player-pause"), Bulk("resume", "player-play"),
    ],
)  # fmt: skip
