"""The sums of a file beside the sums of what was taken in, by currency: whether all of it arrived."""

from decimal import Decimal

from core.money import Money
from integrations.models import Import


def add_sums(upload: Import, side: str, values: dict) -> None:
    """Count a row's amounts in, on the side of the file or of what was taken in."""
    if upload.what.sums is None:
        return
    sums = upload.totals.setdefault(side, {})
    for name, money in upload.what.sums(values).items():
        by_currency = sums.setdefault(name, {})
        before = Decimal(by_currency.get(money.currency, "0"))
        by_currency[money.currency] = str(before + money.amount)


def compared(upload: Import) -> list[dict]:
    """[{"label", "file", "taken", "difference"}] as money, one for each sum and currency; none for other kinds."""
    found = []
    for name, label in upload.what.sum_labels.items():
        for currency, amount in sorted(upload.totals.get("file", {}).get(name, {}).items()):
            whole = Decimal(amount)
            taken = Decimal(upload.totals.get("taken", {}).get(name, {}).get(currency, "0"))
            found.append(
                {
                    "name": name,
                    "label": label,
                    "file": Money(whole, currency),
                    "taken": Money(taken, currency),
                    "difference": Money(whole - taken, currency),
                }
            )
    return found
