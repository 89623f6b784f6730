"""One module per activity; importing them registers every move's service."""

from opportunities.services import moves, opening, preparation, quote_moves, quoting, winning

__all__ = ["moves", "opening", "preparation", "quote_moves", "quoting", "winning"]
