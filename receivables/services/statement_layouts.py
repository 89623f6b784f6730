"""Mappings of bank tables that people gave: kept by the headers, for one account or for any, and taken again."""

from receivables.models import StatementLayout
from receivables.rules.statements.layout import Layout, fingerprint, from_json
from receivables.rules.statements.tables import Table


def kept_for(account: str):
    """A look-up for reading.Asked: {fingerprint} → the mapping kept for this account, else for any; None for none."""
    known: dict[str, dict[str, dict]] = {}

    def look_up(mark: str) -> Layout | None:
        if not known:
            known[""] = {}
            for row in StatementLayout.objects.order_by("created_at").values_list(
                "fingerprint", "account", "mapping"
            ):
                known.setdefault(row[0], {})[row[1]] = row[2]
        found = known.get(mark, {})
        mapping = found.get(account.replace(" ", "")) or found.get("")
        return from_json(mapping) if mapping else None

    return look_up


def remember(table: Table, layout: Layout, *, account: str = "", by) -> StatementLayout:
    """Keep a mapping for the next table with these headers; the one before is replaced."""
    row = StatementLayout.objects.filter(fingerprint=fingerprint(table.header), account=account).first()
    row = row or StatementLayout(
        fingerprint=fingerprint(table.header), account=account, created_by_id=by.user_id
    )
    row.bank, row.header, row.mapping = layout.bank, table.header, layout.as_json()
    row.save()
    return row
