"""Random calls along the OpenAPI description: never a 500, always an answer of the described kind."""

from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from l2cplat.api import router_of_all_apps
from tenancy.people import add_member
from tenancy.roles import BUILT_IN
from tests.factories.callers import caller
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.schema
EXAMPLES = 5
RESOURCES = sorted({prefix for prefix, _view, _name in router_of_all_apps().registry})


@cache
def described():
    """The description as schemathesis reads it, once for all resources."""
    import schemathesis

    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", WSGIHandler())


@pytest.fixture
def everybody(filled):
    """A program of a person with every role (rights are tried elsewhere), in a company where every row exists."""
    with transaction.atomic():
        with filled.world.acting():
            filled.world.people["all"] = add_member(
                username=f"all-{uuid4().hex}", name="All", password=PASSWORD, roles=list(BUILT_IN)
            )
        yield caller(filled.world, "all", scopes=("read", "write", "admin"))
        transaction.set_rollback(True)


@contextmanager
def one_transaction():
    """Let the WSGI application work within the test's transaction, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.parametrize("resource", RESOURCES)
def test_answers_are_of_the_described_kind(filled, everybody, resource):
    known = known_id(filled, everybody, resource)

    with one_transaction():
        for result in described().get_all_operations():
            operation = result.ok()
            if operation.path.startswith(f"/api/v1/{resource}/"):
                try_out(operation, everybody, known)


def known_id(filled, caller, resource) -> str:
    """The id of a record of the resource; of nothing for a resource that has no records (the feed)."""
    of = f"&record={filled.rows['paper'].record_id}" if resource in ("attachments", "notes") else ""
    rows = caller.get(f"/{resource}/?limit=1{of}").json()["results"]
    return rows[0]["id"] if rows else str(uuid4())


def try_out(operation, caller, known) -> None:
    """A handful of random calls of one operation, each answer compared with its description."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    headers = {"Authorization": caller.client.defaults["HTTP_AUTHORIZATION"], "Accept-Language": "en"}

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), is_known=st.booleans())
    def call(case, is_known):
        if is_known and "id" in case.path_parameters:
            case.path_parameters["id"] = known
        case.validate_response(case.call(headers=headers), checks=checks)

    call()
