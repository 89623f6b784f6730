"""What follows a refusal: whoever holds a move back may keep a record of it, though the move itself changes nothing.

    @after_refusal(DeliveryOrder, "release")
    def open_a_case(record, refusal, by):
        …
        return told, redo

A request that is refused leaves nothing written (tenancy.middleware); what was kept is then written once more, by
`redo`, in a transaction of its own.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, transaction

from core.errors import Blocked

log = logging.getLogger(__name__)
_handlers: dict[tuple[type, str], Callable] = {}
_kept: ContextVar["list | None"] = ContextVar("kept_after_refusal", default=None)


def after_refusal(model, move: str):
    """Register what follows when (model, move) is blocked: fn(record, refusal, by) -> (refusal to tell, redo) or None.

    redo() writes the same once more where the request took it back; it must be harmless where it did not.
    """

    def register(handler):
        _handlers[model, move] = handler
        return handler

    return register


def follow(record, move: str, refusal: Blocked, by) -> Blocked:
    """Do what follows the refusal; answers the refusal as the person is told it."""
    handler = _handlers.get((type(record), move))
    if handler is None:
        return refusal
    try:
        with transaction.atomic():
            answer = handler(record, refusal, by)
    except DatabaseError:
        # The refusal stands whatever becomes of its record.
        log.exception("a refusal could not be followed up", extra={"move": move})
        return refusal
    if answer is None:
        return refusal
    told, redo = answer
    if (kept := _kept.get()) is not None:
        kept.append(redo)
    return told


@contextmanager
def keeping():
    """Collect what followed refusals meanwhile: the list of what to write again should all be taken back."""
    kept: list[Callable] = []
    token = _kept.set(kept)
    try:
        yield kept
    finally:
        _kept.reset(token)


def write_again(kept: Iterable[Callable]) -> None:
    """Write what the refused request took back with itself."""
    for redo in kept:
        redo()
