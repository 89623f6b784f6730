"""A worker killed with -9 in the middle of a statement run: the next one finishes, nobody is written to twice."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.utils.timezone import now

from core.dates import local_day
from core.models import Outbox
from core.outbox import queue
from core.relay import DELIVER
from core.tenancy import acting_for
from receivables.models import AccountStatement, StatementRun
from receivables.services import statement_runs as runs
from tenancy.actor import system
from tenancy.setup import create_tenant
from tests.factories.customers import make_contact, make_customer
from tests.factories.processes import Processes, kill, until
from tests.factories.receivables import make_open

pytestmark = pytest.mark.slow
CUSTOMERS = 60


@pytest.fixture
def house(committed):
    tenant = create_tenant(code=f"kill-{uuid4().hex[:8]}", name="半夜断电")
    with acting_for(tenant):
        for number in range(CUSTOMERS):
            customer = make_customer(f"断电第{number}机械有限公司", admitted=False)
            make_contact(customer, "钱会计", "finance", email=f"c{number}@example.com")
            make_open("100", customer=customer, due_on=date(2026, 9, 1))
    return tenant


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    yield made
    made.end()


def hand_over(tenant) -> None:
    """As the relay does; again for what it has not heard of for long."""
    with acting_for(tenant):
        rows = list(Outbox.objects.filter(kind=runs.KIND, sent_at=None, next_try_at__lte=now()))
    for row in rows:
        queue(DELIVER, tenant_id=str(tenant.pk), outbox_id=str(row.pk))


def sent(tenant) -> int:
    with acting_for(tenant):
        return AccountStatement.objects.filter(state="sent").count()


def test_killed_worker_leaves_nobody_out_and_writes_to_nobody_twice(house, processes, monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 5)
    with acting_for(house):
        runs.start(local_day(), by=system())
    hand_over(house)
    first = processes.worker()
    until(lambda: sent(house) > 0, pause=0.005)
    kill(first)
    assert 0 < sent(house) < CUSTOMERS, "killed too late: it had finished"

    hand_over(house)
    processes.worker()
    until(lambda: sent(house) == CUSTOMERS)
    until(lambda: state(house) == "done")

    with acting_for(house):
        run = StatementRun.objects.get()
        assert (run.sent, run.skipped, run.failed) == (CUSTOMERS, 0, 0)
        assert set(Counter(AccountStatement.objects.values_list("customer", flat=True)).values()) == {1}
        mails = Counter(row.payload["to"][0] for row in Outbox.objects.filter(kind="mail"))
        assert len(mails) == CUSTOMERS and set(mails.values()) == {1}


def state(tenant) -> str:
    with acting_for(tenant):
        return StatementRun.objects.get().state
