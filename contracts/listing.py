"""The lists of contracts, amendments and clauses, for pages and API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import Amendment, Clause, Contract
from core.listing import Column, Filter, Listing, View, by_group

MONEY = Filter("amount", path="amount_minor", kind="money", label=_("Amount"))

contracts_listing = Listing(
    Contract,
    filters=[
        "state", "customer", "deal", "owner", "department", "number", MONEY, "currency", "signed_on", "in_force_on",
        "pending_gate", "created_at", "updated_at",
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor"},
    columns=[
        Column("title", _("Contract"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("amount", _("Amount"), kind="money"),
        Column("state", _("State"), kind="pill"),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("signed_on", _("Signed on"), kind="day"),
        Column("in_force_on", _("In force since"), kind="day", shown=False, phone=False),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment", shown=False, phone=False),
    ],
    select_related=["customer", "owner"],
    views=[
        View("mine", _("Mine"), {"owner": "me"}),
        View("review", _("In review"), {"state": "reviewing"}),
        View("force", _("In force"), {"state": "in_force"}),
        View("all", _("All")),
    ],
    wide_view="all",
    figures=by_group("state"),
)  # fmt: skip

amendments_listing = Listing(
    Amendment,
    filters=["state", "contract", "deal", "customer", "owner", "created_at", "updated_at"],
    ordering=["created_at"],
    columns=[
        Column("number", _("Amendment"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("amount", _("New amount"), kind="money"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "contract"],
)

clauses_listing = Listing(
    Clause,
    small=True,
    filters=["code", "category", "risk", "opinion_by", "is_active", "created_at", "updated_at"],
    ordering=["code", "created_at"],
    default_order="code",
    columns=[
        Column("code", _("Clause number"), link=True),
        Column("title", _("Title")),
        Column("category", _("Category")),
        Column("risk", _("Risk when changed")),
        Column("opinion_by", _("Opinion by")),
    ],
    searchable=False,
)
