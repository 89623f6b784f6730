"""Sets of open items that add up to a payment, found in bounded time."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

SCALE = 100_000
# Beyond this many items a search for sets that add up costs more than it finds.
MAX_SET_POOL = 20
TOO_MANY = 64
# Of a customer with more open items, pairs among so many are looked at, and runs of neighbours among so many.
MOST_PAIRS, MOST_RUNS = 400, 80


def units(amount: Decimal) -> int:
    """The amount as a whole number, whatever it has for decimals: sums are found by equality."""
    return int(amount * SCALE)


def adding_up(amounts: Sequence[Decimal], target: Decimal) -> list[tuple[int, ...]]:
    """Every index set whose amounts add up to `target` to the cent, small sets first.

    Stops at TOO_MANY: then the sum says nothing. At most MAX_SET_POOL amounts.
    """
    return Sums([units(amount) for amount in amounts]).adding_up(units(target))


class Sums:
    """The sums of all sets of a pool of at most MAX_SET_POOL amounts, halved so that they are few; made when asked."""

    def __init__(self, amounts: list[int]):
        self.amounts = amounts
        self._halves: tuple | None = None

    def adding_up(self, wanted: int) -> list[tuple[int, ...]]:
        """As the function of this name."""
        if wanted <= 0 or wanted > sum(amount for amount in self.amounts if amount > 0):
            return []
        left, right, middle = self._made()
        found: list[int] = []
        for chosen, total in enumerate(right):
            for first in left.get(wanted - total, ()):
                found.append(first | chosen << middle)
            if len(found) >= TOO_MANY:
                break
        return sorted((_indexes(bits) for bits in found if bits), key=lambda chosen: (len(chosen), chosen))

    def _made(self):
        if self._halves is None:
            middle = len(self.amounts) // 2
            left = defaultdict(list)
            for chosen, total in enumerate(_sums(self.amounts[:middle])):
                left[total].append(chosen)
            self._halves = (left, _sums(self.amounts[middle:]), middle)
        return self._halves


def _sums(amounts: list[int]) -> list[int]:
    """The sum of every subset; a subset is the bits of its place in the list."""
    sums = [0]
    for amount in amounts:
        sums += [amount + total for total in sums]
    return sums


def _indexes(bits: int) -> tuple[int, ...]:
    return tuple(at for at in range(bits.bit_length()) if bits >> at & 1)


class Pool:
    """The open items of one customer in one currency, the oldest first, ready to be searched again and again."""

    def __init__(self, items: list):
        self.items = items
        self.amounts = [units(item.balance) for item in items]
        self._sums = Sums(self.amounts[:MAX_SET_POOL])
        self._at: dict | None = None
        self._runs: dict | None = None

    def single(self, wanted: int) -> list:
        """The items of exactly this amount."""
        return [self.items[at] for at in self._places().get(wanted, ())]

    def sets(self, wanted: int) -> list[tuple[int, ...]]:
        """Index sets that add up: every one of a small pool; of a large one singles, pairs, neighbours, the oldest."""
        found = self._sums.adding_up(wanted)
        if len(self.items) <= MAX_SET_POOL or len(found) >= TOO_MANY:
            return found
        known = {*found}
        wide = (
            [(at,) for at in self._places().get(wanted, ())] + self._pairs(wanted) + self._neighbours(wanted)
        )
        return sorted(known | {*wide}, key=lambda chosen: (len(chosen), chosen))[:TOO_MANY]

    def _places(self) -> dict:
        if self._at is None:
            self._at = defaultdict(list)
            for at, amount in enumerate(self.amounts):
                self._at[amount].append(at)
        return self._at

    def _pairs(self, wanted: int) -> list[tuple[int, ...]]:
        places = self._places()
        pairs: list[tuple[int, ...]] = [
            (at, other)
            for at, amount in enumerate(self.amounts[:MOST_PAIRS])
            for other in places.get(wanted - amount, ())
            if other > at
        ]
        return pairs[:TOO_MANY]

    def _neighbours(self, wanted: int) -> list[tuple[int, ...]]:
        """Runs of items that follow each other by due date, as a payment of a period is."""
        if self._runs is None:
            self._runs, some = defaultdict(list), self.amounts[:MOST_RUNS]
            for start in range(len(some)):
                total = some[start]
                for end in range(start + 1, len(some)):
                    total += some[end]
                    self._runs[total].append((start, end))
        return [tuple(range(start, end + 1)) for start, end in self._runs.get(wanted, ())[:TOO_MANY]]
