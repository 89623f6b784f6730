"""A touch written down in one go: what took place, and what was promised with it."""

from django.db import transaction

from customers.models import Visit
from customers.services.commitments import commit
from customers.services.visits import log_visit


@transaction.atomic
def log_touch(*, by, promise: str = "", promise_due_on=None, **touch) -> Visit:
    """Log a visit and the promise made at it. Raises Denied, ValidationError."""
    visit = log_visit(by=by, **touch)
    if promise:
        contacts = touch.get("contacts") or []
        commit(
            by=by, customer=visit.customer, text=promise, due_on=promise_due_on, visit=visit,
            contact=contacts[0] if len(contacts) == 1 else None,
        )  # fmt: skip
    return visit
