"""The order's machine, complete: state × move × role, quantities, credit, triggers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Product
from core.dates import acting_at, months_after
from core.errors import Blocked, Denied
from core.workflow import run
from customers.credit import exposure
from customers.models import CreditLimit, Customer
from deals.models import Agreement, Deal, DealLine
from delivery.models import Acceptance, DeliveryOrder, Shipment
from delivery.services import create_order, delete_order, edit_order, record_receipt
from delivery.tasks import end_warranties_tenant
from desk.models import Todo
from receivables.models import Receivable
from tenancy.actor import system
from tests.factories.contracts import fresh as fresh_contract
from tests.factories.contracts import line, make_contract
from tests.factories.customers import make_customer
from tests.factories.delivery import make_order


def fresh(order) -> DeliveryOrder:
    return DeliveryOrder.objects.get(pk=order.pk)


def refusal(world, order, move, role="fr", **fields) -> str:
    """The codes that refuse the move."""
    with pytest.raises(Blocked) as refused:
        run(order, move, by=world.by(role), fields=fields)
    return " ".join(blocker.code for blocker in refused.value.blockers)


# --- what an order may hold ---------------------------------------------------------------------------------------


def test_no_order_before_the_handover_is_accepted(world):
    contract = make_contract(world, "handed_over")

    with pytest.raises(Blocked) as refused:
        make_order(world, contract=contract)

    assert refused.value.blockers[0].code == "handover_accepted"


def test_only_delivery_orders(world):
    contract = make_contract(world, "in_force")
    rows = [{"contract_line": contract.agreement.lines.get(), "quantity": Decimal(1)}]

    with pytest.raises(Denied):
        create_order(by=world.by("sr"), contract=contract.agreement, lines=rows)


def test_line_of_another_contract_is_refused(world):
    mine = make_contract(world, "in_force")
    other = make_contract(world, "in_force", customer=make_customer("别家", owner=world.ar))
    rows = [{"contract_line": other.agreement.lines.get(), "quantity": Decimal(1)}]

    with pytest.raises(ValidationError):
        create_order(by=world.by("fr"), contract=mine.agreement, lines=rows)


def test_more_than_the_contract_has_is_refused(world):
    with pytest.raises(ValidationError, match=r"2.*3"):
        make_order(world, quantity="3")


def test_two_orders_cannot_release_more_than_the_contract_has(world):
    contract = make_contract(world, "in_force")
    make_order(world, "released", contract=contract, quantity="1.5")
    second = make_order(world, "reviewing", contract=contract, quantity="1")

    assert refusal(world, second, "release", "planner") == "quantities_within_contract"
    edit_order(
        second,
        by=world.by("fr"),
        lines=[{"contract_line": contract.agreement.lines.get(), "quantity": Decimal("0.5")}],
    )
    assert run(fresh(second), "release", by=world.by("planner")).record.state == "released"


def test_cancelled_order_gives_its_quantity_back(world):
    contract = make_contract(world, "in_force")
    first = make_order(world, "released", contract=contract)
    run(first, "cancel", by=world.by("fr"), fields={"reason": "重排"})

    assert make_order(world, "released", contract=contract).state == "released"


def test_dropped_quantity_cannot_be_ordered_again(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "released", contract=contract)
    run(order, "cancel", by=world.by("fr"), fields={"reason": "不要了", "drop_quantities": True})

    with pytest.raises(ValidationError):
        make_order(world, contract=contract)
    assert fresh_contract(contract).deal.stage == "cash"


def test_price_changed_by_an_amendment_holds_the_release_back(world):
    order = make_order(world, "reviewing")
    DealLine.objects.filter(order_lines__order=order).update(unit_price=99)

    assert refusal(world, order, "release", "planner") == "price_as_agreed"


def test_released_order_changes_no_more(world):
    order = make_order(world, "released")

    with pytest.raises(Blocked):
        edit_order(order, by=world.by("fr"), ship_to="上海")


def test_only_a_draft_is_deleted(world):
    draft = make_order(world)
    delete_order(draft, by=world.by("fr"))
    assert not DeliveryOrder.objects.exists()

    with pytest.raises(Blocked):
        delete_order(make_order(world, "reviewing", contract=fresh_of(draft)), by=world.by("fr"))


def fresh_of(order):
    from contracts.models import Contract

    return Contract.objects.get(pk=order.agreement_id)


# --- credit ---------------------------------------------------------------------------------------------------------


def test_release_needs_room_under_the_limit(world):
    contract = make_contract(world, "in_force", limit="226000")
    assert make_order(world, "released", contract=contract).state == "released"

    other = make_contract(world, "in_force", limit=None, customer=contract.customer)
    second = make_order(world, "reviewing", contract=other)
    assert refusal(world, second, "release", "planner") == "over_credit_limit"


def test_one_cent_over_the_limit_blocks(world):
    contract = make_contract(world, "in_force", limit="225999.99")

    assert (
        refusal(world, make_order(world, "reviewing", contract=contract), "release", "planner")
        == "over_credit_limit"
    )


def test_without_a_limit_nothing_is_released(world):
    contract = make_contract(world, "in_force", limit=None)

    assert (
        refusal(world, make_order(world, "reviewing", contract=contract), "release", "planner")
        == "no_credit_limit"
    )


def test_exposure_counts_the_released_value_less_what_was_billed(world):
    contract = make_contract(world, "in_force")
    assert exposure(contract.customer).total == Decimal("67800.00")

    make_order(world, "released", contract=contract)

    assert exposure(contract.customer).total == Decimal("226000.00")


def test_lowered_limit_blocks_the_shipment(world):
    order = make_order(world, "producing")
    CreditLimit.objects.filter(customer=order.customer_id).update(amount=1000)

    assert refusal(world, order, "ship") == "over_credit_limit"


def test_frozen_customer_gets_neither_release_nor_shipment(world):
    reviewing, producing = make_order(world, "reviewing"), None
    producing = make_order(
        world, "producing", contract=make_contract(world, "in_force", limit=None, customer=reviewing.customer)
    )
    run(
        Customer.objects.get(pk=reviewing.customer_id), "freeze", by=system(), fields={"reason": "逾期 60 天"}
    )

    assert "customer_frozen" in refusal(world, fresh(reviewing), "release", "planner")
    assert "customer_frozen" in refusal(world, fresh(producing), "ship")


# --- promise, shipment, acceptance -------------------------------------------------------------------------------


def test_promise_defaults_to_the_required_day(world):
    order = make_order(world, "scheduled", required_on=date(2099, 5, 1))

    assert order.promised_on == date(2099, 5, 1)


def test_past_day_is_not_promised(world):
    order = make_order(world, "released")

    with pytest.raises(ValidationError):
        run(
            order, "schedule", by=world.by("planner"), fields={"promised_on": order.as_of - timedelta(days=1)}
        )


def test_parts_are_shipped_accepted_and_billed_in_proportion(world):
    contract = make_contract(world, "in_force")
    order = make_order(world, "producing", contract=contract)
    row = order.lines.get()

    order = run(
        order, "ship", by=world.by("fr"), fields={"quantities": {str(row.pk): "0.5"}, "tracking": "SF1"}
    ).record
    assert opened(contract, "发货款") == [Decimal("22600.00")]
    order = run(order, "accept", by=world.by("fr")).record
    assert (order.state, order.is_partly_accepted) == ("shipped", True)
    assert refusal(world, order, "accept") == "something_left_to_accept"

    order = run(order, "ship", by=world.by("fr"), fields={"tracking": "SF2"}).record
    order = run(order, "accept", by=world.by("fr"), fields={"certificate": "YS-2"}).record
    assert order.state == "accepted"
    assert sum(opened(contract, "发货款")) == Decimal("90400.00")
    assert sum(opened(contract, "验收款")) == Decimal("67800.00")
    assert contract.agreement.lines.get().accepted_quantity == 2
    assert fresh_contract(contract).deal.stage == "cash"


def opened(contract, name) -> list[Decimal]:
    rows = Receivable.objects.filter(agreement=contract.agreement_id, name=name).exclude(state="planned")
    return sorted(row.amount for row in rows)


def test_thirds_add_up_to_the_cent(world):
    contract = make_contract(world, "in_force", lines=[line("3", "33333.33")])
    order = make_order(world, "producing", contract=contract)
    row = order.lines.get()

    for _third in range(3):
        order = run(order, "ship", by=world.by("fr"), fields={"quantities": {str(row.pk): "1"}}).record

    total = fresh_contract(contract).amount
    planned = Receivable.objects.get(agreement=contract.agreement_id, name="验收款", state="planned").amount
    assert sum(opened(contract, "发货款")) + planned + sum(opened(contract, "预付款")) == total


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


def test_receipt_triggers_delivery_once(world):
    schedule = [{"name": "到货款", "kind": "share", "share": Decimal(1), "trigger": "delivered", "days": 10}]
    contract = make_contract(world, "in_force", schedule=schedule)
    order = make_order(world, "shipped", contract=contract)

    record_receipt(order, by=world.by("fr"), received_on=order.as_of, received_by="王工")

    assert opened(contract, "到货款") == [Decimal("226000.00")]
    with pytest.raises(Blocked):
        record_receipt(order, by=world.by("fr"), received_on=order.as_of)
    assert Shipment.objects.get().received_by == "王工"


def test_receipt_before_the_shipment_is_refused(world):
    order = make_order(world, "shipped")

    with pytest.raises(ValidationError):
        record_receipt(order, by=world.by("fr"), received_on=order.as_of - timedelta(days=1))


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


@pytest.mark.parametrize("state", ["released", "scheduled", "producing", "shipped"])
def test_held_order_goes_on_where_it_stopped(world, state):
    order = make_order(world, state)
    order = run(order, "hold", by=world.by("fr"), fields={"reason": "客户场地未备"}).record
    assert order.state == "on_hold"

    order = run(order, "resume", by=world.by("fr")).record

    assert order.state == state


def test_shipped_order_is_not_cancelled(world):
    order = make_order(world, "shipped")
    held = run(order, "hold", by=world.by("fr"), fields={"reason": "投诉"}).record

    assert refusal(world, held, "cancel", reason="退货") == "nothing_shipped"


def test_entering_delivery_asks_the_fr_to_order(world):
    contract = make_contract(world, "in_force")

    asked = Todo.objects.get(kind="order.to_create")
    assert asked.user_id == world.fr.pk
    assert asked.record_id == contract.deal_id


@pytest.mark.parametrize(
    ("step", "still_open"),
    [("draft", 1), ("reviewing", 1), ("released", 0), ("cancelled", 1), ("dropped", 0)],
)
def test_the_call_for_orders_is_open_while_lines_are_uncovered(world, step, still_open):
    order = make_order(world, "released" if step in ("cancelled", "dropped") else step)
    if step in ("cancelled", "dropped"):
        fields = {"reason": "客户改期"} | ({"drop_quantities": "on"} if step == "dropped" else {})
        run(order, "cancel", by=world.by("fr"), fields=fields)

    assert Todo.objects.filter(kind="order.to_create", done_at=None).count() == still_open


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


def test_history_can_be_walked_at_a_past_moment(world):
    order = make_order(world, "reviewing")
    past = order.created_at - timedelta(days=30)

    with acting_at(past):
        released = run(order, "release", by=world.by("planner")).record

    assert released.released_on == released.as_of - timedelta(days=30)
    assert Agreement.objects.get(pk=order.agreement_id).handed_over_on is not None
    assert Deal.objects.get(pk=order.deal_id).stage == "delivery"


# --- order review ---------------------------------------------------------------------------------------------------


def test_material_to_be_sourced_is_plannings_to_do_until_work_starts(world):
    order = make_order(world, "reviewing", required_on=date(2027, 3, 1))
    found = {"material": "sourcing", "review_note": "伺服电机 4 台"}

    order = run(order, "release", by=world.by("planner"), fields=found).record
    assert (order.material, order.review_note) == ("sourcing", "伺服电机 4 台")
    todo = Todo.objects.get(kind="order.to_source")
    assert (todo.role, todo.due_on, todo.done_at) == ("planner", date(2027, 3, 1), None)

    run(order, "schedule", by=world.by("planner"))
    run(fresh(order), "start", by=world.by("planner"))
    todo.refresh_from_db()
    assert todo.done_at is not None


def test_a_sourcing_request_says_what_is_missing(world):
    order = make_order(world, "reviewing")

    with pytest.raises(ValidationError) as refused:
        run(order, "release", by=world.by("planner"), fields={"material": "sourcing"})

    assert list(refused.value.message_dict) == ["review_note"]
    assert fresh(order).state == "reviewing"
