"""The demo's relations: what the client manager did and promised gives the trust figure its facts."""

from random import Random

from core.dates import local_day
from core.tenancy import acting_for
from customers.models import Commitment, Customer
from customers.relation import relation_of
from integrations.demo import words
from integrations.demo.company import cny, make_company, make_customers
from integrations.demo.relation import keep_touch, verify_lead
from leads.models import Lead
from leads.services.capture import create_lead


def test_touches_promises_and_verifications_show_what_they_are_worth(db):
    about = words.FIRST | {"code": "demo-relation", "prefix": "dr-"}
    company = make_company(about, words.ROLE_NAMES, "x" * 12, Random(1))
    with acting_for(company.tenant):
        make_customers(company, words.CUSTOMERS[:4])
        ar = company.by("ar")

        keep_touch(company)
        customer = Customer.objects.filter(owner_id=ar.user_id).order_by("created_at").first()
        leads = [
            create_lead(
                by=ar, owner=ar.user, title="改造", customer=customer, source="api", expected_amount=cny(1)
            )
            for _n in range(2)
        ]
        for lead, times in zip(leads, (2, 3), strict=True):
            verify_lead(company, lead, times=times)

        assert {one.state for one in Commitment.objects.filter(customer=customer)} == {"kept", "pending"}
        assert relation_of(customer, local_day()).trust.value is not None
        assert [Lead.objects.get(pk=lead.pk).grade for lead in leads] == ["credible", "opportunity"]
