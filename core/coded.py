"""Facts of events, to-dos and notices that are kept as codes: said in the reader's language, not the writer's."""

_words: dict[tuple[str, str], dict] = {}


def coded(by_kind: dict[str, dict]) -> None:
    """Register the words of coded facts: {kind: {fact: TextChoices or {code: word}}}."""
    for kind, facts in by_kind.items():
        for fact, words in facts.items():
            _words[kind, fact] = words if isinstance(words, dict) else dict(words.choices)


def in_words(kind: str, facts: dict) -> dict:
    """The facts of a `kind` with words for their codes; a value without a word stays as it is."""
    return {name: _word(_words.get((kind, name), {}), value) for name, value in facts.items()}


def _word(words: dict, value):
    return str(words[value]) if isinstance(value, str) and value in words else value
