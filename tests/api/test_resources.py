"""Every resource at once: what their declarations promise holds for each of them."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.db.models import Index, UniqueConstraint
from drf_spectacular import validation
from drf_spectacular.generators import SchemaGenerator

from core.api.serializers import SERIALIZERS
from core.listing import LISTINGS
from core.models import TenantModel
from l2cplat.api import router_of_all_apps
from tests.factories.callers import caller

RESOURCES = [
    "customers", "contacts", "leads", "opportunities", "quotes", "contracts", "delivery-orders", "receivables",
    "invoices", "bank-statements", "bank-lines", "allocations", "dunning-steps", "credit-limits", "deals",
    "approvals", "visits", "products", "clauses", "users", "events",
]  # fmt: skip
VIEWSETS = {prefix: view for prefix, view, _name in router_of_all_apps().registry}


def test_every_resource_of_the_paper_exists():
    assert [name for name in RESOURCES if name not in VIEWSETS] == []


def leads_an_index(model, column: str) -> bool:
    """Does an index or unique key of the model begin with (tenant, column)?"""
    starts = [[field.removeprefix("-") for field in index.fields[:2]] for index in model._meta.indexes
              if isinstance(index, Index) and not index.condition]  # fmt: skip
    starts += [list(key.fields[:2]) for key in model._meta.constraints
               if isinstance(key, UniqueConstraint) and not key.condition]  # fmt: skip
    return ["tenant", column] in starts


def test_every_sort_key_has_an_index():
    missing = [
        f"{model._meta.label}.{column}"
        for model, listing in LISTINGS.items()
        if issubclass(model, TenantModel) and not listing.small
        for column in listing.ordering.values()
        if not leads_an_index(model, column)
    ]
    assert missing == []


def test_every_model_of_a_resource_has_its_serializer():
    models = {view.listing.model for view in VIEWSETS.values() if hasattr(view, "listing")}

    assert models <= set(SERIALIZERS)


def test_the_description_is_complete_and_without_warnings(tmp_path):
    file = tmp_path / "schema.json"
    call_command("spectacular", format="openapi-json", fail_on_warn=True, file=str(file))
    # What --validate does, which takes a hundred times as long.
    rules = Path(validation.__file__).with_name("openapi_3_1_schema.json").read_text()
    jsonschema_rs.validate(json.loads(rules), json.loads(file.read_text()))


def test_every_operation_tells_its_refusals():
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    told = {
        (path, method): set(operation["responses"])
        for path, methods in paths.items() for method, operation in methods.items()
    }  # fmt: skip

    assert {key for key, statuses in told.items() if not {"400", "401", "403", "429"} <= statuses} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("resource", sorted(set(VIEWSETS) - {"attachments", "events", "notes"}))
def test_every_list_pages_counts_and_names_unknown_parameters(shared_world, resource):
    admin = caller(shared_world, "admin")

    assert set(admin.get(f"/{resource}/?limit=2").json()) == {"results", "next", "previous"}
    assert admin.get(f"/{resource}/count/").json()["count"] >= 0
    refused = admin.get(f"/{resource}/?no_such_parameter=1")
    assert refused.status_code == 400 and refused.json()["errors"][0]["parameter"] == "no_such_parameter"
