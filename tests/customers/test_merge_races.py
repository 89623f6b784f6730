"""Merges at the same time, and what is written while one runs: nothing is lost, nothing is left behind."""

import threading
from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import override_settings

from core.errors import Refused
from core.workflow import run
from customers.models import Contact, Customer, CustomerMerge
from customers.services.merging import take_along
from tenancy.actor import system
from tests.customers.conftest import QUICK
from tests.customers.test_races import at_once as in_threads
from tests.factories.customers import make_contact, make_customer
from tests.factories.people import make_world

pytestmark = pytest.mark.slow


@pytest.fixture
def world(committed):
    """A company of this test's own: what threads commit stays."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        return make_world()


@pytest.fixture
def three(world):
    """Three customers with four contacts each."""
    with world.acting():
        customers = [make_customer(f"恒岳{n}", admitted=False) for n in "甲乙丙"]
        for one in customers:
            for n in range(4):
                make_contact(one, f"{one.name}-{n}")
    return customers


def merge(customer, into):
    def work():
        # Where another was faster this customer or the survivor is merged already.
        with suppress(Refused):
            run(customer, "merge", by=system(), fields={"into": str(into.pk)})

    return work


# Who is merged into whom, at the same moment.
ROUNDS = [
    [(0, 1), (2, 1)], [(0, 1), (1, 0)], [(0, 1), (1, 2), (2, 0)], [(0, 1), (0, 2)], [(0, 1), (0, 1), (0, 1)],
    [(0, 1), (1, 2)],
]  # fmt: skip


@pytest.mark.parametrize("merges", ROUNDS)
def test_merges_at_once_lose_nothing(world, three, merges):
    in_threads(world.tenant, [merge(three[gone], three[into]) for gone, into in merges])

    with world.acting():
        standing = set(Customer.objects.values_list("pk", flat=True))
        gone = Customer.everyone.exclude(pk__in=standing)
        assert Contact.objects.count() == 12
        assert set(Contact.objects.values_list("customer_id", flat=True)) <= standing
        assert standing and set(gone.values_list("merged_into", flat=True)) <= standing
        assert CustomerMerge.objects.count() == len(gone) >= 1
        named = set(Contact.objects.filter(customer__in=standing).values_list("name", flat=True))
        assert named == {f"恒岳{who}-{n}" for who in "甲乙丙" for n in range(4)}


def test_what_is_written_while_a_merge_runs_is_taken_along(world, three):
    into, gone, _other = three
    written, committed = threading.Event(), threading.Event()

    def write():
        Contact.objects.create(customer_id=gone.pk, name="迟到", function="it")
        written.set()
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(0.5)")

    def merge_meanwhile():
        assert written.wait(10)
        merge(gone, into)()
        committed.set()

    assert in_threads(world.tenant, [write, merge_meanwhile]) == [True, True]
    with world.acting():
        late = Contact.objects.get(name="迟到")
        assert late.customer_id == gone.pk

        take_along({"customer": str(gone.pk)})

        late.refresh_from_db()
        assert late.customer_id == into.pk
