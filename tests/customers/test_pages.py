"""The pages of customers: what they show, what they refuse."""

import pytest
from django.test import Client

from customers.models import Contact, CreditLimit, Customer
from customers.services.visits import plan_visit
from tests.factories.customers import make_contact, make_customer, make_live_limit


@pytest.fixture
def browser(alpha):
    """`browser("ar")` is that person, signed in, in English."""

    def sign_in(role):
        person = alpha.people[role]
        person.language = "en"
        person.save()
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def test_every_page_opens(alpha, browser):
    customer = make_customer(by=alpha.by.ar)
    contact = make_contact(customer, by=alpha.by.ar)
    limit = make_live_limit(customer)
    visit = plan_visit(by=alpha.by.ar, customer=customer, planned_on="2026-12-01", goals="x")
    person = browser("credit")
    for path in (
        "", "limits/", "visits/", f"{customer.pk}/", f"{customer.pk}/?tab=contacts", f"{customer.pk}/?tab=credit",
        f"{customer.pk}/?tab=visits", f"{customer.pk}/new-limit/", f"contacts/{contact.pk}/", f"limits/{limit.pk}/",
        f"visits/{visit.pk}/",
    ):  # fmt: skip
        answer = person.get(f"/customers/{path}")
        assert answer.status_code == 200, path
        assert b"style=" not in answer.content, path
    for path in ("new/", f"{customer.pk}/edit/", f"{customer.pk}/new-contact/", f"{customer.pk}/new-visit/"):
        assert browser("ar").get(f"/customers/{path}").status_code == 200, path
    assert browser("admin").get("/customers/rules/").status_code == 200


def test_a_likely_duplicate_is_shown_before_saving(alpha, browser):
    make_customer("苏州恒岳精密机械股份有限公司", by=alpha.by.ar2, admitted=False)
    person, entered = browser("ar"), {"name": "苏州恒岳精密机械有限公司"}

    warned = person.post("/customers/new/", entered)
    assert warned.status_code == 422 and b"Possible duplicate" in warned.content
    assert Customer.objects.count() == 1
    assert person.post("/customers/new/", {**entered, "another": "1"}).status_code == 303
    assert Customer.objects.count() == 2


def test_the_hint_comes_while_typing(alpha, browser):
    make_customer("苏州恒岳精密机械股份有限公司", by=alpha.by.ar, admitted=False)
    hint = browser("ar").get("/customers/duplicates/", {"name": "苏州恒岳精密机械"})
    assert "苏州恒岳精密机械股份有限公司" in hint.content.decode()


def test_credit_enters_facts_on_the_page(alpha, browser):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    facts = {
        "facts-expected_gross_margin": "0.3", "facts-expected_yearly_volume": "5,000,000",
        "facts-pledge_ratio": "0.2", "facts-dishonest": "false", "facts-lawsuits_12m": "0",
    }  # fmt: skip

    wrong = browser("credit").post(
        f"/customers/{customer.pk}/check/", {**facts, "facts-pledge_ratio": "viel"}
    )
    assert wrong.status_code == 422
    assert b"share pledge" in wrong.content
    assert browser("credit").post(f"/customers/{customer.pk}/check/", facts).status_code == 303
    assert Customer.objects.get(pk=customer.pk).state == "admitted"


def test_a_seller_asks_for_a_check_without_facts(alpha, browser):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    assert (
        browser("ar").post(f"/customers/{customer.pk}/check/", {"facts-dishonest": "false"}).status_code
        == 403
    )
    assert browser("ar").post(f"/customers/{customer.pk}/check/").status_code == 303


def test_a_refused_move_comes_back_with_its_form(alpha, browser):
    customer = make_customer(by=alpha.by.ar)
    refused = browser("credit").post(f"/customers/{customer.pk}/freeze/", {"reason": ""})
    assert refused.status_code == 422
    assert browser("credit").post(f"/customers/{customer.pk}/freeze/", {"reason": "逾期"}).status_code == 303
    page = browser("ar").get(f"/customers/{customer.pk}/")
    assert "逾期" in page.content.decode()


def test_credit_data_is_not_drawn_without_the_right(alpha, browser):
    customer = make_customer(by=alpha.by.ar)
    make_live_limit(customer, "7654321")
    assert b"7.65M" in browser("credit").get(f"/customers/{customer.pk}/?tab=credit").content
    assert b"7.65M" not in browser("ar").get(f"/customers/{customer.pk}/?tab=credit").content


def test_parts_are_made_from_the_customers_page(alpha, browser):
    customer = make_customer(by=alpha.by.ar)
    person = browser("ar")
    contact = {"name": "陆总", "function": "Production", "is_active": "on"}
    assert person.post(f"/customers/{customer.pk}/new-contact/", contact).status_code == 303
    made = Contact.objects.get(customer=customer)
    assert made.function == "production"
    assert (
        person.post(f"/customers/contacts/{made.pk}/fields/attitude/", {"attitude": "2"}).status_code == 303
    )
    made.refresh_from_db()
    assert made.attitude == 2
    visit = {"planned_on": "2026-12-01", "goals": "预算", "kind": "daily_touch"}
    assert person.post(f"/customers/{customer.pk}/new-visit/", visit).status_code == 303
    limit = {"amount": "2,000,000", "amount_currency": "CNY", "valid_until": "2099-12-31", "kind": "standing"}
    assert browser("credit").post(f"/customers/{customer.pk}/new-limit/", limit).status_code == 303
    assert CreditLimit.objects.get(customer=customer).pending_gate == "credit"


def test_an_edit_with_an_old_page_is_refused(alpha, browser):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    entered = {"name": customer.name, "region": "华东", "version": str(customer.version)}
    assert browser("ar").post(f"/customers/{customer.pk}/edit/", entered).status_code == 303
    assert (
        browser("ar").post(f"/customers/{customer.pk}/edit/", {**entered, "region": "x"}).status_code == 412
    )


@pytest.mark.parametrize("path", ["", "edit/", "new-contact/", "new-visit/", "new-limit/"])
def test_a_stranger_finds_nothing(alpha, browser, path):
    customer = make_customer(by=alpha.by.ar2, admitted=False)
    assert browser("ar").get(f"/customers/{customer.pk}/{path}").status_code == 404
