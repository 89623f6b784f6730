"""What must be done before ATCC closes a contract: every stage registers its own questions."""

from collections.abc import Callable

from core.guards import Blocker

_checks: list[Callable] = []


def register_check(check: Callable) -> None:
    """`check(deal) -> list[Blocker]`, asked at ATCC."""
    _checks.append(check)


def closing_blockers(deal) -> list[Blocker]:
    """Everything that still stands in the way of closing."""
    return [blocker for check in _checks for blocker in check(deal)]
