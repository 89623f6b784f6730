"""The lists of credit: cases, insurance, freezes and blacklistings, a customer's own terms, standards."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Filter, Listing, View
from customers.models import (
    CreditCase,
    CreditEvidence,
    CreditStandard,
    CreditTerms,
    InsurancePolicy,
    InsuredLimit,
    Restriction,
)

cases_listing = Listing(
    CreditCase,
    small=True,
    filters=[
        "number", "state", "customer", "at_point", "owner", "record_id", "expires_on", "created_at", "updated_at",
        Filter("deal", path="deal_id", kind="uuid", label=_("Deal")),
        Filter("amount", path="amount_minor", kind="money", label=_("Beyond the limit")),
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor"},
    columns=[
        Column("number", _("Credit case"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("record_name", _("Held back")),
        Column("at_point", _("Check point"), phone=False),
        Column("amount", _("Beyond the limit"), kind="money"),
        Column("owner", _("Asked by"), kind="ref", phone=False),
        Column("created_at", _("Asked"), kind="moment", phone=False),
        Column("expires_on", _("Valid until"), kind="day", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "owner"],
    views=[
        View("open", pgettext_lazy("credit case", "Open"), {"state": "open"}, hot=True),
        View("released", pgettext_lazy("credit case", "Released for this once"), {"state": "released"}),
        View("mine", _("Mine"), {"owner": "me"}),
        View("all", _("All")),
    ],
    wide_view="open",
)  # fmt: skip

policies_listing = Listing(
    InsurancePolicy,
    small=True,
    filters=[
        "insurer",
        "policy_number",
        "state",
        "starts_on",
        "ends_on",
        "owner",
        "created_at",
        "updated_at",
    ],
    ordering=["created_at", "ends_on"],
    default_order="-ends_on",
    columns=[
        Column("policy_number", _("Policy"), link=True),
        Column("insurer", _("Insurer")),
        Column("starts_on", _("Starts on"), kind="day", phone=False),
        Column("ends_on", _("Ends on"), kind="day"),
        Column("share_percent", _("Insured share in percent"), kind="number", phone=False),
        Column("premium", pgettext_lazy("insurance", "Premium"), kind="money", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["owner"],
    views=[
        View("in_force", pgettext_lazy("policy", "In force"), {"state": "in_force"}),
        View("all", _("All")),
    ],
    wide_view="all",
)

insured_listing = Listing(
    InsuredLimit,
    small=True,
    filters=["policy", "customer", "starts_on", "ends_on", "created_at"],
    ordering=["created_at"],
    select_related=["policy", "customer"],
    searchable=False,
)

restrictions_listing = Listing(
    Restriction,
    small=True,
    filters=["customer", "kind", "state", "owner", "review_on", "created_at", "updated_at"],
    ordering=["created_at"],
    columns=[
        Column("customer", _("Customer"), kind="ref", link=True),
        Column("kind", _("Kind")),
        Column("reason", _("Reason"), phone=False),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("imposed_at", _("In force since"), kind="moment", phone=False),
        Column("review_on", _("Review on"), kind="day"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "owner"],
    views=[
        View("in_force", pgettext_lazy("restriction", "In force"), {"state": "in_force"}),
        View("proposed", pgettext_lazy("restriction", "Proposed"), {"state": "proposed"}, hot=True),
        View("all", _("All")),
    ],
    wide_view="in_force",
    searchable=False,
)

terms_listing = Listing(
    CreditTerms,
    small=True,
    filters=["customer", "check_point", "created_at"],
    ordering=["created_at"],
    columns=[
        Column("customer", _("Customer"), kind="ref", link=True),
        Column("check_point", _("Check point")),
        Column("tolerance_percent", _("Tolerance in percent"), kind="number"),
        Column("reason", _("Reason"), phone=False),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment", phone=False),
    ],
    select_related=["customer"],
    searchable=False,
)

standards_listing = Listing(
    CreditStandard,
    filters=["code", "is_active", "created_at"],
    ordering=["position", "created_at"],
    default_order="position",
    searchable=False,
    small=True,
)

evidence_listing = Listing(
    CreditEvidence,
    small=True,
    filters=["customer", "standard", "seen_on", "valid_until", "created_at"],
    ordering=["created_at"],
    select_related=["customer", "standard"],
    searchable=False,
)
