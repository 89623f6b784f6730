"""Reads about the relation: whom one was with last, who works there, what was promised."""

from core import search
from core.sight import visible
from customers.models import Contact, Customer, Visit

# What fits on a phone above the keyboard.
MOST_OFFERED, LOOKED_THROUGH, MOST_PEOPLE = 6, 60, 12


def last_customers(by) -> list[Customer]:
    """The customers of the person's last visits, filled up with those the person looks after."""
    seen = visible(Customer.objects.all(), by)
    visited = Visit.objects.filter(owner_id=by.user_id).order_by("-planned_on", "-id")
    ids = list(dict.fromkeys(visited.values_list("customer_id", flat=True)[:LOOKED_THROUGH]))[:MOST_OFFERED]
    known = {one.pk: one for one in seen.filter(pk__in=ids)}
    found = [known[pk] for pk in ids if pk in known]
    if len(found) < MOST_OFFERED:
        own = seen.filter(owner_id=by.user_id).exclude(pk__in=ids).order_by("-created_at", "-id")
        found += own[: MOST_OFFERED - len(found)]
    return found


def customers_found(q: str, by) -> list[Customer]:
    """Customers that hold the words of `q`, by name."""
    rows = Customer.objects.filter(search.matching(Customer, q))
    return list(visible(rows, by).order_by("sort_key", "pk")[:MOST_OFFERED])


def people_of(customer) -> list[Contact]:
    """Contacts of a customer who are still there, those with most influence first."""
    rows = Contact.objects.filter(customer=customer, is_active=True)
    return list(rows.order_by("-influence", "name", "pk")[:MOST_PEOPLE])
