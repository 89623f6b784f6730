"""Make and change products."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Product
from core import search
from core.errors import Denied
from core.events import happened
from core.workflow import edit
from tenancy.roles import Right, may

EDITING = may(Right.CATALOGUE_EDIT)


@transaction.atomic
def create_product(*, by, unit_price, unit_cost=None, **values) -> Product:
    """A new product; price and cost are Money in one currency. Raises Denied, ValidationError."""
    if not by.can(Right.CATALOGUE_EDIT):
        raise Denied(EDITING.sentence)
    product = Product(created_by_id=by.user_id, **values, **_amounts(unit_price, unit_cost))
    _check_code_is_free(product)
    product.full_clean(validate_unique=False, validate_constraints=False)
    product.save(force_insert=True)
    happened(product, "product.created", by=by, name=product.name)
    search.index([product], new=True)
    return product


def update_product(
    product: Product, *, by, expected_version=None, unit_price=None, unit_cost=None, **values
) -> Product:
    """Change a product. Raises Denied, Stale, ValidationError."""
    if "code" in values:
        _check_code_is_free(Product(pk=product.pk, code=values["code"]))
    if unit_price is not None or unit_cost is not None:
        values |= _amounts(unit_price or product.price, unit_cost or product.cost)
    product = edit(product, by=by, right=EDITING, expected_version=expected_version, **values)
    search.index([product])
    return product


def _amounts(price, cost) -> dict:
    if cost is not None and cost.currency != price.currency and cost.amount:
        message = _("Price and cost are in one currency; the cost is in {cost}, the price in {price}.")
        raise ValidationError({"unit_cost": message.format(cost=cost.currency, price=price.currency)})
    amounts = {"unit_price": price.amount, "currency": price.currency}
    return amounts | ({"unit_cost": cost.amount} if cost is not None else {})


def _check_code_is_free(product) -> None:
    if Product.objects.filter(code=product.code).exclude(pk=product.pk).exists():
        message = _("A product with this code exists already.")
        raise ValidationError({"code": ValidationError(message, code="duplicate")})
