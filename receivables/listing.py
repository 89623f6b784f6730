"""The lists of this app, declared once for pages and API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.listing import Column, Filter, Listing, View, by_group
from core.refusals import BadParameter
from receivables.insured import asked_insured
from receivables.models import (
    Allocation,
    BankLine,
    BankStatement,
    DunningStep,
    Invoice,
    Receivable,
)
from receivables.states import ReceivableState, StatementState

LINE_STATES = ("unmatched", "matched", "parked", "discarded")


def _overdue(value, by) -> Q:
    late = Q(state=ReceivableState.OPEN, due_on__lt=local_day())
    return late if value in (True, "true", "1") else ~late


def _disputed(value, by) -> Q:
    among = Receivable.objects.filter(disputes__isnull=False, disputes__resolved_on=None).values("pk")
    return Q(pk__in=among) if value in (True, "true", "1") else ~Q(pk__in=among)


def _line_state(value, by) -> Q:
    """unmatched, matched, parked or discarded, as BankLine.state tells it; several joined by commas."""
    asked = Q(pk__in=[])
    for state in str(value).split(","):
        if state not in LINE_STATES:
            raise BadParameter(
                "state", str(_("state is one of {states}.")).format(states=", ".join(LINE_STATES))
            )
        left, gone = Q(unallocated__gt=0), Q(statement__state=StatementState.DISCARDED)
        asked |= {
            "matched": ~left & ~gone,
            "discarded": gone,
            "parked": left & Q(parked_at__isnull=False),
            "unmatched": left & Q(parked_at__isnull=True),
        }[state]
    return asked


def _allocation_state(value, by) -> Q:
    if value not in ("posted", "reversed"):
        raise BadParameter("state", str(_("state is one of {states}.")).format(states="posted, reversed"))
    return Q(reversed_at__isnull=value == "posted")


receivables_listing = Listing(
    Receivable,
    filters=[
        "number", "state", "customer", "deal", "owner", "department", "currency", "trigger", "due_on", "triggered_on",
        "settled_on", "is_taken_over", "created_at", "updated_at",
        Filter("contract", path="agreement", label=_("Contract")),
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
        Filter("balance", path="balance_minor", kind="money", label=_("Balance")),
        Filter("overdue", kind="flag", asks=_overdue, label=_("Overdue")),
        Filter("disputed", kind="flag", asks=_disputed, label=_("Disputed")),
        Filter("insured", kind="flag", asks=asked_insured, label=_("Insured")),
    ],
    ordering={
        "created_at": "created_at", "due_on": "due_sort", "amount": "amount_minor", "balance": "balance_minor",
        "number": "number",
    },
    columns=[
        Column("number", _("Receivable"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("name", _("Instalment"), phone=False),
        Column("due_on", _("Due date"), kind="day"),
        Column("amount", _("Amount"), kind="ledger", phone=False),
        Column("balance", _("Balance"), kind="ledger"),
        Column("state", _("State"), kind="pill"),
        Column("triggered_on", _("Triggered on"), kind="day", shown=False, phone=False),
        Column("owner", _("Owner"), kind="ref", shown=False, phone=False),
    ],
    select_related=["customer", "agreement", "owner"],
    views=[
        View("open", pgettext_lazy("receivable", "Open"), {"state": "open", "ordering": "due_on"}),
        View("overdue", _("Overdue"), {"overdue": "true", "ordering": "due_on"}, hot=True),
        View("disputed", _("Disputed"), {"disputed": "true"}),
        View("planned", pgettext_lazy("receivable", "Planned"), {"state": "planned"}),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    figures=by_group("state", "balance_minor"),
)  # fmt: skip

invoices_listing = Listing(
    Invoice,
    filters=[
        "number", "fiscal_number", "kind", "state", "customer", "deal", "owner", "currency", "vat_kind", "issued_on",
        "created_at", "updated_at",
        Filter("credits", path="credits", label=_("Invoice credited")),
        Filter("receivable", path="items__receivable", label=_("Receivable")),
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
    ],
    ordering={"created_at": "created_at", "amount": "amount_minor"},
    columns=[
        Column("number", _("Invoice"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("kind", _("Document"), kind="text", phone=False),
        Column("net", _("Net amount"), kind="ledger", phone=False),
        Column("tax", _("Tax"), kind="ledger", phone=False),
        Column("amount", _("Amount"), kind="ledger"),
        Column("issued_on", _("Issued on"), kind="day"),
        Column("state", _("State"), kind="pill"),
        Column("fiscal_number", _("Tax invoice number"), shown=False, phone=False),
        Column("vat_kind", _("Kind of VAT invoice"), shown=False, phone=False),
        Column("owner", _("Owner"), kind="ref", shown=False, phone=False),
    ],
    select_related=["customer", "deal", "owner"],
    views=[
        View("requested", _("To issue"), {"state": "requested"}, hot=True),
        View("issued", _("Issued"), {"state": "issued", "kind": "invoice"}),
        View("notes", _("Credit notes"), {"kind": "credit_note"}),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    figures=by_group("state"),
)  # fmt: skip

statements_listing = Listing(
    BankStatement,
    filters=["state", "format", "owner", "created_at"],
    ordering=["created_at"],
    columns=[
        Column("file_name", _("File"), link=True),
        Column("format", _("Format"), phone=False),
        Column("bank", _("Bank"), phone=False),
        Column("new_lines", _("New lines"), kind="number", phone=False),
        Column("known_lines", _("Known lines"), kind="number", phone=False),
        Column("created_at", pgettext_lazy("column", "Imported"), kind="moment"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["owner"],
    views=[
        View("all", _("All"), {"ordering": "-created_at"}),
        View("held", _("Held"), {"state": "held"}, hot=True),
        View("discarded", pgettext_lazy("bank statement", "Discarded"), {"state": "discarded"}),
    ],
    searchable=False,
)

lines_listing = Listing(
    BankLine,
    filters=[
        "source", "statement", "account", "customer", "currency", "value_on", "booked_on", "created_at", "payer",
        Filter("state", kind="text", asks=_line_state, label=_("State")),
        Filter("amount", path="amount_minor", kind="money", label=_("Amount")),
    ],
    ordering={"value_on": "value_on", "created_at": "created_at", "amount": "amount_minor"},
    default_order="-value_on",
    select_related=["customer", "account", "statement"],
    searchable=False,
)  # fmt: skip

allocations_listing = Listing(
    Allocation,
    filters=[
        "bank_line", "receivable", "counts_on", "is_automatic", "created_at",
        Filter("customer", path="receivable__customer", label=_("Customer")),
        Filter("deal", path="receivable__deal", label=_("Deal")),
        Filter("statement", path="bank_line__statement", label=_("Bank statement")),
        Filter("state", kind="text", asks=_allocation_state, label=_("State")),
    ],
    ordering=["created_at"],
    searchable=False,
)  # fmt: skip

steps_listing = Listing(
    DunningStep,
    filters=["receivable", "customer", "level", "cycle", "made_on", Filter("deal", path="receivable__deal")],
    ordering={"made_at": "made_at"},
    default_order="-made_at",
    searchable=False,
)
