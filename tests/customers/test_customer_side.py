"""What deals and receivables show on the customer's page."""

from datetime import date

import pytest
from django.test import Client

from insights.customer_side import deals_of, figures, open_receivables_of
from tests.factories.customers import make_customer
from tests.factories.receivables import make_open


@pytest.fixture
def customer(alpha):
    """A customer of the AR's who owes 100,000 since the start of the year."""
    made = make_customer(by=alpha.by.ar, admitted=False)
    make_open("100000", customer=made, due_on=date(2026, 1, 1), ar=alpha.people["ar"])
    return made


def test_deals_and_open_receivables_are_listed(alpha, customer):
    assert [deal.title for deal in deals_of(customer, alpha.by.ar)["deals"]] == ["装配线"]
    assert [row.balance for row in open_receivables_of(customer, alpha.by.finance)["receivables"]] == [100000]
    assert open_receivables_of(make_customer("乙"), alpha.by.finance) is None


def test_the_head_shows_what_is_owed_and_overdue(alpha, customer):
    shown = [money.amount for _label, money in figures(customer, alpha.by.finance)]
    assert shown[-2:] == [100000, 100000]


def test_only_what_one_sees_is_shown(alpha, customer):
    assert deals_of(customer, alpha.by.planner) is None
    assert figures(customer, alpha.by.ar2) == []


def test_the_page_draws_them(alpha, customer):
    client = Client()
    client.force_login(alpha.people["finance"])
    page = client.get(f"/customers/{customer.pk}/").content.decode()
    assert "装配线" in page and "全款" in page
