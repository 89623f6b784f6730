"""What receivables tell of a deal, and what is kept of a bank's file."""

import hashlib
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.money import Money
from core.workflow import run
from deals.api.figures import amounts_of
from desk.papers import papers_of
from receivables.models import BankLine, BankStatement
from receivables.services.allocation import allocate, reverse
from receivables.services.statements import import_statement
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.receivables import deal_of, make_line, make_open, mt940


def money_of(receivable) -> tuple:
    found = amounts_of(deal_of(receivable.agreement))
    return tuple(Decimal(found[name]["amount"]) for name in ("billed", "received", "open"))


def test_a_deal_tells_what_was_billed_received_and_is_open(tenant):
    receivable = make_open("100000")
    assert money_of(receivable) == (100000, 0, 100000)

    first = allocate(make_line("60000"), receivable, Money(Decimal(60000), "CNY"), by=system())
    assert money_of(receivable) == (100000, 60000, 40000)

    reverse(first, by=system(), reason="错配")
    assert money_of(receivable) == (100000, 0, 100000)


def test_what_is_written_off_was_not_received(tenant):
    receivable = make_open("100000")

    run(receivable, "write_off", by=system(), fields={"reason": "破产"}, approved=True)

    assert money_of(receivable) == (100000, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["流水.sta", "export.dat", "statement"])
def test_the_banks_bytes_are_kept_with_their_hash(tenant, encoding, name):
    raw = mt940(("100", "货款 CT-2026-000001")).decode().encode(encoding)

    statement = import_statement(raw, file_name=name, by=system()).statement

    paper = papers_of(statement).get()
    assert (paper.name, paper.sha256, paper.size) == (name, hashlib.sha256(raw).hexdigest(), len(raw))
    import_statement(raw, file_name="again.sta", by=system())
    assert papers_of(statement).count() == 1


def test_without_room_nothing_is_imported(tenant):
    set_rule("papers.room_gb", 0, by=system())

    with pytest.raises(ValidationError) as refused:
        import_statement(mt940(("100", "x")), file_name="a.sta", by=system())

    assert list(refused.value.message_dict) == ["file"]
    assert not BankStatement.objects.exists() and not BankLine.objects.exists()
