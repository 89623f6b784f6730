"""The list of imports."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from integrations.models import Import

imports_listing = Listing(
    Import,
    filters=["kind", "state", "dry_run", "created_at"],
    ordering=["created_at"],
    default_order="-created_at",
    columns=[
        Column("file_name", _("File"), link=True),
        Column("state", _("State"), kind="pill"),
        Column("created_at", _("Brought"), kind="moment"),
    ],
    searchable=False,
)
