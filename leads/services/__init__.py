"""One module per activity; importing them registers every move's service."""

from leads.services import campaigns, capture, conversion, customers, moves, recycling, verification, watching

__all__ = [
    "campaigns",
    "capture",
    "conversion",
    "customers",
    "moves",
    "recycling",
    "verification",
    "watching",
]
