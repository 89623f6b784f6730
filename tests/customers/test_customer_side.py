"""What deals and receivables show on the customer's page."""

from datetime import date

import pytest
from django.test import Client

from contracts.models import Contract
from core.dates import local_day
from customers.views.credit_parts import credit_context, gauge_mark
from insights.customer_side import contracts_of, deals_of, figures, open_receivables_of
from receivables.models import Receivable
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
    shown = [(money.amount, tone) for _label, money, tone in figures(customer, alpha.by.finance)]
    assert shown[-2:] == [(100000, ""), (100000, "danger")]


def test_only_what_one_sees_is_shown(alpha, customer):
    assert deals_of(customer, alpha.by.planner) is None
    assert figures(customer, alpha.by.ar2) == []


def test_the_page_draws_them(alpha, customer):
    client = Client()
    client.force_login(alpha.people["finance"])
    for tab, shown in (("deals", "装配线"), ("receivables", "全款")):
        assert shown in client.get(f"/customers/{customer.pk}/?tab={tab}").content.decode()


def test_contracts_carry_what_was_paid_and_is_open(alpha, customer):
    agreement = Receivable.objects.get().agreement
    Contract.objects.create(
        pk=agreement.pk, agreement=agreement, deal=agreement.deal, customer=customer, title="设备采购合同",
        amount=agreement.total, currency="CNY", owner=alpha.people["ar"],
    )  # fmt: skip

    row = contracts_of(customer, alpha.by.finance)["rows"][0]

    assert (row["paid"], row["not_due"], row["overdue"]) == (0, 0, 100000)
    assert row["days"] == (local_day() - date(2026, 1, 1)).days
    assert contracts_of(customer, alpha.by.ar2) is None


@pytest.mark.parametrize("tab", ["deals", "contracts", "receivables", "dunning", "history"])
def test_each_part_has_its_tab_also_where_nothing_is_in_it(alpha, customer, tab):
    client = Client()
    client.force_login(alpha.people["credit"])
    for one in (customer, make_customer("乙", by=alpha.by.ar, admitted=False)):
        page = client.get(f"/customers/{one.pk}/?tab={tab}")
        assert page.status_code == 200 and page.context["tab"] == tab
    counts = {one["code"]: one["count"] for one in page.context["tabs"]}
    assert counts == {"deals": 0, "contracts": 0, "receivables": 0, "dunning": 0}


@pytest.mark.parametrize(
    ("percent", "outer", "anchor"),
    [(50, (175, 20), "start"), (100, (279, 124), "start"), (1, (71, 121), "end")],
)
def test_the_gauges_mark_stands_on_its_arc(percent, outer, anchor):
    mark = gauge_mark(percent)

    assert (round(mark["outer"][0]), round(mark["outer"][1])) == outer and mark["anchor"] == anchor


def test_the_exposure_is_explained_line_by_line(alpha, customer):
    shown = credit_context(customer, alpha.by.credit)

    assert [(part["kind"], part["amount"], len(part["lines"])) for part in shown["exposure_lines"]] == [
        ("receivables", 100000, 1)
    ]
    assert shown["exposure_billed"] == shown["exposure"].total == 100000
    assert "exposure" not in credit_context(customer, alpha.by.ar)
