"""What a bank line may pay: the open items and payers in a book, and the one certain set (decision 24)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from receivables.rules.payers import Payer, Payers, name_key
from receivables.rules.references import SERIES, Found, Reference, references
from receivables.rules.sets import MAX_SET_POOL, TOO_MANY, Pool, adding_up
from receivables.rules.wording import Reason

__all__ = [
    "Book", "Item", "Line", "Payer", "Reason", "Suggestion", "adding_up", "certain", "name_key", "oldest_first",
]  # fmt: skip

# The tax system's numbers have twenty digits; one of eight may be anything.
CLEAR_FISCAL = 12


@dataclass(frozen=True, slots=True)
class Item:
    """An open receivable as matching sees it; `references` are its own, its invoices' and its contract's numbers.

    fiscal: the tax system's numbers of its invoices. discount: how much less settles it up to `discount_until`.
    """

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    currency: str
    balance: Decimal
    due_on: date | None
    references: frozenset[Reference] = frozenset()
    fiscal: frozenset[str] = frozenset()
    contract: str = ""
    discount: Decimal = Decimal(0)
    discount_until: date | None = None

    def __hash__(self):
        return hash(self.id)

    def __eq__(self, other):
        return isinstance(other, Item) and self.id == other.id


@dataclass(frozen=True, slots=True)
class Line:
    """Money that came in and is not allocated: `amount` is what is left of it, `on` the day it was there."""

    id: UUID
    amount: Decimal
    currency: str
    payer: str
    account: str
    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A set of receivables with the amount for each; confidence from 0 to 0.99.

    differences: what of an item the money does not cover but would be closed by fee, discount or write-off:
    ((item, amount, kind)).
    """

    confidence: Decimal
    reasons: tuple[Reason, ...]
    allocations: tuple[tuple[Item, Decimal], ...]
    customer_id: UUID
    differences: tuple[tuple[Item, Decimal, str], ...] = ()

    @property
    def knows_payer(self) -> bool:
        """Does anything tie the payer to the customer: account, name, alias, likeness, group?"""
        return all(reason.code != "payer_unknown" for reason in self.reasons)


class Book:
    """The open items and known payers, indexed once for all lines of a run."""

    def __init__(self, items: Iterable[Item], names: dict[UUID, str], aliases=(), accounts=(), groups=()):
        """names: customers by id; the rest as Payers takes it."""
        self.payers = Payers(names, aliases, accounts, groups)
        self.names = names
        self.by_customer: dict = defaultdict(list)
        self.by_amount: dict = defaultdict(list)
        self.by_contract: dict = defaultdict(list)
        self.by_serial: dict = defaultdict(list)
        self.by_fiscal: dict = defaultdict(list)
        for item in items:
            self._add(item)
        self._pools: dict = {}

    def _add(self, item: Item) -> None:
        self.by_customer[item.customer_id, item.currency].append(item)
        self.by_amount[item.currency, item.balance].append(item)
        if item.contract:
            self.by_contract[item.contract, item.currency].append(item)
        for reference in item.references:
            self.by_serial[reference.series, reference.serial].append(item)
        for number in item.fiscal:
            self.by_fiscal[number].append(item)

    def payer(self, line: Line) -> Payer:
        """Who pays, as far as the line tells."""
        return self.payers.of(line)

    def pool(self, customer_id, currency: str) -> Pool:
        """A customer's open items, the oldest first."""
        key = (customer_id, currency)
        if key not in self._pools:
            self._pools[key] = Pool(sorted(self.by_customer.get(key, ()), key=oldest_first))
        return self._pools[key]

    def named(self, reference: Reference, currency: str) -> list[Item]:
        """The open items a reference from a text means."""
        series = SERIES if reference.series is None else (reference.series,)
        return [
            item
            for one in series
            for item in self.by_serial.get((one, reference.serial), ())
            if item.currency == currency and any(map(reference.names, item.references))
        ]

    def billed(self, number: str, currency: str) -> list[Item]:
        """The open items on the invoice with this number of the tax system."""
        return [item for item in self.by_fiscal.get(number, ()) if item.currency == currency]


def certain(line: Line, book: Book) -> list[Item] | None:
    """The one set that payer, number and sum agree on to the cent (decision 24), else None.

    Every number in the text must be an open item of that payer and be paid by the set: a stray number means doubt.
    """
    payer = book.payer(line)
    if len(payer.exact) != 1:
        return None
    (customer_id,) = payer.exact
    found = references(line.text)
    meant = [
        [item for item in named if item.customer_id == customer_id] for named in _clear(found, line, book)
    ]
    pool = list(dict.fromkeys(item for items in meant for item in items))
    if not meant or not all(meant) or len(pool) > MAX_SET_POOL:
        return None
    sums = adding_up([item.balance for item in pool], line.amount)
    sets = [
        chosen
        for chosen in ({pool[at] for at in indexes} for indexes in sums)
        if all(chosen & {*items} for items in meant)
    ]
    if len(sets) != 1 or len(sums) >= TOO_MANY or _stray(found, sets[0], line, book):
        return None
    return sorted(sets[0], key=oldest_first)


def _clear(found: Found, line: Line, book: Book) -> list[list[Item]]:
    """For each number that is written in full: the open items it means, of whatever customer."""
    fiscal = [book.billed(number, line.currency) for number in found.fiscal if number in book.by_fiscal]
    full = [
        items for items in fiscal if any(len(one) >= CLEAR_FISCAL for item in items for one in item.fiscal)
    ]
    return [book.named(reference, line.currency) for reference in found.whole] + full


def _stray(found: Found, chosen: set, line: Line, book: Book) -> bool:
    """Does the text name something else as well, if only in part?"""
    return any(not chosen & {*book.named(one, line.currency)} for one in found.loose | found.short)


def oldest_first(item: Item):
    """Sorts items as payments are usually meant: by due date, then number."""
    return (item.due_on or date.max, item.number)
