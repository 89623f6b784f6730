"""Whatever is done in whatever order, in two currencies: the sums always hold."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import Rate
from core.money import Money
from core.workflow import run
from receivables.ageing import ageing
from receivables.models import Allocation, BankLine, LedgerEntry, Receivable
from receivables.services.allocation import allocate, reverse
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["open", "pay", "allocate", "undo", "write_off"]),
        st.sampled_from(["CNY", "EUR"]),
        st.integers(1, 999_99),
    ),
    min_size=1,
    max_size=9,
)


class Rollback(Exception):
    """Ends an example, so that the next one begins with empty books."""


@pytest.fixture
def books(tenant):
    Rate.objects.create(currency="EUR", day=date(2026, 1, 1), rate=Decimal("7.8123"))
    return make_customer(admitted=False)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(actions=ACTIONS)
def test_sums_always_hold(books, actions):
    with pytest.raises(Rollback), transaction.atomic():
        for what, currency, cents in actions:
            _do(what, currency, Decimal(cents) / 100, books)
            _check()
        raise Rollback


def _do(what, currency, amount, customer) -> None:
    receivable = Receivable.objects.filter(state="open", currency=currency).order_by("pk").first()
    line = BankLine.objects.filter(unallocated__gt=0, currency=currency).order_by("pk").first()
    if what == "open":
        make_open(amount, customer=customer, currency=currency)
    elif what == "pay":
        make_line(amount, currency=currency)
    elif what == "allocate" and receivable and line:
        part = min(amount, receivable.balance, line.unallocated)
        allocate(line, receivable, Money(part, currency), by=system())
    elif what == "undo" and (last := Allocation.objects.filter(reversed_at=None).order_by("-pk").first()):
        reverse(last, by=system(), reason="undo")
    elif what == "write_off" and receivable:
        run(receivable, "write_off", by=system(), fields={"reason": "gone"}, approved=True)


def _check() -> None:
    for model, column, key in ((Receivable, "balance", "receivable"), (BankLine, "unallocated", "bank_line")):
        sums = LedgerEntry.objects.filter(**{f"{key}__isnull": False}).values(f"{key}_id")
        kept = {
            row[f"{key}_id"]: row
            for row in sums.annotate(amount_sum=Sum("amount"), base_sum=Sum("base_minor"))
        }
        for row in model.objects.all():
            entry = kept.get(row.pk, {"amount_sum": Decimal(0), "base_sum": 0})
            assert getattr(row, column) == entry["amount_sum"] >= 0
            assert getattr(row, f"{column}_minor") == entry["base_sum"]
            assert entry["base_sum"] == 0 or entry["amount_sum"] > 0
    for receivable in Receivable.objects.exclude(state="planned"):
        assert (receivable.balance == 0) == (receivable.state in ("settled", "written_off")), receivable.state
    for currency in ("CNY", "EUR"):
        assert ageing(system(), as_of=date(2030, 1, 1), currency=currency).adds_up


def test_entries_are_never_changed(tenant):
    receivable = make_open("10")

    for statement in ("update receivables_ledgerentry set amount = 1", "delete from receivables_ledgerentry"):
        with pytest.raises(Exception, match=r"permission denied|never changed"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Receivable.objects.get(pk=receivable.pk).balance == 10
