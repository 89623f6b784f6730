"""Papers on records, for apps that stand beside the desk: what a gate freezes of them, and who hears of a change."""

_desk: dict = {}
_listeners: list = []


def register(*, hashes) -> None:
    """The desk takes over the keeping."""
    _desk.update(hashes=hashes)


def hashes_of(*records) -> list[dict]:
    """Name and SHA-256 of each paper in force on the records and on their deals, in one order."""
    return _desk["hashes"](*records)


def on_change(listener) -> None:
    """Call `listener(record)` when a paper of the record has been replaced, in its transaction."""
    _listeners.append(listener)


def changed(record) -> None:
    """A paper of the record is no longer in force."""
    for listener in _listeners:
        listener(record)
