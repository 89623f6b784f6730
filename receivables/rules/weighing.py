"""How sure a set of receivables is for a bank line: payer, number, sum and day, each with its reason."""

from dataclasses import dataclass
from decimal import Decimal

from receivables.rules.matching import Item, Line, Suggestion
from receivables.rules.payers import Payer
from receivables.rules.wording import Reason

CEILING, FLOOR = Decimal("0.99"), Decimal("0.05")
# Only what decision 24 calls certain is this sure or surer: the page's "≥ 95 %" is what posts by itself.
CERTAIN, UNCERTAIN = Decimal("0.95"), Decimal("0.94")
PAYER_KNOWN, PAYER_SIMILAR, PAYER_GROUP = Decimal("0.40"), Decimal("0.30"), Decimal("0.26")
WHOLE, SHORT, DAMAGED, TAIL = 4, 3, 2, 1
NUMBER = {WHOLE: Decimal("0.34"), SHORT: Decimal("0.22"), DAMAGED: Decimal("0.18"), TAIL: Decimal("0.14")}
SUM_AGREES, SUM_EXPLAINED, SUM_NEAR, SUM_PARTIAL = (
    Decimal("0.25"), Decimal("0.22"), Decimal("0.12"), Decimal("0.05"),
)  # fmt: skip
ONLY_ONE, ONE_OF_SEVERAL = Decimal("0.08"), Decimal("-0.10")
DUE_NOW, DUE_LATER = Decimal("0.03"), Decimal("-0.03")
OTHERS_NAMED = Decimal("-0.10")
# Money that comes so many days before the due date or less, or after it, is on time for that item.
ON_TIME_DAYS, EARLY_DAYS = 15, 60
# Why the money may be less than what it settles (states.Difference).
FEE, DISCOUNT, ROUNDING, WRITE_OFF = "fee", "discount", "rounding", "write_off"


@dataclass(frozen=True)
class Tolerance:
    """How much less than open still settles, in the line's currency.

    fee: what a bank may have kept. percent: of the open amount, up to `write_off`. rounding: less than this.
    """

    fee: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    write_off: Decimal | None = None
    rounding: Decimal = Decimal(0)

    def difference(self, line: Line, items) -> tuple[Decimal, str]:
        """(what the money lacks, what it is taken for); the kind is empty where it is too much or nothing lacks."""
        open_ = sum((item.balance for item in items), Decimal(0))
        gap = open_ - line.amount
        if gap <= 0:
            return gap, ""
        if gap == sum((discount_of(item, line) for item in items), Decimal(0)):
            return gap, DISCOUNT
        if gap < self.rounding:
            return gap, ROUNDING
        if gap <= self.fee:
            return gap, FEE
        in_reach = self.write_off is None or gap <= self.write_off
        return gap, WRITE_OFF if in_reach and gap * 100 <= open_ * self.percent else ""

    def explains(self, line: Line, items) -> bool:
        """Is the money so little less that it settles these items all the same?"""
        return bool(self.difference(line, items)[1])


def discount_of(item: Item, line: Line) -> Decimal:
    """The discount for paying early, if the money came in time for it."""
    in_time = line.on is not None and item.discount_until is not None and line.on <= item.discount_until
    return min(item.discount, item.balance) if in_time else Decimal(0)


class Named:
    """How clearly the text names each item."""

    def __init__(self, items: dict[Item, int]):
        self.items = items

    def of(self, item: Item) -> int:
        """WHOLE, SHORT, DAMAGED, TAIL or 0."""
        return self.items.get(item, 0)

    @property
    def strengths(self) -> list[int]:
        """The strengths that occur, the clearest first."""
        return sorted(set(self.items.values()), reverse=True)


def weighed(
    line: Line, chosen, payer: Payer, named: Named, alone: bool, tolerance: Tolerance, sure
) -> Suggestion:
    """A set with its confidence and reasons. sure: the certain set, if there is one."""
    gap, kind = tolerance.difference(line, chosen)
    parts = [
        _payer_part(chosen[0], payer),
        _number_part(chosen, named),
        _sum_part(line, chosen, alone, gap, kind),
        _day_part(line, chosen),
    ]
    total = sum((weight for weight, _reasons in parts), Decimal(0))
    is_sure = sure is not None and set(sure) == set(chosen)
    confidence = max(total, CERTAIN) if is_sure else min(total, UNCERTAIN)
    reasons = tuple(reason for _weight, found in parts for reason in found)
    closed = dict(_closed(line, chosen, gap, kind))
    return Suggestion(
        min(max(confidence, FLOOR), CEILING), reasons, tuple(_spread(line, chosen, closed)), chosen[0].customer_id,
        tuple((item, amount, kind) for item, amount in closed.items()),
    )  # fmt: skip


def _closed(line, chosen, gap, kind):
    """(item, what of it is closed without money): the discount of each, else all of the gap on the last."""
    if kind == DISCOUNT:
        yield from ((item, discount_of(item, line)) for item in chosen if discount_of(item, line))
    elif kind and gap < chosen[-1].balance:
        yield chosen[-1], gap


def _spread(line, chosen, closed):
    """The line's amount over the items, each at most what is to be paid of it."""
    left = line.amount
    for item in chosen:
        amount = min(item.balance - closed.get(item, Decimal(0)), left)
        if amount > 0:
            yield item, amount
        left -= amount


def _payer_part(item: Item, payer: Payer):
    customer_id, facts = item.customer_id, {"customer": item.customer_name}
    if customer_id in payer.exact:
        weight = PAYER_KNOWN if len(payer.exact) == 1 else PAYER_SIMILAR
        return weight, [Reason("good", f"payer_{payer.how}", facts)]
    if customer_id in payer.similar:
        share = round(payer.similar[customer_id])
        code = "payer_conflict" if payer.how == "conflict" else "payer_similar"
        return PAYER_SIMILAR * share / 100, [Reason("warn", code, facts | {"share": share})]
    if customer_id in payer.group:
        return PAYER_GROUP, [Reason("warn", "payer_group", facts)]
    return Decimal(0), [Reason("bad", "payer_unknown", facts)]


def _number_part(chosen, named: Named):
    strengths = [named.of(item) for item in chosen]
    weakest = min(strengths)
    if weakest:
        others = any(strength > weakest for item, strength in named.items.items() if item not in chosen)
        sign, code = ("good", "number") if weakest >= SHORT else ("warn", "number_unclear")
        return NUMBER[weakest] + (OTHERS_NAMED if others else 0), [Reason(sign, code, _numbers(chosen))]
    if any(strengths):
        some = [item for item, strength in zip(chosen, strengths, strict=True) if strength]
        return NUMBER[TAIL] / 2, [Reason("warn", "number_of_some", _numbers(some))]
    if named.items:
        return OTHERS_NAMED, [Reason("warn", "number_of_others")]
    return Decimal(0), [Reason("warn", "no_number")]


def _numbers(items, most=3) -> dict[str, str]:
    shown = ", ".join(item.number for item in items[:most])
    return {"numbers": shown if len(items) <= most else f"{shown} …"}


def _sum_part(line, chosen, alone, gap, kind):
    if gap == 0:
        agrees = Reason("good", "sum", {"amount": f"{line.amount:,.2f}", "count": len(chosen)})
        if alone:
            return SUM_AGREES + ONLY_ONE, [agrees]
        return SUM_AGREES + ONE_OF_SEVERAL, [agrees, Reason("warn", "sum_of_others")]
    facts = {"gap": f"{abs(gap):,.2f}"}
    if kind:
        is_agreed = kind in (DISCOUNT, ROUNDING)
        reason = Reason("good" if is_agreed else "warn", f"lacks_{kind}", facts)
        return SUM_EXPLAINED if is_agreed else SUM_NEAR, [reason]
    return SUM_PARTIAL, [Reason("warn", "part" if gap > 0 else "more", facts)]


def _day_part(line, chosen):
    """Money is rather meant for what is due than for what is due in months."""
    days = [(item.due_on - line.on).days for item in chosen if item.due_on and line.on]
    if not days:
        return Decimal(0), []
    first, last = min(days), max(days)
    if last > EARLY_DAYS:
        return DUE_LATER, [Reason("warn", "due_later", {"days": last})]
    if last > ON_TIME_DAYS:
        return Decimal(0), []
    return DUE_NOW, [Reason("good", "overdue", {"days": -first}) if first < 0 else Reason("good", "due_now")]
