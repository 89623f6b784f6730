"""Many at once: a plan is not given out twice, a limit goes live once."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import override_settings

from core.dates import local_day
from core.errors import Blocked
from core.money import Money
from core.tenancy import acting_for
from core.workflow import run
from customers.credit import lock_account
from customers.models import Contact, CreditAccount, CreditLimit, Customer
from customers.services.contacts import update_contact
from customers.services.credit import place_holds
from customers.services.credit_plans import set_plan
from customers.services.groups import create_group
from customers.services.standing import freeze_overdue
from tenancy.actor import system
from tests.customers.conftest import QUICK
from tests.factories.customers import FAR, make_contact, make_customer
from tests.factories.people import make_world

pytestmark = pytest.mark.slow
THREADS = 20


@pytest.fixture
def world(committed):
    """A company of this test's own: what threads commit stays."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        return make_world()


def at_once(tenant, works):
    """Every work in a thread and transaction of its own; the list of answers, True or the refusal's first code."""

    def one(work):
        try:
            with acting_for(tenant):
                work()
            return True
        except Blocked as refusal:
            return refusal.blockers[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, works))


def requested(customer, amount):
    return CreditLimit.objects.create(customer=customer, amount=amount, currency="CNY", valid_until=FAR)


def grant(limit):
    return lambda: run(limit, "grant", by=system(), approved=True)


def test_the_plan_is_given_out_once(world):
    with world.acting():
        set_plan(by=system(), year=local_day().year, total=Money(Decimal(1000), "CNY"))
        limits = [requested(make_customer(f"客户 {n}", admitted=False), 100) for n in range(THREADS)]

    answers = at_once(world.tenant, [grant(limit) for limit in limits])

    assert answers.count(True) == 10
    assert set(answers) == {True, "within_credit_plan"}
    with world.acting():
        assert CreditLimit.objects.in_force(local_day()).total() == 1000


def test_one_limit_goes_live_once(world):
    with world.acting():
        limit = requested(make_customer(admitted=False), 100)

    answers = at_once(world.tenant, [grant(limit)] * THREADS)

    assert answers.count(True) == 1 and set(answers) == {True, "wrong_state"}


def test_of_many_limits_for_one_customer_one_stays_live(world):
    with world.acting():
        customer = make_customer(admitted=False)
        limits = [requested(customer, 100 + n) for n in range(8)]

    at_once(world.tenant, [grant(limit) for limit in limits])

    with world.acting():
        assert CreditLimit.objects.filter(customer=customer, state="live").count() == 1


def test_members_of_a_group_lock_each_other_out(world):
    """Each thread reads a shared figure and adds to it: without the lock some additions would be lost."""
    figure = {"value": 0}
    with world.acting():
        group = create_group(by=system(), name="集团")
        members = [make_customer(f"成员 {n}", admitted=False, group=group) for n in range(4)]
        CreditAccount.objects.filter(customer__in=members[:2]).delete()

    def add(member):
        def work():
            lock_account(member.pk)
            before = figure["value"]
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(0.01)")
            figure["value"] = before + 1

        return work

    at_once(world.tenant, [add(members[n % 4]) for n in range(THREADS)])

    assert figure["value"] == THREADS


def test_two_changes_at_once_close_no_circle(world):
    with world.acting():
        people = [make_contact(make_customer(admitted=False), "甲")]
        people += [make_contact(people[0].customer, name) for name in ("乙", "丙")]

    def under(one, other):
        def work():
            with contextlib.suppress(ValidationError):
                update_contact(one, by=system(), reports_to=other)

        return work

    round_about = zip(people, people[1:] + people[:1], strict=True)
    at_once(world.tenant, [under(one, other) for one, other in round_about])

    with world.acting():
        assert Contact.objects.filter(reports_to=None).count() == 1


def test_a_hold_found_by_two_runs_is_one(world):
    with world.acting():
        customer = make_customer(admitted=False)

    def hold():
        with transaction.atomic():
            place_holds({customer.pk: "overdue"}, key="dunning:30", by=system())

    at_once(world.tenant, [hold] * 8)

    with world.acting():
        assert customer.holds.count() == 1


def test_a_freeze_waits_for_whoever_holds_the_customer(world):
    held = threading.Event()
    with world.acting():
        customer = make_customer(admitted=False)

    def hold():
        Customer.objects.select_for_update().get(pk=customer.pk)
        held.set()
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(0.3)")

    def freeze():
        assert held.wait(10)
        freeze_overdue({customer.pk: "60 days overdue"})

    assert at_once(world.tenant, [hold, freeze]) == [True, True]
    with world.acting():
        assert Customer.objects.get(pk=customer.pk).frozen
