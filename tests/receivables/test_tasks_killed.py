"""kill -9 in the middle of each of the money's batch tasks: nothing of what it was at stays, the next run completes.

Where a task stands when it is killed is no matter of luck: the test keeps a lock that the task needs half-way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core.models import Outbox
from core.relay import deliver, drain
from core.tenancy import acting_for
from desk.models import Todo
from desk.papers import papers_of
from integrations.imports.asking import start
from integrations.imports.intake import receive
from integrations.models import Import, ImportRow
from receivables.models import (
    Allocation,
    BankLine,
    BooksExport,
    BooksExported,
    ConfirmationLetter,
    ForecastSnapshot,
    LedgerEntry,
    LedgerSeal,
    Receivable,
    StatementImport,
)  # fmt: skip
from receivables.services import statement_files
from receivables.services.books_export import ask_for_export
from receivables.services.dunning import escalate
from receivables.services.forecasts import keep_forecast
from receivables.services.levels import DEFAULTS
from receivables.services.month_close import hold_books
from receivables.services.sealing import _one_at_a_time, seal
from tenancy.actor import actor_for
from tenancy.people import add_member
from tenancy.setup import create_tenant
from tests.factories.customers import make_customer
from tests.factories.processes import killed_while_waiting, until
from tests.factories.receivables import make_open, mt940

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 20)


@pytest.fixture
def house(committed):
    """A company with one person of finance, `house.by`."""
    tenant = create_tenant(code=f"kill-{uuid4().hex[:8]}", name="批处理断电")
    with acting_for(tenant):
        member = add_member(
            username=f"kill-{uuid4().hex[:8]}", name="许曼", password="x" * 12, roles=["finance"]
        )
        tenant.by = actor_for(member)
    return tenant


def books(_house) -> None:
    hold_books(alone=True)


def row_of(model):
    """A lock that lets others refer to the record, but not change it."""
    return lambda _house: model.objects.select_for_update(no_key=True, of=("self",)).get()


def letters(_house) -> None:
    """No confirmation letter is made meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(f"lock table {ConfirmationLetter._meta.db_table} in exclusive mode")


def sealing(_house) -> None:
    _one_at_a_time()


def the_day_s_snapshot(_house) -> None:
    ForecastSnapshot.objects.create(made_on=DAY, currency="CNY", weeks=[], judged_on=DAY)


# --- what there is to do, and what is there once it is done -----------------------------------------------------------


def bring_statement(house) -> None:
    customer = make_customer("断电机械有限公司", admitted=False)
    owed = make_open("250", customer=customer)
    raw = mt940(("250", f"对方户名:{customer.name} 摘要:{owed.number}"), ("9", "x"))
    statement_files.bring(ContentFile(raw, name="a.sta"), by=house.by)


def bring_statement_that_is_read(house) -> None:
    bring_statement(house)
    for kind in ("statement.begin", "statement.read"):
        deliver(house.pk, Outbox.objects.get(kind=kind).pk)


def ask_books(house) -> None:
    make_open("100")
    ask_for_export(
        by=house.by, target="journal", format="csv", first_on=date(2026, 1, 1), last_on=date(2026, 12, 31)
    )


def bring_debts(house) -> None:
    make_customer("断电机械有限公司", admitted=False)
    rows = [f"A-{n},断电机械有限公司,{n}00,2025-03-05,2025-04-05" for n in (1, 2, 3)]
    text = "\n".join(["应收单号,客户,金额,单据日期,到期日", *rows])
    receive("receivables", SimpleUploadedFile("a.csv", text.encode()), by=house.by)


def take_debts_over(house) -> None:
    bring_debts(house)
    drain(house.pk)
    start(Import.objects.get(), by=house.by, dry_run=False)


def dun_for_a_month(house) -> None:
    due_on = DAY - timedelta(days=DEFAULTS[4])
    make_open("100", customer=make_customer("断电机械有限公司", admitted=False), due_on=due_on)
    for level in (1, 2, 3, 4):
        escalate(house.pk, due_on + timedelta(days=DEFAULTS[level]))


def seal_books(house) -> None:
    make_open("100")


def nothing(_house) -> None:
    pass


@dataclass(frozen=True)
class Task:
    """`done` counts what the task leaves; nothing of it is there before, `whole` afterwards."""

    set_up: Callable
    hold: Callable
    done: Callable
    whole: tuple
    work: Callable = lambda house: drain(house.pk)


TASKS = {
    "a bank file is read": Task(
        bring_statement, books,
        lambda: (StatementImport.objects.get().state == "done", BankLine.objects.count(), Allocation.objects.count()),
        (True, 2, 1),
    ),
    "its certain lines are posted": Task(
        bring_statement_that_is_read, books,
        lambda: (Allocation.objects.count(), Receivable.objects.filter(balance=0).count()), (1, 1),
    ),
    "the ledger is exported": Task(
        ask_books, row_of(BooksExport),
        lambda: (BooksExported.objects.count(), papers_of(BooksExport.objects.get()).count()), (1, 1),
    ),
    "a file to move in with is read": Task(
        bring_debts, row_of(Import), lambda: (ImportRow.objects.count(), Import.objects.get().rows_total), (3, 3)
    ),
    "debts are taken over": Task(
        take_debts_over, books,
        lambda: (Receivable.objects.count(), LedgerEntry.objects.count(), Import.objects.get().created), (3, 3, 3),
    ),
    "what a dunning level sets going is done": Task(
        dun_for_a_month, letters,
        lambda: (ConfirmationLetter.objects.count(), Todo.objects.filter(kind="confirmation_to_send").count()), (1, 1),
    ),
    "the ledger is sealed": Task(
        seal_books, sealing, lambda: (LedgerSeal.objects.count(),), (1,), lambda house: seal(house.pk)
    ),
    "the day's forecast is kept": Task(
        nothing, the_day_s_snapshot, lambda: (ForecastSnapshot.objects.count(),), (1,),
        lambda house: keep_forecast(house.pk, DAY),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TASKS)
def test_a_killed_task_leaves_nothing_half_done_and_the_next_run_completes_it_once(house, name, monkeypatch):
    monkeypatch.setattr(statement_files, "LARGE", 10)
    task = TASKS[name]
    with acting_for(house):
        task.set_up(house)

    def left() -> tuple:
        with acting_for(house):
            return task.done()

    killed_while_waiting(house, lambda: task.hold(house), lambda: task.work(house))
    assert left() == (0,) * len(task.whole)

    def is_done() -> bool:
        task.work(house)
        return left() == task.whole

    until(is_done)
    task.work(house)
    assert left() == task.whole
