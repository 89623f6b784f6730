"""The list of deals: what it filters and sorts by, for page and API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Filter, Listing, View, by_group
from deals.cover import with_gap
from deals.models import Deal
from deals.sight import my_deals
from deals.states import CHAIN, Stage


def with_me(value: bool, by) -> Q:
    """Deals on whose team the person is, or those on whose team they are not."""
    mine = Q(pk__in=my_deals(by))
    return mine if value else ~mine


deals_listing = Listing(
    Deal,
    filters=[
        "number", "stage", "owner", "customer", "department", "created_at", "updated_at", "expected_close_on",
        "closed_on",
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
        Filter("mine", label=_("My team"), asks=with_me),
        Filter("seat_gap", label=_("A seat is not filled"), asks=with_gap),
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor"},
    default_order="-created_at",
    columns=[
        Column("title", _("Customer · deal")),
        Column("stage", _("Stage")),
        Column("amount", _("Amount"), kind="money"),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment"),
        Column("expected_close_on", _("Expected close"), kind="day", shown=False, phone=False),
        Column("closed_on", _("Closed"), kind="day", shown=False, phone=False),
    ],
    select_related=["owner", "customer"],
    views=[
        View("open", pgettext_lazy("deals", "Open"), {"stage__in": ",".join(CHAIN)}),
        View("mine", _("Mine"), {"owner": "me", "stage__in": ",".join(CHAIN)}),
        View("seat_gap", _("Seats to fill"), {"seat_gap": "true", "stage__in": ",".join(CHAIN)}),
        View("closed", _("Closed"), {"stage": Stage.CLOSED}),
        View("all", pgettext_lazy("view", "All"), {}),
    ],
    figures=by_group("stage"),
)  # fmt: skip
