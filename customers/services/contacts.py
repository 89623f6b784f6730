"""Make and change contacts."""

from django.db import transaction

from core import search
from core.errors import Denied
from core.events import happened
from core.links import links_of, revoke
from core.workflow import edit
from customers.models import Contact, Customer
from tenancy.roles import Right, may

EDITING = may(Right.CUSTOMER_EDIT, owner=True)


@transaction.atomic
def create_contact(*, by, customer: Customer, **values) -> Contact:
    """A new contact of a customer; whoever makes it is its owner. Raises Denied, ValidationError."""
    if not EDITING(customer, by):
        raise Denied(EDITING.sentence)
    contact = Contact(customer=customer, owner_id=by.user_id, created_by_id=by.user_id, **values)
    contact.full_clean(validate_unique=False, validate_constraints=False)
    contact.save(force_insert=True)
    happened(contact, "contact.created", by=by, name=contact.name, customer=str(customer))
    search.index([contact])
    return contact


@transaction.atomic
def update_contact(contact: Contact, *, by, expected_version: int | None = None, **values) -> Contact:
    """Change a contact. Raises Denied, Stale, ValidationError."""
    # Two changes of reporting lines at once could close a loop that neither sees: one customer, one at a time.
    Customer.objects.select_for_update().only("pk").get(pk=contact.customer_id)
    contact = edit(contact, by=by, right=EDITING, expected_version=expected_version, **values)
    if not contact.is_active:
        # Who left opens no private page of ours any more (decision 33).
        revoke(links_of(contact_id=contact.pk), by=by)
    search.index([contact])
    return contact
