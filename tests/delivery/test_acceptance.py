"""Installation, acceptance and the warranty that follows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Product
from core.dates import months_after
from core.workflow import run
from delivery.models import Acceptance
from delivery.tasks import end_warranties_tenant
from tests.delivery.steps import opened, refusal
from tests.factories.contracts import line, make_contract
from tests.factories.delivery import make_order


def test_more_than_was_shipped_is_not_accepted(world):
    order = make_order(world, "producing")
    row = order.lines.get()
    order = run(order, "ship", by=world.by("fr"), fields={"quantities": {str(row.pk): "1"}}).record

    with pytest.raises(ValidationError, match=r"1.*2"):
        run(order, "accept", by=world.by("fr"), fields={"quantities": {str(row.pk): "2"}})


def test_certificate_of_tomorrow_is_refused_and_of_today_taken(world):
    order = make_order(world, "shipped")

    with pytest.raises(ValidationError):
        run(order, "accept", by=world.by("fr"), fields={"accepted_on": order.as_of + timedelta(days=1)})
    assert (
        run(order, "accept", by=world.by("fr"), fields={"accepted_on": order.as_of}).record.state
        == "accepted"
    )


def product(**profile) -> Product:
    return Product.objects.create(code="P1", name="机器人", unit_price=100000, unit_cost=60000, **profile)


def test_boxed_product_skips_installation(world):
    contract = make_contract(world, "in_force", lines=[line(product=product(needs_installation=False))])
    order = make_order(world, "shipped", contract=contract)

    assert refusal(world, order, "install") == "installation_foreseen"
    assert run(order, "accept", by=world.by("fr")).record.state == "accepted"


def test_product_that_needs_it_is_installed_before_acceptance(world):
    contract = make_contract(world, "in_force", lines=[line(product=product(needs_installation=True))])
    order = make_order(world, "shipped", contract=contract)

    assert refusal(world, order, "accept") == "installation_done"
    order = run(order, "install", by=world.by("fr")).record
    assert run(order, "accept", by=world.by("fr")).record.state == "accepted"


def test_end_of_warranty_triggers_once(world):
    schedule = [
        {"name": "首款", "kind": "share", "share": Decimal("0.9"), "trigger": "signed"},
        {"name": "质保金", "kind": "share", "share": Decimal("0.1"), "trigger": "warranty_end"},
    ]
    contract = make_contract(world, "in_force", schedule=schedule)
    make_order(world, "accepted", contract=contract)
    acceptance = Acceptance.objects.get()
    after = acceptance.warranty_ends_on + timedelta(days=1)

    end_warranties_tenant(str(world.tenant.pk), acceptance.warranty_ends_on.isoformat())
    assert opened(contract, "质保金") == []
    for _run in range(2):
        end_warranties_tenant(str(world.tenant.pk), after.isoformat())

    assert opened(contract, "质保金") == [Decimal("22600.00")]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_months_end_on_the_last_day_there_is(day, months, expected):
    assert months_after(day, months) == expected
