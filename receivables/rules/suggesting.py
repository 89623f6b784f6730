"""Suggestions for a bank line, best first, each with a confidence and its reasons (ltc.md §8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from receivables.rules.matching import Book, Item, Line, Suggestion, oldest_first
from receivables.rules.matching import certain as certain_set
from receivables.rules.payers import Payer
from receivables.rules.references import references
from receivables.rules.sets import MAX_SET_POOL, TOO_MANY, Pool, units
from receivables.rules.weighing import DAMAGED, SHORT, TAIL, WHOLE, Named, Tolerance, weighed

MAX_SUGGESTIONS = 5
SAME_AMOUNT_ANYWHERE = 5
SETS_OF_A_POOL = 6
CUSTOMERS_LIKELY, CUSTOMERS_OF_GROUP = 3, 12
# A number of ten digits with one wrong is still told apart from others; a shorter one is not.
DAMAGED_DIGITS = range(8, 12)
YEARS = range(2000, 2100)
EXACT = Tolerance()


@dataclass(frozen=True)
class Candidate:
    """A set of items that the line may pay, and whether it is the only one of its sum where it was looked for."""

    items: tuple[Item, ...]
    alone: bool = False


def suggestions(line: Line, book: Book, tolerance: Tolerance = EXACT) -> list[Suggestion]:
    """What the line may pay. tolerance: how much less than open is taken for a fee or a difference."""
    payer = book.payer(line)
    named = _named(line, book, payer)
    sure = certain_set(line, book)
    best: dict[frozenset, Suggestion] = {}
    # Number, customer and amount often lead to the same set: it is weighed once.
    for candidate in dict.fromkeys(_candidates(line, book, payer, named, tolerance)):
        found = weighed(line, candidate.items, payer, named, candidate.alone, tolerance, sure)
        key = frozenset(item.id for item, _amount in found.allocations)
        if key not in best or best[key].confidence < found.confidence:
            best[key] = found
    ordered = sorted(best.values(), key=lambda one: (-one.confidence, _age(one)))
    return ordered[:MAX_SUGGESTIONS]


def _age(suggestion: Suggestion):
    return [oldest_first(item) for item, _amount in suggestion.allocations]


# --- what the text names ------------------------------------------------------------------------------------------


def _named(line: Line, book: Book, payer: Payer) -> Named:
    """{item: how clearly its number stands in the text}."""
    found, named = references(line.text), {}

    def note(items, strength):
        for item in items:
            named[item] = max(named.get(item, 0), strength)

    for reference in found.whole:
        note(book.named(reference, line.currency), WHOLE)
    for number in found.fiscal:
        note(book.billed(number, line.currency), WHOLE)
    for reference in found.loose:
        note(book.named(reference, line.currency), SHORT)
    for reference in found.short:
        note(book.named(reference, line.currency), SHORT)
    if found.runs and not any(strength == WHOLE for strength in named.values()):
        tails = {tail for tail in found.tails if tail not in YEARS}
        damaged = [run for run in found.runs if len(run) in DAMAGED_DIGITS]
        for customer in [*payer.likeliest[:CUSTOMERS_LIKELY], *_group(payer, book, line)]:
            for item in book.by_customer.get((customer, line.currency), ()):
                strength = _in_part(item, tails, damaged, line.text)
                if strength:
                    note([item], strength)
    return Named(named)


def _in_part(item: Item, tails, damaged, text: str) -> int:
    """How clearly the runs of digits in a text mean an item of the payer: a tail of a number, or one digit wrong."""
    for reference in item.references:
        if any(OSA.distance(run, reference.digits, score_cutoff=1) <= 1 for run in damaged):
            return DAMAGED
        if reference.serial in tails:
            return TAIL
    return (
        TAIL if any(str(tail) in number[-6:] for number in item.fiscal for tail in tails if tail > 999) else 0
    )


def _group(payer: Payer, book: Book, line: Line) -> list:
    """Members of the payer's group that owe something in this currency."""
    owing = [one for one in payer.group if (one, line.currency) in book.by_customer]
    return sorted(owing, key=str)[:CUSTOMERS_OF_GROUP]


# --- sets that the money may be meant for -------------------------------------------------------------------------


def _candidates(line, book: Book, payer: Payer, named: Named, tolerance) -> Iterator[Candidate]:
    for strength in named.strengths:
        items = [item for item in named.items if named.of(item) >= strength]
        yield from _within(line, Pool(sorted(items, key=oldest_first)), tolerance)
    for customer in payer.likeliest[:CUSTOMERS_LIKELY]:
        yield from _of_customer(line, book, customer, named, tolerance)
    for customer in _group(payer, book, line):
        yield from _of_customer(line, book, customer, named, tolerance)
    same = book.by_amount.get((line.currency, line.amount), ())
    if len(same) <= SAME_AMOUNT_ANYWHERE:
        yield from (Candidate((item,), len(same) == 1) for item in same)


def _of_customer(line, book: Book, customer, named: Named, tolerance) -> Iterator[Candidate]:
    pool = book.pool(customer, line.currency)
    yield from _within(line, pool, tolerance)
    contracts = {item.contract for item in pool.items if named.of(item) and item.contract}
    for contract in contracts:
        items = [item for item in book.by_contract[contract, line.currency] if item.customer_id == customer]
        yield from _within(line, Pool(sorted(items, key=oldest_first)), tolerance)


def _within(line, pool: Pool, tolerance) -> Iterator[Candidate]:
    """Sets out of one pool: those that add up, those near the amount, and the oldest first as far as the money goes."""
    if not pool.items:
        return
    sets = pool.sets(units(line.amount))
    if len(sets) < TOO_MANY:
        for chosen in _preferred(sets):
            yield Candidate(tuple(pool.items[at] for at in chosen), len(sets) == 1)
    near = [item for item in pool.items if item.balance > line.amount and tolerance.explains(line, [item])]
    yield from (Candidate((item,), len(near) == 1) for item in near[:2])
    if 1 < len(pool.items) <= MAX_SET_POOL and tolerance.explains(line, pool.items):
        yield Candidate(tuple(pool.items), True)
    if not sets:
        yield Candidate(tuple(_oldest(line, pool.items)))


def _preferred(sets: list) -> list:
    """Of many sets with one sum: the smallest, and the ones that leave nothing older open."""
    ordered = sorted(sets, key=lambda chosen: (sum(chosen), len(chosen)))
    return list(dict.fromkeys([*sets[: SETS_OF_A_POOL // 2], *ordered[: SETS_OF_A_POOL // 2]]))


def _oldest(line, items) -> list[Item]:
    chosen, left = [], line.amount
    for item in items:
        if left <= 0:
            break
        chosen.append(item)
        left -= item.balance
    return chosen
