"""The lists of provisions: runs, their lines, specific items, rates."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Filter, Listing, View, by_group
from receivables.models import ProvisionLine, ProvisionRate, ProvisionRun, SpecificProvision

provisions_listing = Listing(
    ProvisionRun,
    filters=["number", "state", "closes_on", "owner", "created_at", "updated_at"],
    ordering={"closes_on": "closes_on", "created_at": "created_at"},
    default_order="-closes_on",
    columns=[
        Column("number", _("Provision run"), link=True),
        Column("closes_on", _("Month end"), kind="day"),
        Column("balance", _("Receivables"), kind="ledger", phone=False),
        Column("opening", pgettext_lazy("provision", "Opening"), kind="ledger", phone=False),
        Column("charge", _("Charge"), kind="ledger", phone=False),
        Column("used", pgettext_lazy("provision", "Used"), kind="ledger", phone=False),
        Column("recovered", _("Recovered"), kind="ledger", phone=False),
        Column("released", pgettext_lazy("provision", "Released"), kind="ledger", phone=False),
        Column("currency_difference", _("Currency difference"), kind="ledger", phone=False),
        Column("total", _("Provision"), kind="ledger"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["owner"],
    views=[
        View("all", _("All"), {"ordering": "-closes_on"}),
        View("posted", pgettext_lazy("provision run", "Posted"), {"state": "posted"}),
        View("open", _("To decide"), {"state__in": "draft,approved"}, hot=True),
    ],
    searchable=False,
)

provision_lines_listing = Listing(
    ProvisionLine,
    filters=[
        "run", "customer", "receivable", "bucket", "source", "doubt", "currency",
        Filter("amount", path="amount_minor", kind="money", label=_("Provision")),
    ],
    ordering={"amount": "amount_minor"},
    default_order="-amount",
    columns=[
        Column("receivable", _("Receivable"), kind="ref"),
        Column("run", _("Provision run"), kind="ref", phone=False),
        Column("customer", _("Customer"), kind="ref"),
        Column("due_on", _("Due date"), kind="day"),
        Column("bucket", _("Days overdue"), kind="pill", phone=False),
        Column("open_money", _("Balance"), kind="ledger", phone=False),
        Column("base", pgettext_lazy("provision", "Base"), kind="ledger", phone=False),
        Column("rate", pgettext_lazy("provision", "Rate"), phone=False),
        Column("amount", _("Provision"), kind="ledger"),
        Column("doubt", pgettext_lazy("provision", "Class"), kind="pill", phone=False),
    ],
    select_related=["receivable", "customer", "run"],
    searchable=False,
)  # fmt: skip

specifics_listing = Listing(
    SpecificProvision,
    filters=[
        "number",
        "state",
        "customer",
        "receivable",
        "owner",
        "starts_on",
        "ends_on",
        "created_at",
        "updated_at",
    ],
    ordering=["created_at"],
    columns=[
        Column("number", _("Specific provision"), link=True),
        Column("customer", _("Customer"), kind="ref"),
        Column("receivable", _("Receivable"), kind="ref", phone=False),
        Column("rate", pgettext_lazy("provision", "Rate")),
        Column("money", _("Amount"), kind="ledger"),
        Column("starts_on", _("Valid from"), kind="day", phone=False),
        Column("ends_on", _("Valid until"), kind="day", phone=False),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["customer", "receivable", "owner"],
    views=[
        View("proposed", pgettext_lazy("specific provision", "Proposed"), {"state": "proposed"}, hot=True),
        View("live", pgettext_lazy("specific provision", "In force"), {"state__in": "doubtful,bad"}),
        View("all", _("All"), {"ordering": "-created_at"}),
    ],
    figures=by_group("state", ""),
    searchable=False,
)

provision_rates_listing = Listing(
    ProvisionRate,
    filters=["bucket", "valid_from", "created_at"],
    ordering=["created_at"],
    small=True,
    searchable=False,
)
