"""The list of exports to the general ledger, declared once for page and API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import Column, Listing
from receivables.models import BooksExport

books_exports_listing = Listing(
    BooksExport,
    filters=["target", "format", "state", "first_on", "last_on", "is_repeat", "created_by", "created_at"],
    ordering=["created_at"],
    columns=[
        Column("target", _("General ledger"), link=True),
        Column("format", _("Format"), phone=False),
        Column("first_on", _("From day"), kind="day"),
        Column("last_on", _("To day"), kind="day"),
        Column("vouchers", _("Vouchers"), kind="number"),
        Column("entries", _("Entries"), kind="number", phone=False),
        Column("debit", _("Debit"), kind="ledger", phone=False),
        Column("credit", pgettext_lazy("ledger", "Credit"), kind="ledger", phone=False),
        Column("created_by", _("Asked by"), kind="ref", phone=False),
        Column("created_at", _("Asked"), kind="moment"),
        Column("state", _("State"), kind="pill"),
    ],
    select_related=["created_by"],
    searchable=False,
)
