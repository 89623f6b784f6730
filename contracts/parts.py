"""From the forms' values to the terms' columns: one currency, plain Decimals, products known."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.form_fields import pointed


def line_values(rows: list[dict], currency: str, field: str = "") -> list[dict]:
    """Lines for deals.services (Decimals in the contract's currency). Raises ValidationError pointing at the line.

    field: the name the rows have in the body; none where the body is the array itself.
    """
    _one_currency(rows, ("unit_price", "unit_cost"), currency, field)
    return [
        {
            "id": row.get("id"),
            "product": row.get("product"),
            "description": row["description"],
            "quantity": row["quantity"],
            "unit_price": row["unit_price"].amount,
            "unit_cost": row["unit_cost"].amount if row.get("unit_cost") else _cost_of(row),
            "tax_rate": row.get("tax_rate") or 0,
        }
        for row in rows
    ]


def instalment_values(rows: list[dict], currency: str, field: str = "") -> list[dict]:
    """Instalments for deals.services. Raises ValidationError pointing at the instalment."""
    _one_currency(rows, ("amount",), currency, field)
    return [row | {"amount": row["amount"].amount if row.get("amount") else 0} for row in rows]


def wordings(rows: list[dict], field: str = "") -> dict:
    """{Clause: (text or None, risk or None)}; a clause named twice is an error."""
    named = {}
    for position, row in enumerate(rows):
        if row["clause"] in named:
            told = _("Clause {clause} is named twice.").format(clause=row["clause"])
            errors = [pointed(told, f"{position}/clause")]
            raise ValidationError({field: errors} if field else errors)
        named[row["clause"]] = ("" if row.get("struck_out") else row.get("text"), row.get("risk") or None)
    return named


def amendment_parts(contract, values: dict) -> dict:
    """The form's values as the service takes them; a list that was not given stays out."""
    parts = {name: values[name] for name in ("reason", "warranty_months") if values.get(name) is not None}
    if values.get("lines"):
        parts["lines"] = line_values(values["lines"], contract.currency, "lines")
    if values.get("payment_schedule"):
        parts["schedule"] = instalment_values(
            values["payment_schedule"], contract.currency, "payment_schedule"
        )
    if values.get("clauses"):
        parts["clauses"] = wordings(values["clauses"], "clauses")
    return parts


def amount_in(money, currency: str, field: str):
    """The Decimal of `money`, which must be in `currency`; None stays None."""
    if money is not None and money.currency != currency:
        raise ValidationError({field: _mismatch(money.currency, currency)})
    return None if money is None else money.amount


def _cost_of(row):
    product = row.get("product")
    return getattr(product, "unit_cost", None) or 0


def _one_currency(rows, names, currency, field) -> None:
    errors = [
        pointed(_mismatch(row[name].currency, currency), f"{position}/{name}", "currency")
        for position, row in enumerate(rows)
        for name in names
        if row.get(name) is not None and row[name].currency != currency
    ]
    if errors:
        raise ValidationError({field: errors} if field else errors)


def _mismatch(found: str, wanted: str) -> str:
    return _("The contract is in {wanted}; this is in {found}.").format(wanted=wanted, found=found)
