"""A worker killed with -9 in the middle of a matching run: the next one finishes, nothing is posted twice."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction

from core.tenancy import acting_for
from receivables.models import Allocation, BankLine, MatchRun, Receivable
from receivables.services import match_runs
from receivables.services.statements import import_statement
from tenancy.actor import system
from tenancy.rules import set_rule
from tenancy.setup import create_tenant
from tests.factories.customers import make_customer
from tests.factories.processes import Processes, Relay, kill, until
from tests.factories.receivables import make_agreement, mt940, trigger

pytestmark = pytest.mark.slow
# Two whole chunks and a part of a third.
PARTS = 2 * match_runs.CHUNK + 20


@pytest.fixture
def house(committed):
    """A company with 120 instalments of unlike amounts, all paid by number, each line waiting."""
    tenant = create_tenant(code=f"kill-{uuid4().hex[:8]}", name="对账断电")
    with acting_for(tenant):
        set_rule("receivables.auto_post", False, by=system())
        customer = make_customer("断电机械有限公司", admitted=False)
        shares = [
            {"name": f"第{n}期", "kind": "amount", "amount": Decimal(1000 + n), "trigger": "signed"}
            for n in range(PARTS)
        ]
        total = sum(share["amount"] for share in shares)
        trigger(make_agreement(str(total), customer=customer, schedule=shares), "signed")
        owed = Receivable.objects.order_by("number")
        lines = [(row.balance, f"对方户名:{customer.name} 摘要:{row.number}") for row in owed]
        import_statement(mt940(*lines), file_name="a.sta", by=system())
    return tenant


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    yield made
    made.end()


def state(tenant) -> tuple[int, int, bool]:
    """(lines seen, allocations, is the run over)."""
    with acting_for(tenant):
        run = MatchRun.objects.get()
        return run.seen, Allocation.objects.count(), not run.at_work


def in_a_chunk(tenant) -> bool:
    """Is a worker within the transaction of a chunk?"""
    try:
        with acting_for(tenant), transaction.atomic():
            MatchRun.objects.select_for_update(of=("self",), nowait=True).get()
    except OperationalError:
        return True
    return False


def test_a_killed_worker_leaves_no_line_out_and_posts_none_twice(house, processes):
    relay = Relay(house, match_runs.STEP)
    with acting_for(house):
        match_runs.start(by=system())
    relay.hand_over()
    first = processes.worker()
    until(lambda: state(house)[0] > 0, pause=0.05)
    relay.hand_over()
    until(lambda: in_a_chunk(house), pause=0.005)
    kill(first)
    seen, allocations, is_over = state(house)
    assert 0 < seen == allocations < PARTS and not is_over, "killed too late: it had finished"

    processes.worker()
    relay.forget()

    def is_done() -> bool:
        relay.hand_over()
        return state(house)[2]

    until(is_done)
    relay.forget()
    relay.hand_over()
    with acting_for(house):
        assert state(house)[:2] == (PARTS, PARTS)
        assert MatchRun.objects.get().posted == PARTS
        assert {row.balance for row in Receivable.objects.all()} == {0}
        assert {line.unallocated for line in BankLine.objects.all()} == {0}
