"""Colleagues as the cells of a file name them."""

from collections.abc import Iterable

from integrations.imports.values import plain
from tenancy.models import User


def by_words(people: Iterable[User]) -> dict[str, list[User]]:
    """{name, login or e-mail made comparable: whoever is called so}."""
    found: dict[str, list[User]] = {}
    for person in people:
        for word in {person.name, person.username, person.email or ""} - {""}:
            found.setdefault(plain(word).casefold(), []).append(person)
    return found
