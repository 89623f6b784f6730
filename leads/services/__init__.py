"""One module per activity; importing them registers every move's service."""

from leads.services import capture, conversion, moves, recycling, verification, watching

__all__ = ["capture", "conversion", "moves", "recycling", "verification", "watching"]
