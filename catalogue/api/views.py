"""Products over the API; the cost is shown to people with the right for costs."""

from catalogue.forms import ProductForm
from catalogue.listing import products_listing
from catalogue.models import Product
from catalogue.services import create_product, update_product
from core.api.fields import MoneyField
from core.api.records import RecordViewSet
from core.api.serializers import BASE_FIELDS, RecordSerializer
from tenancy.roles import Right


class ProductSerializer(RecordSerializer):
    unit_price = MoneyField(exact=True)
    unit_cost = MoneyField(exact=True)

    class Meta:
        model = Product
        fields = [
            *BASE_FIELDS, "code", "name", "unit", "unit_price", "unit_cost", "tax_rate", "is_deliverable",
            "needs_engineering", "needs_installation", "is_active",
        ]  # fmt: skip
        guarded = {"unit_cost": lambda product, by: by.can(Right.COST_READ)}


class ProductViewSet(RecordViewSet):
    """Products."""

    listing = products_listing
    serializer_class = ProductSerializer
    create_form = ProductForm

    def create_record(self, by, **values):
        return create_product(by=by, **values)

    def update_record(self, record, by, expected_version, **values):
        return update_product(record, by=by, expected_version=expected_version, **values)
