"""Lists around bank files: our accounts, mappings kept, files on their way in."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from receivables.models import BankAccount, StatementImport, StatementLayout

accounts_listing = Listing(
    BankAccount,
    filters=["number", "name", "currency", "is_confirmed", "created_at"],
    ordering={"created_at": "created_at", "number": "number"},
    default_order="number",
    columns=[
        Column("number", _("Bank account"), link=True),
        Column("name", _("Name")),
        Column("currency", _("Currency")),
        Column("is_confirmed", _("Confirmed")),
    ],
    searchable=False,
    small=True,
)

layouts_listing = Listing(
    StatementLayout,
    filters=["bank", "account", "created_at"],
    ordering=["created_at"],
    searchable=False,
)

imports_listing = Listing(
    StatementImport,
    filters=["state", "statement", "created_at"],
    ordering=["created_at"],
    select_related=["statement", "created_by"],
    searchable=False,
)
