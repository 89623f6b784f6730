"""Suggestions for a bank line, best first, each with a confidence and its reasons (ltc.md §8)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from receivables.rules.matching import (
    MAX_SET_POOL,
    TOO_MANY,
    Book,
    Item,
    Line,
    Payer,
    Reason,
    Suggestion,
    adding_up,
    oldest_first,
)
from receivables.rules.references import short_references, whole_references

MAX_SUGGESTIONS = 5
SAME_AMOUNT_ANYWHERE = 5
CEILING = Decimal("0.99")
PAYER_KNOWN, PAYER_SIMILAR = Decimal("0.40"), Decimal("0.30")
NUMBER_WHOLE, NUMBER_SHORT = Decimal("0.34"), Decimal("0.22")
SUM_AGREES, SUM_NEAR, SUM_PARTIAL = Decimal("0.25"), Decimal("0.12"), Decimal("0.05")
ONLY_ONE, ONE_OF_SEVERAL = Decimal("0.08"), Decimal("-0.10")


def suggestions(line: Line, book: Book, tolerance: Decimal = Decimal(0)) -> list[Suggestion]:
    """What the line may pay. tolerance: how much a bank may have kept as its fee."""
    payer = book.payer(line)
    named = _named(line, book)
    found = [
        _weighed(line, chosen, payer, named, alone, tolerance)
        for chosen, alone in _candidates(line, book, payer, named, tolerance)
    ]
    best: dict[frozenset, Suggestion] = {}
    for suggestion in sorted(found, key=lambda s: s.confidence, reverse=True):
        best.setdefault(frozenset(item.id for item, _amount in suggestion.allocations), suggestion)
    return list(best.values())[:MAX_SUGGESTIONS]


def _named(line, book) -> dict[Item, bool]:
    """Items whose number stands in the text: True when written whole."""
    named = {item: False for ref in short_references(line.text) for item in book.named(ref, line.currency)}
    whole = {item: True for ref in whole_references(line.text) for item in book.named(ref, line.currency)}
    return named | whole


def _candidates(line, book, payer: Payer, named, tolerance):
    """(items, is it the only set of its sum) for each way of reading the line."""
    pools = [list(named)] if named else []
    customers = (
        list(payer.exact) or sorted(payer.similar, key=lambda one: payer.similar[one], reverse=True)[:3]
    )
    pools += [book.by_customer.get((customer, line.currency), []) for customer in customers]
    for pool in pools:
        yield from _within(line, sorted(pool, key=oldest_first), tolerance)
    same = book.by_amount.get((line.currency, line.amount), ())
    if len(same) <= SAME_AMOUNT_ANYWHERE:
        yield from (([item], len(same) == 1) for item in same)


def _within(line, pool: list[Item], tolerance):
    """Sets out of one pool: those that add up, one near the amount, and the oldest first as far as the money goes."""
    pool = pool[:MAX_SET_POOL]
    sets = adding_up([item.balance for item in pool], line.amount)
    if len(sets) < TOO_MANY:
        yield from (([pool[index] for index in chosen], len(sets) == 1) for chosen in sets[:3])
    near = [item for item in pool if Decimal(0) < item.balance - line.amount <= tolerance]
    yield from (([item], len(near) == 1) for item in near[:1])
    if not sets and pool:
        yield _oldest(line, pool), False


def _oldest(line, pool) -> list[Item]:
    chosen, left = [], line.amount
    for item in pool:
        if left <= 0:
            break
        chosen.append(item)
        left -= item.balance
    return chosen


def _weighed(line, chosen, payer, named, alone, tolerance) -> Suggestion:
    customer_id = chosen[0].customer_id
    parts = [
        _payer_part(customer_id, chosen[0].customer_name, payer),
        _number_part(chosen, named),
        _sum_part(line, chosen, alone, tolerance),
    ]
    confidence = min(max(sum((weight for weight, _reasons in parts), Decimal(0)), Decimal("0.05")), CEILING)
    reasons = tuple(reason for _weight, found in parts for reason in found)
    return Suggestion(confidence, reasons, tuple(_spread(line, chosen)), customer_id)


def _spread(line, chosen):
    """The line's amount over the items, each at most its balance."""
    left = line.amount
    for item in chosen:
        amount = min(item.balance, left)
        if amount > 0:
            yield item, amount
        left -= amount


def _payer_part(customer_id, name, payer: Payer):
    if customer_id in payer.exact:
        texts = {
            "account": _("The payer's bank account is {customer}'s."),
            "text": _("The text names {customer}."),
        }
        reason = texts.get(payer.how, _("The payer is {customer} by name or confirmed alias."))
        weight = PAYER_KNOWN if len(payer.exact) == 1 else PAYER_SIMILAR
        return weight, [Reason("good", reason.format(customer=name))]
    if customer_id in payer.similar:
        share = round(payer.similar[customer_id])
        text = _("The payer's name resembles {customer} ({share} %).").format(customer=name, share=share)
        return PAYER_SIMILAR * share / 100, [Reason("warn", text)]
    return Decimal(0), [Reason("bad", _("The payer is not known as {customer}.").format(customer=name))]


def _number_part(chosen, named):
    whole = [item for item in chosen if named.get(item)]
    short = [item for item in chosen if named.get(item) is False]
    if len(whole) + len(short) == len(chosen):
        weight = NUMBER_SHORT if short else NUMBER_WHOLE
        numbers = ", ".join(item.number for item in chosen)
        return weight, [
            Reason(
                "good", _("The text has the number of {numbers} or of its contract.").format(numbers=numbers)
            )
        ]
    if named:
        return Decimal("-0.10"), [Reason("warn", _("The text names other items."))]
    return Decimal(0), [Reason("warn", _("The text names no receivable, invoice or contract."))]


def _sum_part(line, chosen, alone, tolerance):
    total = sum((item.balance for item in chosen), Decimal(0))
    gap = total - line.amount
    if gap == 0:
        weight = SUM_AGREES + (ONLY_ONE if alone else ONE_OF_SEVERAL)
        reasons = [Reason("good", _("The sum agrees: {amount}.").format(amount=f"{line.amount:,.2f}"))]
        return weight, reasons if alone else [
            *reasons,
            Reason("warn", _("Other items add up to the same sum.")),
        ]
    if 0 < gap <= tolerance:
        return SUM_NEAR, [
            Reason("warn", _("{gap} less than open; it may be a bank fee.").format(gap=f"{gap:,.2f}"))
        ]
    if gap > 0:
        return SUM_PARTIAL, [Reason("warn", _("A part: {gap} stays open.").format(gap=f"{gap:,.2f}"))]
    return SUM_PARTIAL, [
        Reason("warn", _("{gap} more than open; it stays unallocated.").format(gap=f"{-gap:,.2f}"))
    ]
