"""Products: making, changing, and who sees the cost."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from catalogue.models import Product
from catalogue.services import create_product, update_product
from core.errors import Denied
from core.money import Money


def cny(amount):
    return Money(Decimal(amount), "CNY")


@pytest.fixture
def product(alpha):
    return create_product(
        by=alpha.by.admin, code="AGV-1", name="点检机器人", unit_price=cny("1234.5678"), unit_cost=cny("800")
    )


def test_only_the_administrator_makes_products(alpha):
    for role in ("ar", "sr", "sales_manager", "finance", "executive"):
        with pytest.raises(Denied):
            create_product(by=getattr(alpha.by, role), code="X", name="x", unit_price=cny(1))


def test_a_code_is_used_once(alpha, product):
    with pytest.raises(ValidationError) as caught:
        create_product(by=alpha.by.admin, code="AGV-1", name="x", unit_price=cny(1))
    assert "code" in caught.value.error_dict


def test_price_and_cost_are_in_one_currency(alpha, product):
    with pytest.raises(ValidationError) as caught:
        update_product(product, by=alpha.by.admin, unit_cost=Money(Decimal(5), "USD"))
    assert "unit_cost" in caught.value.error_dict
    changed = update_product(product, by=alpha.by.admin, unit_price=cny("2"), name="新")
    assert (changed.unit_price, changed.unit_cost, changed.name) == (2, 800, "新")


def test_costs_are_shown_with_the_right_for_them(alpha, product, caller):
    shown = caller(alpha, "ar").get(f"/products/{product.pk}/").json()
    assert shown["unit_price"] == {"amount": "1234.5678", "currency": "CNY"}
    assert shown["unit_cost"] is None
    assert caller(alpha, "finance").get(f"/products/{product.pk}/").json()["unit_cost"]["amount"] == "800"


def test_a_product_by_api_has_the_usual_values(alpha, caller):
    admin = caller(alpha, "admin")
    made = admin.post("/products/", {"code": "P", "name": "泵", "unit_price": "12.5"})
    assert made.status_code == 201, made.content
    assert (made.json()["tax_rate"], made.json()["needs_installation"], made.json()["is_active"]) == (
        "0.13",
        True,
        True,
    )
    boxed = admin.patch(f"/products/{made.json()['id']}/", {"needs_installation": False})
    assert boxed.json()["needs_installation"] is False and boxed.json()["is_active"] is True


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"tax_rate": "1.5"}, "#/tax_rate"), ({"unit_price": "-1"}, "#/unit_price"),
        ({"unit_price": "1.1234567"}, "#/unit_price"), ({"unit_price": "NaN"}, "#/unit_price"),
        ({"unit_price": {"amount": "1", "currency": "XXQ"}}, "#/unit_price"), ({"code": ""}, "#/code"),
    ],
)  # fmt: skip
def test_a_wrong_product_names_the_field(alpha, caller, changed, pointer):
    refused = caller(alpha, "admin").post(
        "/products/", {"code": "P", "name": "泵", "unit_price": "1", **changed}
    )
    assert refused.status_code == 422, refused.content
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_pages_open_and_hide_the_cost(alpha, product):
    for role, sees in (("ar", False), ("admin", True)):
        client = Client()
        client.force_login(alpha.people[role])
        assert client.get("/catalogue/").status_code == 200
        page = client.get(f"/catalogue/{product.pk}/")
        assert (b"800.00" in page.content) is sees
    entered = {
        "code": "AGV-1",
        "name": "改",
        "unit_price": "5",
        "unit_cost": "4",
        "tax_rate": "0.13",
        "is_active": "on",
    }
    assert client.post(f"/catalogue/{product.pk}/", entered).status_code == 303
    assert Product.objects.get(pk=product.pk).name == "改"
