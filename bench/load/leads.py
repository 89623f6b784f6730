"""Customers with contacts, and leads in all states; some stand ready for the moves that are measured."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bench.load import words
from bench.load.rows import copy
from core import search
from core.models.base import new_id
from core.tenancy import acting_for
from customers.models import Contact, Customer
from customers.names import normalised, sort_key
from leads.models import Lead, Verification
from leads.states import Source

CONTACTS = (("production", "decides"), ("technology", "technical"), ("purchasing", "buys"))
OTHER_STATES = ("new", "assigned", "verifying", "nurturing", "invalid", "converted", "pooled")
LEAD_COLUMNS = (
    "id", "number", "title", "need", "solution", "customer_id", "owner_id", "department_id", "created_by_id",
    "created_at", "updated_at", "last_touched_at", "state", "source", "expected_amount", "amount_minor", "budget",
    "expected_start_on", "grade", "level",
)  # fmt: skip
WORDS_OF_LEADS = """
select l.id, concat_ws(E'\\n', l.number, l.title, c.name)
from leads_lead l join customers_customer c on c.tenant_id = l.tenant_id and c.id = l.customer_id
"""


@dataclass
class Ready:
    """Ids of what the measures use: leads to verify and to convert, customers."""

    customers: list = field(default_factory=list)
    assigned: list = field(default_factory=list)
    qualified: list = field(default_factory=list)


def load_leads(cursor, company, rows: int, moves: int) -> Ready:
    """`rows` leads of a company; the first `moves` wait to be verified, as many again to be converted."""
    ready, chosen = Ready(), random.Random(rows)
    contacts = _customers(cursor, company, max(rows // 50, 100), ready)
    copy(cursor, Lead, company.tenant, LEAD_COLUMNS, _leads(company, rows, moves, ready, chosen))
    _verifications(cursor, company, ready, contacts)
    return ready


def index_leads(company) -> int:
    """The leads' words in the search table, by the platform's own loader."""
    with acting_for(company.tenant):
        return search.index_in_sql(Lead, WORDS_OF_LEADS)


def _customers(cursor, company, count, ready) -> dict:
    """Customers, each with three contacts. Returns {customer id: its contacts' ids}."""
    names = [words.customer_name(n) for n in range(count)]
    ready.customers = [new_id() for _name in names]
    copy(
        cursor, Customer, company.tenant, ("id", "name", "normalised_name", "sort_key", "number", "owner_id"),
        ((pk, name, normalised(name)[:160], sort_key(name), f"CU-2026-{n:06d}", company.ars[n % len(company.ars)].pk)
         for n, (pk, name) in enumerate(zip(ready.customers, names, strict=True))),
        state="admitted", industry="机械", region="华东",
    )  # fmt: skip
    contacts = {customer: [new_id() for _role in CONTACTS] for customer in ready.customers}
    copy(
        cursor, Contact, company.tenant, ("id", "customer_id", "name", "function", "decision_role"),
        ((pk, customer, function, function, role) for customer, ids in contacts.items()
         for pk, (function, role) in zip(ids, CONTACTS, strict=True)),
    )  # fmt: skip
    return contacts


def _leads(company, rows, moves, ready, chosen):
    first, sources = datetime(2025, 1, 1, tzinfo=UTC), list(Source.values)
    for n in range(rows):
        pk, at = new_id(), first + timedelta(minutes=n * 900_000 // rows)
        # The leads that are moved belong to the first client manager, who has the first customers too.
        owner = company.ars[0] if n < 2 * moves else company.ars[n % len(company.ars)]
        customer = ready.customers[n % len(ready.customers)]
        state, grade = _standing(n, moves, chosen)
        if n < 2 * moves:
            (ready.assigned if n < moves else ready.qualified).append((pk, customer))
        title, need, solution = words.need(chosen)
        amount = chosen.randint(100, 9000) * 1000
        level = "b" if amount >= 1_000_000 else "c"
        yield (
            pk, f"LD-2025-{n:06d}", title, need, solution, customer,
            None if state == "pooled" else owner.pk, None, owner.pk, at, at, at, state, chosen.choice(sources),
            Decimal(amount), amount * 100, Decimal(amount), date(2027, 3, 1), grade, level,
        )  # fmt: skip


def _standing(n, moves, chosen) -> tuple[str, str]:
    if n < moves:
        return "assigned", "raw"
    if n < 2 * moves:
        return "qualified", "opportunity"
    return chosen.choice(OTHER_STATES), "raw"


def _verifications(cursor, company, ready, contacts) -> None:
    """What a conversion asks for: three contacts, verified by others than the owner."""
    verifiers = [user.pk for user in company.ars[1:4]]
    copy(
        cursor, Verification, company.tenant,
        ("lead_id", "contact_id", "contact_function", "decision_role", "verifier_id", "verified_at"),
        ((lead, contact, function, role, verifier, datetime(2026, 3, 1, tzinfo=UTC))
         for lead, customer in ready.qualified
         for contact, (function, role), verifier in zip(contacts[customer], CONTACTS, verifiers, strict=True)),
        question="真的要建吗？", evidence="已列入技改计划", was_owner=False,
    )  # fmt: skip
