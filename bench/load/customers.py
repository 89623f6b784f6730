"""A company with very many customers, against which one name is checked."""

import random

from bench.load import words
from bench.load.rows import copy
from core import search
from core.models.base import new_id
from core.tenancy import acting_for
from customers.models import Customer
from customers.names import normalised, sort_key

WORDS_OF_CUSTOMERS = "select id, concat_ws(E'\\n', name, normalised_name) from customers_customer"


def load_customers(cursor, company, count: int) -> list[str]:
    """`count` customers of a company, of towns and trades that many share. Returns their names."""
    chosen, owner = random.Random(count), company.ars[0].pk
    names = [words.company_name(chosen) for _n in range(count)]
    copy(
        cursor, Customer, company.tenant, ("id", "name", "normalised_name", "sort_key", "owner_id"),
        ((new_id(), name, normalised(name)[:160], sort_key(name), owner) for name in names),
        state="admitted", industry="机械", region="华东",
    )  # fmt: skip
    return names


def index_customers(company) -> int:
    """The customers' words in the search table, by the platform's own loader."""
    with acting_for(company.tenant):
        return search.index_in_sql(Customer, WORDS_OF_CUSTOMERS)


def asked_names(names: list[str], count: int) -> list[str]:
    """Names as people type them: half like one that is there, half of new companies."""
    chosen = random.Random(count)
    return [
        words.misspelt(chosen.choice(names), chosen) if n % 2 else words.company_name(chosen)
        for n in range(count)
    ]
