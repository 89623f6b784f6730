"""The lists of this app, declared once for pages and API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Bulk, Column, Filter, Listing, View, by_group
from customers.models import (
    AccountPlan,
    Commitment,
    Contact,
    CreditLimit,
    CreditPlan,
    Customer,
    CustomerGroup,
    InfluenceLine,
    Visit,
)
from customers.states import STANDING
from tenancy.roles import Right

customers_listing = Listing(
    Customer,
    filters=[
        Filter("state", choices=tuple((state.value, state.label) for state in STANDING)),
        "owner", "department", "payment_mode", "industry", "region", "size", "group", "frozen", "blacklisted",
        "unified_code", "created_at", "updated_at",
    ],
    ordering={"created_at": "created_at", "name": "sort_key"},
    columns=[
        Column("name", _("Customer"), link=True),
        Column("state", _("Admission"), kind="pill"),
        Column("payment_mode", _("Payment mode")),
        Column("industry", _("Industry"), phone=False),
        Column("region", _("Region"), phone=False),
        Column("owner", _("Customer owner"), kind="ref", phone=False),
        Column("created_at", _("On file since"), kind="moment", phone=False),
        Column("unified_code", _("Unified credit code"), shown=False, phone=False),
        Column("size", _("Size"), shown=False, phone=False),
    ],
    select_related=["owner"],
    views=[
        View("all", _("All")),
        View("mine", _("Mine"), {"owner": "me"}),
        View("prospects", _("Not admitted yet"), {"state": "prospect"}),
        View("frozen", _("Frozen"), {"frozen": "true"}, hot=True),
        View("blacklisted", _("Blacklist"), {"blacklisted": "true"}),
    ],
    figures=by_group("state", amount=""),
    bulk=[
        Bulk("freeze", "snowflake", Right.CUSTOMER_FREEZE),
        Bulk("unfreeze", "sun", Right.CUSTOMER_FREEZE),
    ],
)  # fmt: skip

contacts_listing = Listing(
    Contact,
    filters=[
        "customer",
        "function",
        "decision_role",
        "attitude",
        "influence",
        "reports_to",
        "is_active",
        "created_at",
        "updated_at",
    ],
    ordering=["created_at"],
    select_related=["customer"],
)

influence_listing = Listing(
    InfluenceLine,
    filters=["customer", "source", "target", "created_at"],
    ordering=["created_at"],
    select_related=["customer", "source", "target"],
    searchable=False,
)

groups_listing = Listing(
    CustomerGroup, filters=["name"], ordering=["created_at", "name"], searchable=False, small=True
)

limits_listing = Listing(
    CreditLimit,
    small=True,
    filters=[
        "customer", "group", "state", "kind", "valid_until", "created_at",
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
    ],
    ordering={"created_at": "created_at", "valid_until": "valid_until", "amount": "amount_minor"},
    columns=[
        Column("customer", _("Customer"), kind="ref", link=True),
        Column("kind", _("Kind")),
        Column("amount", _("Amount"), kind="money"),
        Column("valid_until", _("Valid until"), kind="day"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "group"],
    views=[
        View("all", _("All")),
        View("requested", pgettext_lazy("limit", "Requested"), {"state": "requested"}),
        View("live", pgettext_lazy("limit", "Live"), {"state": "live"}),
    ],
    searchable=False,
)  # fmt: skip

plans_listing = Listing(
    CreditPlan, filters=["year"], ordering=["created_at", "year"], searchable=False, small=True
)

visits_listing = Listing(
    Visit,
    filters=["customer", "owner", "state", "kind", "planned_on", "created_at"],
    ordering=["created_at", "planned_on"],
    default_order="-planned_on",
    columns=[
        Column("planned_on", _("Planned for"), kind="day", link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("kind", _("Kind")),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "owner"],
    views=[
        View("all", _("All")),
        View("mine", _("Mine"), {"owner": "me"}),
        View("ahead", pgettext_lazy("visits", "Ahead"), {"state__in": "planned,rehearsed"}),
    ],
    searchable=False,
)

commitments_listing = Listing(
    Commitment,
    filters=["customer", "owner", "state", "due_on", "visit", "created_at"],
    ordering=["created_at", "due_on"],
    default_order="-due_on",
    columns=[
        Column("text", pgettext_lazy("commitment", "Promise"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("due_on", _("Promised for"), kind="day"),
        Column("owner", _("Who keeps it"), kind="ref", phone=False),
        Column("state", _("State"), kind="pill"),
        Column("kept_on", _("Kept on"), kind="day", phone=False),
    ],
    select_related=["customer", "owner"],
    views=[
        View("open", pgettext_lazy("commitments", "Open"), {"state": "pending"}),
        View("mine", _("Mine"), {"owner": "me", "state": "pending"}),
        View("all", _("All")),
    ],
    searchable=False,
)

account_plans_listing = Listing(
    AccountPlan,
    filters=["customer", "group", "owner", "year", "created_at"],
    ordering=["created_at", "year"],
    default_order="-year",
    columns=[
        Column("subject", _("Customer"), link=True),
        Column("year", _("Year")),
        Column("owner", _("Owner"), kind="ref"),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment", shown=False, phone=False),
    ],
    select_related=["customer", "group", "owner"],
    views=[View("mine", _("Mine"), {"owner": "me"}), View("all", _("All"))],
    wide_view="all",
    searchable=False,
)
