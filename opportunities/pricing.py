"""What a quote comes to: plain values in and out (decision 27)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.money import round_money


@dataclass(frozen=True)
class LineAmounts:
    """A priced line: everything in the currency's minor unit; `cost` and `list_net` None where unknown."""

    net: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    list_net: Decimal


@dataclass(frozen=True)
class QuoteAmounts:
    """The sums of a quote; cost, margin and margin rate only where every line has a cost."""

    net: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    discount: Decimal
    discount_rate: Decimal

    @property
    def margin(self) -> Decimal | None:
        return None if self.cost is None else self.net - self.cost

    @property
    def margin_rate(self) -> Decimal | None:
        return None if self.margin is None or not self.net else self.margin / self.net


def line_amounts(quantity, unit_price, unit_cost, list_price, tax_rate, currency) -> LineAmounts:
    """Net, tax and total of one line; without a list price the line is sold at its own price."""
    net = round_money(quantity * unit_price, currency)
    tax = round_money(net * tax_rate, currency)
    cost = None if unit_cost is None else round_money(quantity * unit_cost, currency)
    list_net = round_money(quantity * list_price, currency) if list_price else net
    return LineAmounts(net, tax, net + tax, cost, list_net)


def quote_amounts(lines: Iterable[LineAmounts]) -> QuoteAmounts:
    """The sums over the lines; the discount is what the lines are below their list prices."""
    lines = list(lines)
    net, listed = _sum(line.net for line in lines), _sum(line.list_net for line in lines)
    known = bool(lines) and all(line.cost is not None for line in lines)
    discount = max(listed - net, Decimal(0))
    return QuoteAmounts(
        net=net,
        tax=_sum(line.tax for line in lines),
        total=_sum(line.total for line in lines),
        cost=_sum(line.cost for line in lines) if known else None,
        discount=discount,
        discount_rate=(discount / listed).quantize(Decimal("0.0001")) if listed else Decimal(0),
    )


def _sum(amounts) -> Decimal:
    return sum(amounts, Decimal(0))
