"""The books are sealed at night; the checker names whatever somebody changed behind their back."""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from core.dates import acting_at
from core.money import Money
from core.tenancy import acting_for
from receivables.models import LedgerSeal
from receivables.services.allocation import allocate, reverse
from receivables.services.invoicing import request_invoice
from receivables.services.sealing import seal
from receivables.tasks import seal_tenant
from tenancy.actor import system
from tenancy.setup import create_tenant
from tests.factories.receivables import make_line, make_open


@pytest.fixture
def books(committed):
    """A company with a receivable, a payment, an allocation, one taken back, and an invoice: sealed."""
    made = create_tenant(code=f"seal-{uuid4().hex[:8]}", name="远澜智能")
    with acting_for(made):
        receivable = make_open("1000")
        allocate(make_line("400"), receivable, Money(Decimal(400), "CNY"), by=system())
        undone = allocate(make_line("50"), receivable, Money(Decimal(50), "CNY"), by=system())
        reverse(undone, by=system(), reason="付错了")
        request_invoice(receivable, by=system())
    seal(made.pk)
    return made


def check(tenant):
    """(exit code, what it says)."""
    out, err = StringIO(), StringIO()
    try:
        with override("en"):
            call_command("check_ledger", tenant.code, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, err.getvalue()
    return 0, out.getvalue()


def test_right_books_are_right(books):
    code, said = check(books)

    assert (code, "all right" in said, "9 entries, 1 seals" in said) == (0, True, True)


def test_entries_written_later_come_under_the_next_seal(books):
    with acting_for(books), acting_at(datetime(2026, 9, 20, tzinfo=UTC)):
        make_line("77")

    made = seal(books.pk)

    assert (made.number, made.entries, seal(books.pk)) == (2, 1, None)
    assert check(books)[0] == 0


def test_the_night_seals_once(books):
    with acting_for(books):
        make_line("77")

    for _again in range(2):
        seal_tenant(tenant_id=str(books.pk), as_of="2026-11-30")

    with acting_for(books):
        assert [one.number for one in LedgerSeal.objects.all()] == [1, 2]


ENTRIES, OWED, PAID = "receivables_ledgerentry", "receivables_receivable", "receivables_bankline"
UNDONE = "where reverses_id is not null and receivable_id is not null"
BREAKS = {
    "a balance": (OWED, "set balance = balance + 1 where state = 'open'", "entries add up to 600.00"),
    "a worth": (OWED, "set balance_minor = 7 where state = 'open'", "worth CNY 0.07"),
    "a rest": (PAID, "set unallocated = 1, amount = amount + 1 where unallocated = 0", "1.00 is left"),
    "an amount": (ENTRIES, "set amount = 1001 where kind = 'opened'", "broken: an entry is not as it was"),
    "a day": (ENTRIES, "set counts_on = '2026-01-01' where kind = 'opened'", "Seal 1"),
    "a reversal": (ENTRIES, f"set amount = amount + 1 {UNDONE}", "reverses -50.00 by 51.00"),
    "an allocation": ("receivables_allocation", "set amount = 399 where amount = 400", "of 399.00 made -400"),
    "an invoice": ("receivables_invoice", "set net = net + 1, amount = amount + 1", "its items to 1,000.00"),
    "a state": (OWED, "set state = 'settled' where state = 'open'", "“settled” with a balance"),
    "a seal": ("receivables_ledgerseal", "set previous = 'x'", "does not follow"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_was_changed_behind_its_back_is_named(books, owner, what):
    table, change, said = BREAKS[what]

    _behind_its_back(owner, books, f"update {table} {change}", table)

    code, found = check(books)
    assert code == 1
    assert said in found


def test_a_missing_entry_is_named(books, owner):
    _behind_its_back(owner, books, f"delete from {ENTRIES} where kind = 'opened'", ENTRIES)

    code, found = check(books)
    assert code == 1
    assert "stands over 9 entries, 8 are there" in found


def _behind_its_back(owner, tenant, change, table):
    """As somebody with the owner's password would."""
    owner.execute("begin")
    owner.execute("select set_config('app.tenant_id', %s, true)", [str(tenant.pk)])
    owner.execute(f"alter table {table} disable trigger user")
    owner.execute(change)
    assert owner.rowcount
    owner.execute("set constraints all immediate")
    owner.execute(f"alter table {table} enable trigger user")
    owner.execute("commit")


def test_an_unknown_company_is_said(committed):
    with pytest.raises(CommandError, match="no company"):
        call_command("check_ledger", "nobody")
