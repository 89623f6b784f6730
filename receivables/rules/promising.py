"""How much of the money that came belongs to which promise: plain values in and out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Word:
    """A promise as the rule sees it."""

    key: object
    made_on: date
    promised_on: date
    amount: Decimal


def received_towards(words: list[Word], receipts: dict[date, Decimal]) -> dict:
    """{key: money received towards it} of the promises over one receivable.

    receipts: what came by value date, less what was taken back. A promise is paid by money that came from the day it
    was made to the day it was made for; the one that is due first takes it first, and no money counts twice.
    """
    left = dict(receipts)
    found = {}
    for word in sorted(words, key=lambda word: (word.promised_on, word.made_on)):
        got = Decimal(0)
        for day in sorted(day for day in left if word.made_on <= day <= word.promised_on):
            taken = max(min(left[day], word.amount - got), Decimal(0))
            left[day] -= taken
            got += taken
        found[word.key] = got
    return found
