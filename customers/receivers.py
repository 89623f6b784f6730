"""What customers do when something happens elsewhere, and what they tell the search."""

from django.dispatch import receiver
from django.urls import reverse

from core import custom, search
from customers.models import Contact, CreditCase, Customer, InsurancePolicy, Visit
from customers.services.admission import install_rules
from customers.standards import install_standards
from tenancy.setup import tenant_created


@receiver(tenant_created, dispatch_uid="customers.rules")
def copy_rules(sender, tenant, **rest):
    """A new tenant has the handbook's admission rules and standards of open credit."""
    install_rules()
    install_standards()


search.register(
    Customer,
    text=lambda customer: [
        customer.name,
        customer.normalised_name,
        customer.unified_code,
        *custom.texts(customer),
    ],
    title=str,
    url=lambda customer: reverse("customers:page", args=[customer.pk]),
)
search.register(
    Contact,
    text=lambda contact: [contact.name, contact.title, contact.email, contact.phone],
    title=lambda contact: f"{contact.name} · {contact.customer}",
    url=lambda contact: reverse("customers:page", args=[contact.customer_id]) + "?tab=contacts",
)
search.register(
    Visit,
    text=lambda visit: [visit.goals, visit.outcome, visit.next_step, visit.customer.name],
    title=lambda visit: f"{visit.customer} · {visit.planned_on} {visit.outcome or visit.goals}"[:120],
    url=Visit.get_absolute_url,
    related=("customer",),
)
search.register(
    CreditCase,
    text=lambda case: [case.number, case.record_name, case.customer.name],
    title=lambda case: f"{case.number} {case.customer}",
    url=CreditCase.get_absolute_url,
    related=("customer",),
)
search.register(
    InsurancePolicy,
    text=lambda policy: [policy.insurer, policy.policy_number],
    title=str,
    url=InsurancePolicy.get_absolute_url,
)
