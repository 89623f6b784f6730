"""Freeze and blacklist a customer, and take both back."""

from django.db import transaction

from core.attention import notify
from core.bulk import run_many
from core.workflow import perform, serves
from customers.credit import lock_account, lock_accounts
from customers.credit_states import RestrictionKind
from customers.forms.credit import FreezeForm
from customers.forms.moves import ReasonForm
from customers.models import Customer
from customers.services import restrictions
from desk.models import Notice
from desk.services.attention import about, keep_notices
from tenancy.actor import system


@serves(Customer, "freeze", form=FreezeForm)
def freeze(customer, *, by, reason, tell=(), review_on=None):
    """No new business until unfrozen. A release that holds the credit account finishes first; later ones see it."""
    customer = perform(customer, "freeze", by=by, reason=reason)
    lock_account(customer.pk)
    restrictions.imposed(
        customer, RestrictionKind.FREEZE, by=by, reason=reason, tell=tell, review_on=review_on
    )
    told = {person.pk: person for person in [*tell, *([customer.owner] if customer.owner_id else [])]}
    notify(list(told.values()), "customer_frozen", record=customer, customer=customer.name, reason=reason)
    return customer


@serves(Customer, "unfreeze", form=ReasonForm)
def unfreeze(customer, *, by, reason):
    """Business as before."""
    customer = perform(customer, "unfreeze", by=by, reason=reason)
    lock_account(customer.pk)
    restrictions.lifted(customer, RestrictionKind.FREEZE, by=by, reason=reason)
    return customer


@serves(Customer, "blacklist", form=FreezeForm)
def blacklist(customer, *, by, reason, tell=(), review_on=None):
    """No new business and no lead conversion; the people named are told (decision 44)."""
    customer = perform(
        customer, "blacklist", by=by, reason=reason, tell=", ".join(person.name for person in tell)
    )
    lock_account(customer.pk)
    restrictions.imposed(
        customer, RestrictionKind.BLACKLIST, by=by, reason=reason, tell=tell, review_on=review_on
    )
    notify(tell, "customer_blacklisted", record=customer, customer=customer.name, reason=reason)
    return customer


@serves(Customer, "unblacklist", form=ReasonForm)
def unblacklist(customer, *, by, reason):
    """Off the list."""
    customer = perform(customer, "unblacklist", by=by, reason=reason)
    lock_account(customer.pk)
    restrictions.lifted(customer, RestrictionKind.BLACKLIST, by=by, reason=reason)
    return customer


@transaction.atomic
def freeze_overdue(reasons: dict) -> list:
    """Freeze those of {customer id: reason} who are not frozen yet, in the system's name; returns their ids."""
    due = Customer.objects.filter(pk__in=reasons, frozen=False).select_related("owner")
    # The bulk door passes over rows that somebody holds, and no freeze may be left out: wait for them here.
    list(due.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    outcome = run_many(
        due, "freeze", by=system(), fields=lambda one: {"reason": reasons[one.pk]}, follow=_tell_owners
    )
    for _pk, error in outcome.failed:
        raise error
    return outcome.done


def _tell_owners(customers) -> None:
    """What follows a freeze, for many: releases under way finish first, it is on record, owners are told."""
    lock_accounts([customer.pk for customer in customers])
    restrictions.imposed_many(customers, RestrictionKind.FREEZE, by=system())
    keep_notices(
        [
            Notice(
                **about(customer), user=customer.owner, kind="customer_frozen",
                facts={"customer": customer.name, "reason": customer.frozen_reason},
            )
            for customer in customers
            if customer.owner_id
        ]
    )  # fmt: skip
