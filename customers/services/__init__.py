"""One module per activity; importing them registers every move's service."""

from customers.services import (
    admission,
    commitments,
    contacts,
    credit,
    fact_files,
    fact_reading,
    groups,
    influence,
    merging,
    records,
    standing,
    visits,
)

__all__ = [
    "admission",
    "commitments",
    "contacts",
    "credit",
    "fact_files",
    "fact_reading",
    "groups",
    "influence",
    "merging",
    "records",
    "standing",
    "visits",
]
