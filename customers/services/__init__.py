"""One module per activity; importing them registers every move's service."""

from customers.services import admission, contacts, credit, groups, influence, records, standing, visits

__all__ = ["admission", "contacts", "credit", "groups", "influence", "records", "standing", "visits"]
