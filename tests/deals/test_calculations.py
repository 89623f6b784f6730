"""The four calculations: the actual one runs with acceptances and costs, and ends as the final one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Product
from core.errors import Blocked, Denied
from core.money import Money
from core.workflow import run
from deals.models import Calculation, Cost, Deal
from deals.services import record_cost
from tests.factories.callers import caller
from tests.factories.contracts import cny, fresh, line, make_contract
from tests.factories.delivery import make_order


def actual(contract) -> tuple:
    row = Calculation.objects.get(deal=contract.deal_id, kind="actual")
    return row.revenue, row.cost


def book(world, deal, role="fr", **more):
    values = {"kind": "logistics", "amount": cny(3000), "incurred_on": deal.as_of, "note": "夜间吊装"} | more
    return record_cost(deal, by=world.by(role), **values)


def test_actual_follows_every_acceptance(world):
    contract = make_contract(world, "in_force")
    assert actual(contract) == (0, 0)

    order = make_order(world, "shipped", contract=contract)
    row = order.lines.get()
    run(order, "accept", by=world.by("fr"), fields={"quantities": {str(row.pk): "0.5"}})
    assert actual(contract) == (50000, 30000)

    run(order, "accept", by=world.by("fr"))
    assert actual(contract) == (200000, 120000)


def test_costs_add_to_the_unit_costs_and_a_saving_takes_off(world):
    contract = make_contract(world, "in_force")
    make_order(world, "accepted", contract=contract)

    book(world, contract.deal)
    book(world, contract.deal, "finance", amount=cny(-500), kind="material")

    found = Calculation.objects.get(deal=contract.deal_id, kind="actual")
    assert found.cost == 122500
    assert {kind: Decimal(amount) for kind, amount in found.detail["kinds"].items()} == {
        "goods": 120000, "logistics": 3000, "material": -500,
    }  # fmt: skip


def test_a_line_that_is_not_delivered_counts_from_signing(world):
    licence = Product.objects.create(code="LIC", name="许可", is_deliverable=False)
    contract = make_contract(
        world, "in_force", lines=[line(), line("1", "10000", "1000", description="许可", product=licence)]
    )

    assert actual(contract) == (10000, 1000)


@pytest.mark.parametrize("role", ["ar", "sr", "planner", "executive", "admin"])
def test_costs_are_recorded_by_fr_and_finance(world, role):
    deal = make_contract(world, "in_force").deal

    with pytest.raises(Denied):
        book(world, deal, role=role)


def test_costs_of_another_currency_of_nothing_or_of_tomorrow_are_refused(world):
    deal = make_contract(world, "in_force").deal

    for wrong in (
        {"amount": Money(Decimal(1), "EUR")},
        {"amount": cny(0)},
        {"incurred_on": deal.as_of + timedelta(days=1)},
    ):
        with pytest.raises(ValidationError):
            book(world, deal, **wrong)
    assert not Cost.objects.exists()


def test_an_ended_deal_takes_no_cost(world):
    contract = make_contract(world, "in_force")
    run(contract, "terminate", by=world.by("sales_manager"), fields={"reason": "客户停产"})

    with pytest.raises(Blocked):
        book(world, Deal.objects.get(pk=contract.deal_id))


def test_the_api_shows_the_variance_to_the_budget_to_those_who_may_see_costs(world):
    contract = make_contract(world, "in_force")
    make_order(world, "accepted", contract=contract)
    body = {"kind": "logistics", "amount": {"amount": "3000", "currency": "CNY"}, "note": "吊装"}
    path = f"/deals/{contract.deal_id}/"

    posted = caller(world, "fr").post(f"{path}costs/", body)

    assert posted.status_code == 201, posted.content
    shown = caller(world, "ar").get(path).json()["calculations"]
    assert shown["budget"]["variance"] is None
    assert shown["actual"]["variance"] == {
        "revenue": {"amount": "0.00", "currency": "CNY"},
        "cost": {"amount": "3000.00", "currency": "CNY"},
        "margin": {"amount": "-3000.00", "currency": "CNY"},
    }
    assert caller(world, "legal").get(path).json().get("calculations") is None
    assert caller(world, "legal").get(f"{path}costs/").status_code == 403
    assert [row["note"] for row in caller(world, "ar").get(f"{path}costs/").json()["results"]] == ["吊装"]


def test_final_is_the_actual_of_the_closing_day(world):
    from tests.factories.delivery import closed_contract

    contract = fresh(closed_contract(world))

    rows = {row.kind: row for row in Calculation.objects.filter(deal=contract.deal_id)}
    assert (rows["final"].revenue, rows["final"].cost) == (rows["actual"].revenue, rows["actual"].cost)
    assert rows["actual"].frozen_at and rows["final"].frozen_at
