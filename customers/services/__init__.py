"""One module per activity; importing them registers every move's service."""

from customers.services import admission, contacts, credit, groups, records, standing, visits

__all__ = ["admission", "contacts", "credit", "groups", "records", "standing", "visits"]
