"""A company whose customers each owe ten items and have a bookkeeper with an address: ground for a statement run."""

import random
from datetime import timedelta
from decimal import Decimal

from bench.load import words
from bench.load.receivables import AMOUNT, UNITS, deals_of
from bench.load.rows import copy
from core.models.base import new_id
from customers.models import Contact, Customer
from customers.names import normalised, sort_key
from receivables.models import LedgerEntry, Receivable

EACH = 10
INSTALMENTS = ("预付款 30%", "到货款 30%", "验收款 30%", "质保金 10%")


def load_debtors(cursor, company, count: int, as_of) -> None:
    """`count` customers with a contact, a deal and EACH open receivables of which one in three was paid in part."""
    owner, chosen = company.ars[0].pk, random.Random(count)
    customers = [new_id() for _n in range(count)]
    named = [(pk, f"{words.company_name(chosen)}{n}") for n, pk in enumerate(customers)]
    copy(
        cursor, Customer, company.tenant, ("id", "name", "normalised_name", "sort_key", "owner_id"),
        ((pk, name, normalised(name)[:160], sort_key(name), owner) for pk, name in named), state="admitted",
    )  # fmt: skip
    copy(
        cursor, Contact, company.tenant, ("customer_id", "email"),
        ((pk, f"pay{n}@example.com") for n, pk in enumerate(customers)), name="柳会计", function="finance",
    )  # fmt: skip
    deals = deals_of(cursor, company, count, customers)
    items = [
        (new_id(), *deals[n // EACH], as_of + timedelta(days=(n * 37) % 150 - 100), INSTALMENTS[n % 4])
        for n in range(count * EACH)
    ]
    copy(
        cursor, Receivable, company.tenant,
        ("id", "deal_id", "agreement_id", "customer_id", "owner_id", "number", "due_on", "due_sort", "name"),
        ((pk, deal, deal, customer, ar, f"AR-2026-{n:06d}", due_on, due_on, name)
         for n, (pk, deal, customer, ar, due_on, name) in enumerate(items)),
        state="open", trigger="shipped", amount=AMOUNT, amount_minor=UNITS, triggered_on=as_of - timedelta(days=200),
    )  # fmt: skip
    names = ("receivable_id", "kind", "amount", "base_amount", "base_minor", "counts_on")
    opened, paid = as_of - timedelta(days=200), as_of - timedelta(days=20)
    part, units = AMOUNT / 4, UNITS // 4
    copy(
        cursor, LedgerEntry, company.tenant, names,
        ((pk, "opened", AMOUNT, AMOUNT, UNITS, opened) for pk, *_rest in items), rate=Decimal(1), cause="loaded",
    )  # fmt: skip
    copy(
        cursor, LedgerEntry, company.tenant, names,
        ((pk, "allocated", -part, -part, -units, paid) for pk, *_rest in items[::3]), rate=Decimal(1), cause="loaded",
    )  # fmt: skip
