"""The lists of what stands behind overdue money, declared once for pages and API."""

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Filter, Listing, View
from core.refusals import BadParameter
from receivables.claim_states import OURS, THEIRS
from receivables.models import (
    CorrectiveAction,
    Dispute,
    DunningBlock,
    DunningProcedure,
    LateCause,
    LegalCase,
    LegalRequest,
    Promise,
)

# How a list of claims finds the receivable's customer, deal and contract.
OF_RECEIVABLE = (
    "receivable",
    Filter("customer", path="receivable__customer", label=_("Customer")),
    Filter("deal", path="receivable__deal", label=_("Deal")),
    Filter("contract", path="receivable__agreement", label=_("Contract")),
)

AMOUNT = Filter("amount", path="amount_minor", kind="money", label=_("Amount"))


def _side(value, by) -> Q:
    """ours, theirs or bank: whose cause it is."""
    sides = {"ours": Q(code__in=OURS), "theirs": Q(code__in=THEIRS), "bank": Q(code="bank")}
    if value not in sides:
        raise BadParameter("side", _now("side is one of {states}.").format(states=", ".join(sides)))
    return sides[value]


promises_listing = Listing(
    Promise,
    filters=[
        *OF_RECEIVABLE, "state", "owner", "currency", "promised_on", "made_on", "ended_on", "created_at",
        AMOUNT,
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

disputes_listing = Listing(
    Dispute,
    filters=[
        *OF_RECEIVABLE, "state", "category", "owner", "currency", "opened_on", "due_on", "resolved_on", "created_at",
        AMOUNT,
    ],
    ordering={"opened_on": "opened_on", "created_at": "created_at", "amount": "amount_minor"},
    default_order="-opened_on",
    columns=[
        Column("opened_on", _("Opened on"), kind="day", link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref"),
        Column("category", _("Category")),
        Column("amount", _("Disputed amount"), kind="ledger"),
        Column("due_on", _("To be resolved by"), kind="day", phone=False),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("state", _("State"), kind="pill"),
        Column("accepted", _("Accepted amount"), kind="ledger", shown=False, phone=False),
    ],
    select_related=["receivable__customer", "owner"],
    views=[
        View("open", pgettext_lazy("dispute", "Open"), {"state__in": "open,in_review"}, hot=True),
        View("resolved", _("Resolved"), {"state__in": "accepted,partly,rejected,withdrawn"}),
        View("all", _("All")),
    ],
    searchable=False,
)  # fmt: skip

causes_listing = Listing(
    LateCause,
    filters=[
        *OF_RECEIVABLE, "state", "code", "owner", "currency", "found_on", "created_at", AMOUNT,
        Filter("side", kind="text", asks=_side, label=_("Whose cause")),
    ],
    ordering={"found_on": "found_on", "created_at": "created_at", "amount": "amount_minor"},
    default_order="-found_on",
    columns=[
        Column("found_on", _("Found on"), kind="day", link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref"),
        Column("code", _("Cause")),
        Column("amount", _("Amount"), kind="ledger"),
        Column("owner", _("Stated by"), kind="ref", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["receivable__customer", "owner"],
    views=[
        View("review", pgettext_lazy("cause", "To review"), {"state": "stated"}, hot=True),
        View("ours", pgettext_lazy("cause", "Ours"), {"side": "ours", "state__in": "stated,confirmed"}),
        View("theirs", pgettext_lazy("cause", "Theirs"), {"side": "theirs", "state__in": "stated,confirmed"}),
        View("all", _("All")),
    ],
    searchable=False,
)  # fmt: skip

actions_listing = Listing(
    CorrectiveAction,
    filters=[*OF_RECEIVABLE, "cause", "state", "owner", "department", "due_on", "opened_on", "done_on", "created_at"],
    ordering={"due_on": "due_on", "created_at": "created_at"},
    default_order="due_on",
    columns=[
        Column("text", _("What is to be done"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref", phone=False),
        Column("owner", _("Who mends it"), kind="ref"),
        Column("due_on", _("Due date"), kind="day"),
        Column("state", _("State"), kind="pill"),
        Column("done_on", _("Done on"), kind="day", shown=False, phone=False),
    ],
    select_related=["receivable__customer", "owner", "cause"],
    views=[
        View("open", pgettext_lazy("corrective action", "Open"), {"state": "open"}, hot=True),
        View("mine", _("Mine"), {"state": "open", "owner": "me"}),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    searchable=False,
)  # fmt: skip

cases_listing = Listing(
    LegalCase,
    filters=[
        "number", "customer", "state", "outcome", "owner", "currency", "opened_on", "closed_on", "created_at", AMOUNT,
    ],
    ordering={"opened_on": "opened_on", "created_at": "created_at", "amount": "amount_minor"},
    default_order="-opened_on",
    columns=[
        Column("number", _("Legal case"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("amount", _("Claimed amount"), kind="ledger"),
        Column("opened_on", _("Opened on"), kind="day"),
        Column("court", _("Court"), phone=False),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "owner"],
    views=[
        View("open", _("Under way"), {"state__in": "letter,mediation,suit,judgment,enforcement"}),
        View("closed", pgettext_lazy("legal case", "Closed"), {"state": "closed"}),
        View("all", _("All")),
    ],
    searchable=False,
)  # fmt: skip

requests_listing = Listing(
    LegalRequest,
    filters=["customer", "receivable", "kind", "state", "asked_on", "created_at"],
    ordering={"asked_on": "asked_on", "created_at": "created_at"},
    default_order="-asked_on",
    columns=[
        Column("asked_on", _("Asked on"), kind="day", link=True),
        Column("kind", _("Kind")),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref"),
        Column("days_overdue", _("Days overdue"), kind="number", phone=False),
        Column("state", _("State"), kind="pill"),
        Column("case", _("Legal case"), kind="ref", phone=False),
    ],
    select_related=["customer", "receivable", "case"],
    views=[
        View("open", pgettext_lazy("legal request", "Proposed"), {"state": "proposed"}, hot=True),
        View("all", _("All")),
    ],
    searchable=False,
)

blocks_listing = Listing(
    DunningBlock,
    filters=["customer", "receivable", "until", "from_on", "lifted_on", "created_at"],
    ordering=["created_at"],
    searchable=False,
)

procedures_listing = Listing(
    DunningProcedure, filters=["is_active"], ordering=["created_at"], searchable=False, small=True
)
