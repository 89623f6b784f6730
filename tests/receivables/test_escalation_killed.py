"""A worker killed with -9 in the middle of the morning's escalation: the next one finishes, nothing is done twice."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest

from core.models import Event, Outbox
from core.models.base import new_id
from core.outbox import queue
from core.tenancy import acting_for
from desk.models import Todo
from receivables.models import DunningStep, LedgerEntry, Letter, Receivable
from receivables.services.dunning import escalate
from receivables.tasks import escalate_tenant
from tenancy.setup import create_tenant
from tests.factories.customers import make_contact, make_customer
from tests.factories.processes import Processes, kill, until
from tests.factories.receivables import make_open

pytestmark = pytest.mark.slow
CUSTOMERS, EACH = 20, 80
DUE, DAY = date(2026, 9, 1), date(2026, 9, 2)


@pytest.fixture
def house(committed):
    """A company of which 20 customers each owe 80 items since yesterday."""
    tenant = create_tenant(code=f"kill-{uuid4().hex[:8]}", name="半夜断电")
    with acting_for(tenant):
        for number in range(CUSTOMERS):
            customer = make_customer(f"断电第{number}机械有限公司", admitted=False)
            make_contact(customer, "钱会计", "finance", email=f"c{number}@example.com")
            multiply(make_open("100", customer=customer, due_on=DUE), number)
    return tenant


def multiply(receivable, number) -> None:
    """As many open receivables like this one as a customer has, each with the entry that opened it."""
    entry = LedgerEntry.objects.get(receivable=receivable)
    rows = [copy_of(receivable, number=f"AR-2026-8{number:02d}{each:03d}", balance=0, balance_minor=0)
            for each in range(1, EACH)]  # fmt: skip
    Receivable.objects.bulk_create(rows)
    LedgerEntry.objects.bulk_create([copy_of(entry, receivable_id=row.pk) for row in rows])


def copy_of(row, **changes):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    key = {} if isinstance(row.pk, int) else {"id": new_id()}
    values.pop("id")
    return type(row)(**values | key | changes)


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    yield made
    made.end()


def done(tenant) -> tuple[int, int]:
    """(steps written, letters handed over)."""
    with acting_for(tenant):
        return DunningStep.objects.count(), Letter.objects.exclude(posted_at=None).count()


def test_killed_worker_leaves_no_step_out_and_none_twice(house, processes):
    def order():
        queue(escalate_tenant.name, tenant_id=str(house.pk), as_of=DAY.isoformat())

    order()
    first = processes.worker()
    until(lambda: done(house)[0] > 0, pause=0.005)
    kill(first)
    steps, _letters = done(house)
    assert 0 < steps < CUSTOMERS * EACH, "killed too late: it had finished"

    order()
    second = processes.worker()
    until(lambda: done(house)[1] > 0, pause=0.005)
    kill(second)

    order()
    processes.worker()
    until(lambda: done(house) == (CUSTOMERS * EACH, CUSTOMERS))
    everything_is_there_once(house)

    escalate_tenant(tenant_id=str(house.pk), as_of=DAY.isoformat())
    assert escalate(house.pk, DAY).steps == 0
    everything_is_there_once(house)


def everything_is_there_once(tenant) -> None:
    with acting_for(tenant):
        steps = Counter(DunningStep.objects.values_list("receivable", "cycle", "level"))
        assert len(steps) == CUSTOMERS * EACH and set(steps.values()) == {1}
        assert Event.objects.filter(kind="receivable.overdue").count() == CUSTOMERS * EACH
        assert Todo.objects.filter(kind="dunning_chase").count() == CUSTOMERS * EACH
        letters = Letter.objects.values_list("customer", flat=True)
        assert len(letters) == len(set(letters)) == CUSTOMERS
        mails = [row.payload for row in Outbox.objects.filter(kind="mail")]
        readers = Counter(address for mail in mails for address in mail["to"])
        assert [reader for reader, count in readers.items() if reader.startswith("c") and count > 1] == []
        assert sum(1 for reader in readers if reader.startswith("c")) == CUSTOMERS
