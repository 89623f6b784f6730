"""The list of leads: what it filters and sorts by, for page and API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.listing import Bulk, Column, Filter, Listing, View, by_group
from leads.lying import goes_soon
from leads.models import Lead
from leads.states import IN_WORK, Grade, LeadState
from tenancy.roles import Right


def in_work(value: bool, by) -> Q:
    """Somebody works on it (true), or it waits or is closed (false)."""
    return Q(state__in=IN_WORK) if value else ~Q(state__in=IN_WORK)


def late(value: bool, by) -> Q:
    """Nobody has responded in time (true), or the response came or is not due."""
    found = Q(late_since__isnull=False, accepted_at=None)
    return found if value else ~found


def review_due(value: bool, by) -> Q:
    """The review has come (true), or not yet."""
    found = Q(review_due_on__lte=local_day(), state__in=IN_WORK)
    return found if value else ~found


def back_soon(value: bool, by) -> Q:
    """It goes back to the pool within the days of the warning (true), or not yet."""
    found = goes_soon(local_day())
    return found if value else ~found


leads_listing = Listing(
    Lead,
    filters=[
        "number", "state", "grade", "level", "source", "owner", "customer", "department", "deal", "industry", "region",
        "is_strategic", "created_at", "updated_at", "last_touched_at", "expected_start_on", "score", "review_due_on",
        Filter("in_work", kind="flag", asks=in_work, label=_("In work")),
        Filter("review_due", kind="flag", asks=review_due, label=_("Review due")),
        Filter("back_soon", kind="flag", asks=back_soon, label=_("Back to the pool soon")),
        Filter("late", kind="flag", asks=late, label=_("First response late")),
        Filter("expected_amount", path="amount_minor", kind="money", label=_("Expected amount")),
    ],
    ordering={"created_at": "created_at", "expected_amount": "amount_minor", "last_touched_at": "last_touched_at"},
    default_order="-created_at",
    columns=[
        Column("title", _("Customer · need")),
        Column("grade", pgettext_lazy("lead", "Grade")),
        Column("level", pgettext_lazy("lead", "Level")),
        Column("state", _("State"), kind="pill"),
        Column("score", _("Score"), phone=False),
        Column("expected_amount", _("Expected amount"), kind="money"),
        Column("source", _("Source"), phone=False),
        Column("owner", _("Owner"), kind="ref", phone=False),
        Column("last_touched_at", _("Last contact"), kind="moment"),
        Column("back_to_pool_on", _("Back to the pool"), kind="day", phone=False),
        Column("review_due_on", _("Next review"), kind="day", shown=False, phone=False),
        Column("region", _("Region"), shown=False, phone=False),
        Column("industry", _("Industry"), shown=False, phone=False),
        Column("expected_start_on", _("Expected start"), kind="day", shown=False, phone=False),
        Column("created_at", pgettext_lazy("column", "Created"), kind="moment", shown=False, phone=False),
    ],
    select_related=["owner", "customer"],
    views=[
        View("mine", _("My leads"), {"owner": "me", "in_work": "true"}),
        View("open", _("In work"), {"in_work": "true"}),
        View("back_soon", _("Back to the pool soon"), {"back_soon": "true"}, hot=True),
        View("late", _("First response late"), {"late": "true", "in_work": "true"}, hot=True),
        View("credible", _("One verification short"), {"grade": Grade.CREDIBLE, "in_work": "true"}, hot=True),
        View("pool", pgettext_lazy("leads", "Pool"), {"state": LeadState.POOLED}),
        View("all", pgettext_lazy("view", "All"), {}),
    ],
    wide_view="open",
    figures=by_group("grade"),
    bulk=[
        Bulk("assign", "user-share", Right.LEAD_ASSIGN),
        Bulk("claim", "hand-stop", Right.LEAD_CLAIM),
        Bulk("nurture", "clock-pause"),
        Bulk("pool", "arrow-back-up"),
        Bulk("invalidate", "ban"),
    ],
)  # fmt: skip
