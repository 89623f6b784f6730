"""Freeze and blacklist a customer, and take both back."""

from core.attention import notify
from core.workflow import perform, run, serves
from customers.credit import lock_account
from customers.forms.moves import BlacklistForm, ReasonForm
from customers.models import Customer
from tenancy.actor import system


@serves(Customer, "freeze", form=ReasonForm)
def freeze(customer, *, by, reason):
    """No new business until unfrozen. A release that holds the credit account finishes first; later ones see it."""
    customer = perform(customer, "freeze", by=by, reason=reason)
    lock_account(customer.pk)
    if customer.owner_id:
        notify([customer.owner], "customer_frozen", record=customer, customer=customer.name, reason=reason)
    return customer


@serves(Customer, "unfreeze", form=ReasonForm)
def unfreeze(customer, *, by, reason):
    """Business as before."""
    customer = perform(customer, "unfreeze", by=by, reason=reason)
    lock_account(customer.pk)
    return customer


@serves(Customer, "blacklist", form=BlacklistForm)
def blacklist(customer, *, by, reason, tell=()):
    """No new business and no lead conversion; the people named are told (decision 44)."""
    customer = perform(
        customer, "blacklist", by=by, reason=reason, tell=", ".join(person.name for person in tell)
    )
    lock_account(customer.pk)
    notify(tell, "customer_blacklisted", record=customer, customer=customer.name, reason=reason)
    return customer


@serves(Customer, "unblacklist", form=ReasonForm)
def unblacklist(customer, *, by, reason):
    """Off the list."""
    customer = perform(customer, "unblacklist", by=by, reason=reason)
    lock_account(customer.pk)
    return customer


def freeze_overdue(customer_ids, *, reason: str) -> list:
    """Freeze those of the customers who are not frozen yet, in the system's name; returns the ids frozen now."""
    due = Customer.objects.filter(pk__in=customer_ids, frozen=False).order_by("pk")
    return [run(customer, "freeze", by=system(), fields={"reason": reason}).record.pk for customer in due]
