"""A worker killed with -9 in the middle of a provision run: the next one finishes it, no line is missing or twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.dates import acting_at, local_day, start_of_day
from core.tenancy import acting_for
from customers.models import Customer
from receivables.models import LedgerEntry, ProvisionRun, Receivable
from receivables.services.provision_lines import differences
from receivables.services.provision_runs import CHUNK, STEP, prepare_run
from tenancy.actor import system
from tenancy.setup import create_tenant
from tests.factories.processes import Processes, Relay, kill, until
from tests.factories.receivables import make_open
from tests.receivables.test_escalation_killed import copy_of

pytestmark = pytest.mark.slow
CUSTOMERS, EACH = 2000, 2
# The first chunk is done at once, before any worker.
FIRST = CHUNK


@pytest.fixture
def house(committed):
    """A company of 2,000 customers who each owe two items since before the month's end."""
    tenant = create_tenant(code=f"kill-{uuid4().hex[:8]}", name="计提中断电")
    with acting_for(tenant):
        last = month_end()
        with acting_at(start_of_day(last) + timedelta(hours=3)):
            first = make_open("100.01", due_on=last - timedelta(days=40))
            entry = LedgerEntry.objects.get(receivable=first)
            names = [f"断电第{number}机械有限公司" for number in range(1, CUSTOMERS)]
            customers = [copy_of(first.customer, name=name) for name in names]
            Customer.objects.bulk_create(customers)
            rows = [
                copy_of(first, number=f"AR-2026-7{number:04d}{each}", balance=0, balance_minor=0,
                        customer_id=customer.pk)
                for number, customer in enumerate(customers)
                for each in range(EACH)
            ]  # fmt: skip
            Receivable.objects.bulk_create(rows)
            LedgerEntry.objects.bulk_create([copy_of(entry, receivable_id=row.pk) for row in rows])
    return tenant


def month_end():
    return local_day().replace(day=1) - timedelta(days=1)


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    yield made
    made.end()


def test_killed_worker_leaves_no_line_out_and_none_twice(house, processes):
    with acting_for(house):
        run = prepare_run(by=system(), closes_on=month_end())
        assert run.at_work

    def done():
        with acting_for(house):
            return ProvisionRun.objects.get().customers_done

    relay = Relay(house, STEP)

    def is_under_way() -> bool:
        relay.hand_over()
        return done() > FIRST

    first = processes.worker()
    until(is_under_way, pause=0.005)
    kill(first)
    assert done() < CUSTOMERS, "killed too late: it had finished"

    processes.worker()
    relay.forget()

    def is_done() -> bool:
        relay.hand_over()
        return not at_work(house)

    until(is_done)

    with acting_for(house):
        run = ProvisionRun.objects.get()
        assert run.lines.count() == Receivable.objects.count() == (CUSTOMERS - 1) * EACH + 1
        assert run.closing_minor == run.lines.count() * 500
        assert differences(run) == []


def at_work(house) -> bool:
    with acting_for(house):
        return ProvisionRun.objects.get().at_work
