"""What a bank line may pay: the open items and payers in a book, and the one certain set (decision 24)."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from rapidfuzz import fuzz, process

from receivables.rules.references import Reference, plain, short_references, whole_references

SCALE = 100_000
# Beyond this many items a search for sets that add up costs more than it finds.
MAX_SET_POOL = 20
TOO_MANY = 64
FUZZY_NAME = 82
# How sure an alias is that nobody confirmed, and a known name within a longer one.
UNCONFIRMED, WITHIN = 90, 88
# A name this short would be found in any text by chance.
MIN_NAME_IN_TEXT = 4


@dataclass(frozen=True)
class Item:
    """An open receivable as matching sees it; `references` are its own, its invoices' and its contract's numbers."""

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    currency: str
    balance: Decimal
    due_on: date | None
    references: frozenset[Reference] = frozenset()


@dataclass(frozen=True)
class Line:
    """Money that came in and is not allocated: `amount` is what is left of it."""

    id: UUID
    amount: Decimal
    currency: str
    payer: str
    account: str
    text: str


@dataclass(frozen=True)
class Reason:
    """Why (sign `good`) or why not (`warn`, `bad`)."""

    sign: str
    text: str


@dataclass(frozen=True)
class Suggestion:
    """A set of receivables with the amount for each; confidence from 0 to 0.99."""

    confidence: Decimal
    reasons: tuple[Reason, ...]
    allocations: tuple[tuple[Item, Decimal], ...]
    customer_id: UUID


@dataclass
class Payer:
    """Whose payer a line names: exact by name, account or confirmed alias, else the best similar names."""

    exact: frozenset = frozenset()
    similar: dict = field(default_factory=dict)
    how: str = ""


def name_key(name: str) -> str:
    """A name without white space, punctuation and letter case; company forms stay: they tell companies apart."""
    return re.sub(r"[^\w]", "", plain(name), flags=re.UNICODE).replace("_", "")


class Book:
    """The open items and known payers, indexed once for all lines of a run."""

    def __init__(self, items: Iterable[Item], names: dict[UUID, str], aliases=(), accounts=()):
        """names: customers by id. aliases: (name, customer id, confirmed). accounts: (account, customer id)."""
        self.by_customer: dict = defaultdict(list)
        self.by_amount: dict = defaultdict(list)
        self.by_serial: dict = defaultdict(list)
        for item in items:
            self.by_customer[item.customer_id, item.currency].append(item)
            self.by_amount[item.currency, item.balance].append(item)
            for reference in item.references:
                self.by_serial[reference.series, reference.serial].append((reference, item))
        self.names = names
        self.keys: dict = defaultdict(set)
        for customer_id, name in names.items():
            self.keys[name_key(name)].add(customer_id)
        self.unconfirmed: dict = defaultdict(set)
        for name, customer_id, confirmed in aliases:
            (self.keys if confirmed else self.unconfirmed)[name_key(name)].add(customer_id)
        self.accounts: dict = defaultdict(set)
        for account, customer_id in accounts:
            self.accounts[account].add(customer_id)
        self._names = list(self.keys)
        self._sorted_keys = sorted(key for key in self.keys if len(key) >= MIN_NAME_IN_TEXT)

    def payer(self, line: Line) -> Payer:
        """Who pays, as far as the line tells."""
        if line.account and self.accounts.get(line.account):
            return Payer(frozenset(self.accounts[line.account]), how="account")
        key = name_key(line.payer)
        if key:
            if self.keys.get(key):
                return Payer(frozenset(self.keys[key]), how="name")
            return Payer(similar=self._similar(key))
        return self._in_text(name_key(line.text))

    def _similar(self, key: str) -> dict:
        """{customer: likeness in percent} of names that resemble the payer's or stand within it."""
        found: dict = dict.fromkeys(self.unconfirmed.get(key, ()), UNCONFIRMED)
        close = process.extract(key, self._names, scorer=fuzz.ratio, score_cutoff=FUZZY_NAME, limit=5)
        for known, score in [(name, round(score)) for name, score, _at in close] + [
            (name, WITHIN) for name in self._keys_within(key)
        ]:
            for customer in self.keys[known]:
                found[customer] = max(found.get(customer, 0), score)
        return found

    def _in_text(self, text: str) -> Payer:
        """A customer's whole name written in the text; the longest name wins, two of one length are two payers."""
        found = list(self._keys_within(text))
        if not found:
            return Payer()
        longest = max(map(len, found))
        customers = frozenset().union(*(self.keys[key] for key in found if len(key) == longest))
        return Payer(customers, how="text")

    def _keys_within(self, text: str):
        """Known names that stand in the text: each position looked up in the sorted names."""
        for start in range(len(text)):
            rest = text[start:]
            at = bisect_left(self._sorted_keys, rest[:MIN_NAME_IN_TEXT])
            while at < len(self._sorted_keys) and self._sorted_keys[at].startswith(rest[:MIN_NAME_IN_TEXT]):
                if rest.startswith(self._sorted_keys[at]):
                    yield self._sorted_keys[at]
                at += 1

    def named(self, reference: Reference, currency: str) -> list[Item]:
        """The open items a reference from a text means."""
        return [
            item
            for number, item in self.by_serial.get((reference.series, reference.serial), ())
            if reference.names(number) and item.currency == currency
        ]


def adding_up(amounts: Sequence[Decimal], target: Decimal) -> list[tuple[int, ...]]:
    """Every index set whose amounts add up to `target` to the cent, small sets first.

    Stops at TOO_MANY: then the sum says nothing. At most MAX_SET_POOL amounts.
    """
    units = [int(amount * SCALE) for amount in amounts]
    wanted, middle = int(target * SCALE), len(units) // 2
    left = defaultdict(list)
    for chosen, total in _subsets(range(middle), units):
        left[total].append(chosen)
    found: list[tuple[int, ...]] = []
    for chosen, total in _subsets(range(middle, len(units)), units):
        found += [(*first, *chosen) for first in left.get(wanted - total, ()) if first or chosen]
        if len(found) >= TOO_MANY:
            break
    return sorted(found, key=lambda indexes: (len(indexes), indexes))


def _subsets(indexes, units):
    """All subsets of some indexes with their sums."""
    subsets: list[tuple[tuple[int, ...], int]] = [((), 0)]
    for index in indexes:
        subsets += [((*chosen, index), total + units[index]) for chosen, total in subsets]
    return subsets


def certain(line: Line, book: Book) -> list[Item] | None:
    """The one set that payer, number and sum agree on to the cent (decision 24), else None.

    Every number in the text must be an open item of that payer and be paid by the set: a stray number means doubt.
    """
    payer = book.payer(line)
    if len(payer.exact) != 1:
        return None
    (customer_id,) = payer.exact
    whole = whole_references(line.text)
    if not whole or short_references(line.text):
        return None
    meant = [
        [item for item in book.named(ref, line.currency) if item.customer_id == customer_id] for ref in whole
    ]
    pool = list(dict.fromkeys(item for items in meant for item in items))
    if not all(meant) or len(pool) > MAX_SET_POOL:
        return None
    sums = adding_up([item.balance for item in pool], line.amount)
    sets = [
        chosen
        for chosen in ({pool[i] for i in indexes} for indexes in sums)
        if all(chosen & {*m} for m in meant)
    ]
    return sorted(sets[0], key=oldest_first) if len(sets) == 1 and len(sums) < TOO_MANY else None


def oldest_first(item: Item):
    """Sorts items as payments are usually meant: by due date, then number."""
    return (item.due_on or date.max, item.number)
