"""The lists of opportunities and quotes: what they filter and sort by, for page and API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Bulk, Column, Filter, Listing, View, by_group
from opportunities.models import Opportunity, Quote
from opportunities.states import IN_WORK, QuoteState


def in_work(value: bool, by) -> Q:
    """Somebody works on it (true), or it waits or is closed (false)."""
    return Q(state__in=IN_WORK) if value else ~Q(state__in=IN_WORK)


opportunities_listing = Listing(
    Opportunity,
    filters=[
        "number", "state", "owner", "customer", "deal", "department", "forecast", "pending_gate", "created_at",
        "updated_at", "expected_signing_on", "expected_start_on",
        Filter("in_work", kind="flag", asks=in_work, label=_("In work")),
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor", "state_since": "state_since"},
    default_order="-created_at",
    columns=[
        Column("title", _("Customer · need")),
        Column("state", _("State"), kind="pill"),
        Column("amount", _("Amount"), kind="money"),
        Column("win_probability", _("Win probability"), kind="number", phone=False),
        Column("expected_signing_on", _("Expected signing"), kind="day"),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("state_since", _("In this state since"), kind="moment", phone=False),
        Column("forecast", _("Forecast"), shown=False, phone=False),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment", shown=False, phone=False),
    ],
    select_related=["owner", "customer"],
    views=[
        View("mine", _("My opportunities"), {"owner": "me", "in_work": "true"}),
        View("open", _("In work"), {"in_work": "true"}),
        View("all", pgettext_lazy("view", "All"), {}),
    ],
    wide_view="open",
    figures=by_group("state"),
    bulk=[Bulk("suspend", "player-pause"), Bulk("resume", "player-play"), Bulk("abandon", "ban")],
)  # fmt: skip

quotes_listing = Listing(
    Quote,
    filters=[
        "number", "state", "opportunity", "deal", "customer", "owner", "valid_until", "created_at", "updated_at",
        Filter("total", path="total_minor", kind="money", label=_("Total")),
    ],
    ordering={"created_at": "created_at", "total": "total_minor"},
    default_order="-created_at",
    columns=[
        Column("number", _("Number"), link=True),
        Column("opportunity", _("Opportunity"), kind="ref"),
        Column("state", _("State"), kind="pill"),
        Column("total", _("Total"), kind="money"),
        Column("valid_until", _("Valid until"), kind="day"),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment", shown=False, phone=False),
    ],
    select_related=["owner", "customer", "opportunity"],
    views=[
        View("all", pgettext_lazy("view", "All"), {}),
        View("draft", pgettext_lazy("quotes", "Drafts"), {"state": QuoteState.DRAFT}),
        View("sent", pgettext_lazy("quotes", "Sent"), {"state": QuoteState.SENT}),
    ],
    figures=by_group("state", "total_minor"),
    bulk=[Bulk("send", "send")],
)  # fmt: skip
