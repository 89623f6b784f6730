"""Deals with agreed terms, and receivables on the ledger: most not due or settled, a tenth due for a dunning step."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bench.load.rows import copy
from core.models.base import new_id
from deals.models import Agreement, Deal, Seat
from receivables.models import DunningStep, LedgerEntry, Receivable
from receivables.services.levels import DEFAULTS

PER_DEAL = 20
# How many of 100 due steps are of which level: few items are ever that late.
SHARES = ((1, 50), (2, 25), (3, 15), (4, 7), (5, 2), (6, 1))
# The items that are very late belong to one customer in twenty.
BAD_CUSTOMERS = 20
LATE = 4
AMOUNT, UNITS = Decimal("100000.00"), 10_000_000


def load_receivables(cursor, company, rows: int, customers: list, as_of) -> int:
    """`rows` receivables, a tenth of them with a step due on `as_of`. Returns the number of steps due."""
    deals = deals_of(cursor, company, rows // PER_DEAL, customers)
    due = rows // 10
    bad = [deal for deal in deals if customers.index(deal[1]) % BAD_CUSTOMERS == 0]
    items = [_item(n, due, deals, bad, as_of) for n in range(rows)]
    copy(
        cursor, Receivable, company.tenant,
        ("id", "deal_id", "agreement_id", "customer_id", "owner_id", "number", "due_on", "due_sort", "state"),
        ((pk, deal, deal, customer, owner, f"AR-2026-{n:06d}", due_on, due_on, state)
         for n, (pk, (deal, customer, owner), due_on, state, _level) in enumerate(items)),
        name="发货款", trigger="shipped", amount=AMOUNT, amount_minor=UNITS, triggered_on=as_of - timedelta(days=200),
    )  # fmt: skip
    _ledger(cursor, company, items, as_of)
    _steps(cursor, company, [item for item in items if item[4]])
    return due


def deals_of(cursor, company, count, customers) -> list[tuple]:
    """Deals with their AR and terms as (id, customer, owner); terms have their deal's id here."""
    deals = [
        (new_id(), customers[n % len(customers)], company.ars[n % len(company.ars)].pk) for n in range(count)
    ]
    numbered = [(*deal, f"DL-2026-{n:06d}") for n, deal in enumerate(deals)]
    total = {"amount": AMOUNT * PER_DEAL, "amount_minor": UNITS * PER_DEAL}
    copy(
        cursor, Deal, company.tenant, ("id", "customer_id", "owner_id", "number"), numbered, stage="cash",
        title="装配线", **total,
    )  # fmt: skip
    copy(
        cursor,
        Seat,
        company.tenant,
        ("deal_id", "user_id"),
        ((pk, owner) for pk, _c, owner in deals),
        code="ar",
    )
    copy(
        cursor, Agreement, company.tenant, ("id", "deal_id", "customer_id", "number"),
        ((pk, pk, customer, f"CT-2026-{n:06d}") for n, (pk, customer, _owner) in enumerate(deals)),
        total=AMOUNT * PER_DEAL, net=AMOUNT * PER_DEAL, signed_on=datetime(2026, 1, 5, tzinfo=UTC).date(),
    )  # fmt: skip
    return deals


def _item(n, due, deals, bad, as_of) -> tuple:
    """(id, deal, due day, state, level whose step is due or 0)."""
    if n < due:
        level = _level(n * 100 // due)
        pool = bad if level >= LATE and bad else deals
        return new_id(), pool[n % len(pool)], as_of - timedelta(days=DEFAULTS[level] + n % 3), "open", level
    state, days = ("open", n % 300) if n % 2 else ("settled", -(n % 300))
    return new_id(), deals[n % len(deals)], as_of + timedelta(days=days), state, 0


def _level(percent: int) -> int:
    for level, share in SHARES:
        if percent < share:
            return level
        percent -= share
    return SHARES[-1][0]


def _ledger(cursor, company, items, as_of) -> None:
    opened_on, paid_on = as_of - timedelta(days=200), as_of - timedelta(days=100)
    names = ("receivable_id", "kind", "amount", "base_amount", "base_minor", "counts_on")
    copy(
        cursor, LedgerEntry, company.tenant, names,
        ((pk, "opened", AMOUNT, AMOUNT, UNITS, opened_on) for pk, *_rest in items), rate=Decimal(1), cause="loaded",
    )  # fmt: skip
    copy(
        cursor, LedgerEntry, company.tenant, names,
        ((pk, "allocated", -AMOUNT, -AMOUNT, -UNITS, paid_on) for pk, _d, _o, state, _l in items if state == "settled"),
        cause="loaded",
    )  # fmt: skip


def _steps(cursor, company, items) -> None:
    """The steps before the one that is due."""
    copy(
        cursor, DunningStep, company.tenant,
        ("receivable_id", "customer_id", "level", "days_overdue", "made_on"),
        ((pk, customer, before, DEFAULTS[before], due_on + timedelta(days=DEFAULTS[before]))
         for pk, (_deal, customer, _owner), due_on, _state, level in items for before in range(1, level)),
        cycle=1, balance=AMOUNT, currency="CNY",
    )  # fmt: skip
