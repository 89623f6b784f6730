"""Facts of events, to-dos and notices, kept as codes, days and money: said in their reader's language."""

from decimal import Decimal

from django.utils.dateparse import parse_date

from core.display import full_day, short_amount
from core.tenancy import current_tenant

_words: dict[tuple[str, str], dict] = {}


def coded(by_kind: dict[str, dict]) -> None:
    """Register the words of coded facts: {kind: {fact: TextChoices or {code: word}}}."""
    for kind, facts in by_kind.items():
        for fact, words in facts.items():
            _words[kind, fact] = words if isinstance(words, dict) else dict(words.choices)


def in_words(kind: str, facts: dict) -> dict:
    """The facts of a `kind` with words for their codes; a value without a word stays as it is."""
    return {name: _word(_words.get((kind, name), {}), value) for name, value in facts.items()}


def as_said(kind: str, facts: dict) -> dict:
    """The facts of a `kind` as people write them, ready for its sentence."""
    return {name: written(value) for name, value in in_words(kind, facts).items()}


def _word(words: dict, value):
    return str(words[value]) if isinstance(value, str) and value in words else value


def written(value):
    """A JSON fact as text: money short, days in full, everything else as it is."""
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return str(short_amount(Decimal(value["amount"]), value["currency"], current_tenant().currency))
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        return full_day(day) if (day := _day(value)) else value
    return value


def _day(text: str):
    try:
        return parse_date(text)
    except ValueError:
        return None
