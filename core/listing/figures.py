"""The line of figures over a list: the total and its groups, which add up to it."""

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from core.money import from_minor
from core.tenancy import current_tenant


def by_group(name: str, amount: str = "amount_minor"):
    """A listing's `figures`: rows and amount in all and by the choices of the column `name`, in one statement.

    amount: a bigint in the tenant's minor units, or "" where the records have none.
    """

    def figures(rows, by) -> list[dict]:
        sums = {"n": Count("*")} | ({"minor": Sum(amount)} if amount else {})
        groups = {row[name]: row for row in rows.order_by().values(name).annotate(**sums)}
        choices = rows.model._meta.get_field(name).flatchoices
        shown = [(label, groups[value]) for value, label in choices if value in groups]
        total = {"n": sum(row["n"] for _label, row in shown)}
        if amount:
            total["minor"] = sum(row["minor"] or 0 for _label, row in shown)
        # One group alone says nothing that the total does not.
        parts = shown if len(shown) > 1 else []
        return [_figure(_("Total"), total)] + [_figure(label, row) for label, row in parts]

    return figures


def _figure(label, row) -> dict:
    figure = {"label": label, "value": f"{row['n']:,}"}
    if "minor" in row:
        figure["amount"] = from_minor(row["minor"] or 0, current_tenant().currency)
    return figure
