"""Money: amounts with their currency, rounding, splitting, and what they are worth in the tenant's currency.

Never a float. Amounts are kept in the minor unit of their currency; unit prices may have up to 6 decimals
(decision 27) and are rounded where a line total is made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.dates import local_day
from core.tenancy import current_tenant

__all__ = [
    "CURRENCIES", "CurrencyMismatch", "Money", "base_amount", "base_minor", "base_rate", "from_minor", "minor_units",
    "round_money", "split", "total",
]  # fmt: skip


class CurrencyMismatch(ValueError):
    """Two currencies in one sum: a defect in the caller, which must convert first."""


@dataclass(frozen=True)
class Money:
    """An amount in a currency; negative amounts are allowed. Raises ValueError for a float or unknown currency."""

    amount: Decimal
    currency: str

    def __post_init__(self):
        if isinstance(self.amount, float):
            raise ValueError("Money takes no float")
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}")
        amount = Decimal(self.amount)
        if not amount.is_finite():
            raise ValueError("Money takes finite amounts only")
        object.__setattr__(self, "amount", amount)

    def __add__(self, other):
        return Money(self.amount + self._same(other), self.currency)

    def __radd__(self, other):
        # sum() begins with the number 0.
        return self if other == 0 else NotImplemented

    def __sub__(self, other):
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self):
        return Money(-self.amount, self.currency)

    def __abs__(self):
        return Money(abs(self.amount), self.currency)

    def __mul__(self, factor):
        """Times a share or a quantity, rounded to the minor unit."""
        return Money(round_money(self.amount * Decimal(factor), self.currency), self.currency)

    def __lt__(self, other):
        return self.amount < self._same(other)

    def __le__(self, other):
        return self.amount <= self._same(other)

    def __gt__(self, other):
        return self.amount > self._same(other)

    def __ge__(self, other):
        return self.amount >= self._same(other)

    def __bool__(self):
        return bool(self.amount)

    def __str__(self):
        return f"{self.currency} {plain(self.amount, self.currency)}"

    def rounded(self) -> "Money":
        """In the minor unit of its currency."""
        return Money(round_money(self.amount, self.currency), self.currency)

    def as_json(self) -> dict[str, str]:
        """{"amount": "1234.50", "currency": "CNY"}: never fewer digits than the currency's minor unit has."""
        return {"amount": plain(self.amount, self.currency), "currency": self.currency}

    def _same(self, other) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money and {type(other).__name__} do not mix")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} in one sum")
        return other.amount


def plain(amount: Decimal, currency: str) -> str:
    """The amount as text without separators: the minor unit's digits, more only where they say something."""
    digits = CURRENCIES[currency]
    rounded = amount.quantize(_unit(digits), ROUND_HALF_UP)
    shown = rounded if rounded == amount else amount.normalize()
    return f"{shown:f}" if shown else f"{abs(shown):f}"


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Half up (away from zero) to the currency's minor unit, as invoices are."""
    return Decimal(amount).quantize(_unit(CURRENCIES[currency]), ROUND_HALF_UP)


def minor_units(amount: Decimal, currency: str) -> int:
    """The amount in cents (or whatever the minor unit is), rounded half up."""
    return int(round_money(amount, currency).scaleb(CURRENCIES[currency]))


def from_minor(units: int, currency: str) -> Decimal:
    """The amount of so many minor units."""
    return Decimal(units).scaleb(-CURRENCIES[currency])


def split(whole: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Divide `whole` in proportion to the weights; the last part takes the rounding, so that they add up.

    Raises ValueError where the weights add up to nothing.
    """
    weighed = sum(weights, Decimal(0))
    if not weighed:
        raise ValueError("the weights add up to nothing")
    parts = [round_money(whole * weight / weighed, currency) for weight in weights[:-1]]
    return [*parts, round_money(whole, currency) - sum(parts, Decimal(0))]


def total(moneys: Iterable[Money], currency: str) -> Money:
    """The sum in `currency`; zero for none. Raises CurrencyMismatch for any other currency among them."""
    return sum(moneys, Money(Decimal(0), currency))


def base_rate(currency: str, on: date) -> Decimal:
    """What one unit of `currency` is worth in the tenant's currency on a day: the newest rate not after it.

    Raises ValidationError naming currency and day where there is none.
    """
    if currency == current_tenant().currency:
        return Decimal(1)
    rates = apps.get_model("core", "Rate").objects.filter(currency=currency, day__lte=on)
    rate = rates.order_by("-day").values_list("rate", flat=True).first()
    if rate is None:
        raise ValidationError(
            _missing_rate().format(currency=currency, day=on.isoformat()), code="missing_rate"
        )
    return rate


def base_amount(money: Money, on: date | None = None) -> Decimal:
    """The money in the tenant's currency at the rate of `on` (today), rounded. Raises ValidationError: no rate."""
    rate = base_rate(money.currency, on or local_day())
    return round_money(money.amount * rate, current_tenant().currency)


def base_minor(amount: Decimal, currency: str, on: date | None = None) -> int:
    """The amount in the minor unit of the tenant's currency: the whole number that lists sort and filter by."""
    return minor_units(base_amount(Money(amount, currency), on), current_tenant().currency)


def _missing_rate() -> str:
    return _("There is no exchange rate for {currency} on or before {day}. Ask an administrator to add one.")


def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)
