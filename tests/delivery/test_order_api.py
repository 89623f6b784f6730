"""Orders over the API and in the browser."""

import pytest
from django.test import Client

from delivery.models import DeliveryOrder
from tests.factories.contracts import make_contract
from tests.factories.delivery import make_order


@pytest.fixture
def browser(world):
    """`browser("fr")`: a signed-in person's browser, in English."""

    def signed_in(role, of=world):
        user = of.people[role]
        user.language = "en"
        user.save()
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def test_order_is_answered_with_its_lines(world, api):
    contract = make_contract(world, "in_force")
    row = {"contract_line": str(contract.agreement.lines.get().pk), "quantity": "1"}

    made = api("fr").post(
        "/delivery-orders/", {"contract": str(contract.pk), "lines": [row], "required_on": "2099-01-01"}
    )

    assert made.status_code == 201, made.json()
    assert made.json()["amount"] == {"amount": "113000.00", "currency": "CNY"}
    assert made.json()["contract"] == {"id": str(contract.pk), "number": contract.number}
    assert made.json()["lines"][0]["quantity"] == "1"


def test_errors_point_at_the_line(world, api):
    contract = make_contract(world, "in_force")
    row = {"contract_line": str(contract.agreement.lines.get().pk), "quantity": "9"}

    refused = api("fr").post("/delivery-orders/", {"contract": str(contract.pk), "lines": [row]})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/lines/0/quantity"


def test_transitions_name_what_is_missing(world, api):
    order = make_order(world, "reviewing", contract=make_contract(world, "in_force", limit=None))

    moves = {
        move["name"]: move for move in api("planner").get(f"/delivery-orders/{order.pk}/transitions/").json()
    }

    assert moves["release"]["allowed"] is False
    assert moves["release"]["blockers"][0]["code"] == "no_credit_limit"


def test_receipt_is_recorded(world, api):
    order = make_order(world, "shipped")

    answer = api("fr").post(f"/delivery-orders/{order.pk}/receipt/", {"received_on": order.as_of.isoformat()})

    assert answer.status_code == 201, answer.json()
    assert answer.json()["shipments"][0]["received_on"] == order.as_of.isoformat()


def test_other_tenants_order_does_not_exist(world, api, other_world):
    order = make_order(world)

    assert api("fr", other_world).get(f"/delivery-orders/{order.pk}/").status_code == 404


def test_person_without_a_seat_does_not_see_the_order(world, api):
    order = make_order(world)
    from tenancy.people import add_member

    stranger = add_member(username=f"x-{order.pk}", name="旁人", password="x" * 12, roles=["fr"])
    world.people["stranger"] = stranger

    assert api("stranger").get(f"/delivery-orders/{order.pk}/").status_code == 404
    assert api("planner").get(f"/delivery-orders/{order.pk}/").status_code == 200


def test_list_asks_few_questions(world, api, django_assert_max_num_queries):
    contract = make_contract(world, "in_force")
    make_order(world, contract=contract, quantity="1")
    make_order(world, contract=contract, quantity="1")
    planner = api("planner")
    planner.get("/delivery-orders/")  # the key's first use is noted, once

    with django_assert_max_num_queries(12):
        listed = planner.get(f"/delivery-orders/?contract={contract.pk}&state=draft")

    assert len(listed.json()["results"]) == 2


@pytest.mark.parametrize("state", ["draft", "reviewing", "producing", "shipped", "accepted"])
def test_order_page_shows_every_state(world, browser, state):
    order = make_order(world, state)

    for role in ("fr", "planner"):
        page = browser(role).get(f"/delivery/{order.pk}/")
        assert page.status_code == 200
        assert order.number in page.content.decode()


def test_order_is_drafted_changed_and_shipped_in_the_browser(world, browser):
    contract = make_contract(world, "in_force")
    client, line = browser("fr"), contract.agreement.lines.get()
    assert contract.number in client.get("/delivery/new/").content.decode()
    assert client.get(f"/delivery/new/{contract.pk}/").status_code == 200
    assert client.post(f"/delivery/new/{contract.pk}/", {f"quantity-{line.pk}": "9"}).status_code == 422
    assert client.post(f"/delivery/new/{contract.pk}/", {}).status_code == 422
    assert client.post(f"/delivery/new/{contract.pk}/", {f"quantity-{line.pk}": "2"}).status_code == 303

    order = DeliveryOrder.objects.get()
    assert client.get(f"/delivery/{order.pk}/edit/").status_code == 200
    assert (
        client.post(
            f"/delivery/{order.pk}/edit/", {f"quantity-{line.pk}": "1", "ship_to": "苏州"}
        ).status_code
        == 303
    )
    for move in ("submit_review", "release", "schedule", "start"):
        assert client.post(f"/delivery/{order.pk}/{move}/", {}).status_code == 303, move
    row = order.lines.get()
    shipped = client.post(f"/delivery/{order.pk}/ship/", {f"quantities-{row.pk}": "1", "tracking": "SF1"})
    assert shipped.status_code == 303
    assert (
        client.post(f"/delivery/{order.pk}/receipt/", {"received_on": order.as_of.isoformat()}).status_code
        == 303
    )
    assert client.post(f"/delivery/{order.pk}/accept/", {f"quantities-{row.pk}": "1"}).status_code == 303
    assert DeliveryOrder.objects.get().state == "accepted"
    assert order.number in client.get("/delivery/").content.decode()


def test_strangers_order_is_not_found(world, browser, other_world):
    order = make_order(world)

    assert browser("fr", other_world).get(f"/delivery/{order.pk}/").status_code == 404
