"""The lists of the ledger's own records: receipts, and the months of the books."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Filter, Listing, View, by_group
from receivables.models import AccountingMonth, Receipt

months_listing = Listing(
    AccountingMonth,
    filters=["month", "state", "created_at", "updated_at"],
    ordering={"month": "month"},
    default_order="-month",
    searchable=False,
)

receipts_listing = Listing(
    Receipt,
    filters=[
        "number", "kind", "state", "customer", "owner", "currency", "bill_number", "received_on", "due_on", "line",
        "created_at", "updated_at",
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
    ],
    ordering={
        "created_at": "created_at", "received_on": "received_on", "due_on": "due_sort", "amount": "amount_minor",
    },
    columns=[
        Column("number", _("Receipt"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("kind", _("Kind"), phone=False),
        Column("bill_number", _("Bill number"), phone=False),
        Column("acceptor", _("Acceptor"), phone=False),
        Column("received_on", pgettext_lazy("receipt", "Received on"), kind="day", phone=False),
        Column("due_on", _("Due date"), kind="day"),
        Column("amount", _("Amount"), kind="ledger"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "owner"],
    views=[
        View("held", pgettext_lazy("bills", "In hand"), {"state": "received", "ordering": "due_on"}),
        View("passed", _("Passed on"), {"state__in": "endorsed,discounted", "ordering": "due_on"}),
        View("dishonoured", _("Dishonoured"), {"state": "dishonoured"}, hot=True),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    figures=by_group("state", "amount_minor"),
)  # fmt: skip
