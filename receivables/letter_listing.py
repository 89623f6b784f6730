"""The lists of statements of account, confirmation letters and statement runs, once for pages and API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.listing import Column, Filter, Listing, View, by_group
from receivables.letter_states import AWAITED
from receivables.models import AccountStatement, ConfirmationLetter, StatementRun


def _late(value, by) -> Q:
    """Is an answer awaited after the day it was asked for by?"""
    late = Q(state__in=AWAITED, reply_by__lt=local_day())
    return late if value in (True, "true", "1") else ~late


def _opened(value, by) -> Q:
    return Q(opened_at__isnull=value not in (True, "true", "1"))


FILTERS = [
    "number", "state", "customer", "owner", "department", "cause", "language", "counted_on", "sent_at", "reply_by",
    "created_at", "updated_at",
    Filter("late", kind="flag", asks=_late, label=_("Answer is late")),
    Filter("opened", kind="flag", asks=_opened, label=pgettext_lazy("letter", "Opened")),
    Filter("balance", path="balance_minor", kind="money", label=_("Balance")),
]  # fmt: skip
ORDERING = {"created_at": "created_at", "number": "number", "counted_on": "counted_on"}

account_statements_listing = Listing(
    AccountStatement,
    filters=[*FILTERS, "run"],
    ordering=ORDERING,
    default_order="-created_at",
    columns=[
        Column("number", _("Statement of account"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("counted_on", _("As of"), kind="day"),
        Column("items_count", _("Items"), kind="number", phone=False),
        Column("balance_words", _("Balance")),
        Column("sent_at", pgettext_lazy("paper", "Sent"), kind="moment", phone=False),
        Column("reply_by", _("Reply by"), kind="day", phone=False),
        Column("state", _("State"), kind="pill"),
        Column("cause", _("Cause"), shown=False, phone=False),
        Column("reader_name", _("Recipient"), shown=False, phone=False),
        Column("owner", _("Owner"), kind="ref", shown=False, phone=False),
    ],
    select_related=["customer", "owner"],
    searchable=False,
    views=[
        View("awaited", _("Awaiting an answer"), {"state__in": "sent,unanswered", "ordering": "-created_at"}),
        View("late", _("Answer is late"), {"late": "true"}, hot=True),
        View("disputed", _("Disputed"), {"state": "disputed"}),
        View("made", pgettext_lazy("account statement", "To send"), {"state": "made"}),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    figures=by_group("state", "balance_minor"),
)
confirmations_listing = Listing(
    ConfirmationLetter,
    filters=FILTERS,
    ordering=ORDERING,
    default_order="-created_at",
    columns=[
        Column("number", _("Confirmation letter"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("counted_on", _("As of"), kind="day"),
        Column("balance_words", _("Balance")),
        Column("sent_at", pgettext_lazy("paper", "Sent"), kind="moment", phone=False),
        Column("reply_by", _("Reply by"), kind="day", phone=False),
        Column("state", _("State"), kind="pill"),
        Column("cause", _("Cause"), shown=False, phone=False),
        Column("owner", _("Owner"), kind="ref", shown=False, phone=False),
    ],
    select_related=["customer", "owner"],
    searchable=False,
    views=[
        View("made", pgettext_lazy("account statement", "To send"), {"state": "made"}),
        View("awaited", _("Awaiting an answer"), {"state__in": "sent,unanswered"}),
        View(
            "differs", pgettext_lazy("confirmation letter", "Balance differs"), {"state": "differs"}, hot=True
        ),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    figures=by_group("state", "balance_minor"),
)
runs_listing = Listing(
    StatementRun,
    filters=["state", "counted_on", "created_at"],
    ordering=["created_at"],
    default_order="-created_at",
    columns=[
        Column("counted_on", _("As of"), kind="day", link=True),
        Column("customers", _("Customers")),
        Column("sent", pgettext_lazy("fate of a customer in a statement run", "Sent")),
        Column("skipped", pgettext_lazy("fate of a customer in a statement run", "Skipped")),
        Column("failed", pgettext_lazy("fate of a customer in a statement run", "Failed")),
        Column("created_at", _("Started"), kind="moment"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["created_by"],
    searchable=False,
)
