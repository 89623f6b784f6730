"""Customers for tests, brought to their state by the services that people use. Within acting_for(tenant)."""

from datetime import date
from decimal import Decimal

from core.workflow import run
from customers.models import Contact, CreditLimit, Customer
from customers.services.admission import check_admission
from customers.services.contacts import create_contact
from customers.services.records import create_customer
from tenancy.actor import system

GOOD_FACTS = {
    "expected_gross_margin": "0.30",
    "expected_yearly_volume": {"amount": "5000000", "currency": "CNY"},
    "pledge_ratio": "0.20",
    "dishonest": False,
    "lawsuits_12m": 0,
}
FAR = date(2099, 12, 31)


def make_customer(
    name="苏州恒岳精密机械有限公司", *, by=None, admitted=True, owner=None, **values
) -> Customer:
    """A customer; admitted by the default rules unless told otherwise (conditional where it pays before delivery)."""
    customer = create_customer(by=by or system(), name=name, **({"owner": owner} if owner else {}), **values)
    if admitted:
        check_admission(customer, by=system(), facts=GOOD_FACTS)
    return Customer.objects.get(pk=customer.pk)


def make_contact(customer, name="陆总", function="production", *, by=None, **values) -> Contact:
    """A contact of a customer."""
    return create_contact(by=by or system(), customer=customer, name=name, function=function, **values)


def make_live_limit(customer, amount="2000000", *, valid_until=FAR, **values) -> CreditLimit:
    """A limit in force, as after its gate's approval."""
    limit = CreditLimit.objects.create(
        customer=customer, amount=Decimal(amount), currency="CNY", valid_until=valid_until, **values
    )
    return run(limit, "grant", by=system(), approved=True).record
