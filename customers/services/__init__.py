"""One module per activity; importing them registers every move's service."""

from customers.services import (
    admission,
    commitments,
    contacts,
    credit,
    groups,
    influence,
    records,
    standing,
    visits,
)

__all__ = [
    "admission",
    "commitments",
    "contacts",
    "credit",
    "groups",
    "influence",
    "records",
    "standing",
    "visits",
]
