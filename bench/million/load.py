"""Loads the million by statements that make the rows where they stand; nothing crosses the wire.

Fifty receivables a customer: seven of ten are settled by two payments, three are open after two part payments. One
customer in ten has ten that are late: twenty thousand of a million, which all have a dunning step due today.
"""

import contextlib
import time
from datetime import timedelta

from django.db import connection as django_connection

from bench import ground
from bench.load.rows import written_as
from core.dates import local_day
from core.tenancy import acting_for
from customers.models import Customer
from deals.models import Agreement, Deal
from receivables.models import LedgerEntry, Receivable
from tenancy.models import Tenant
from tenancy.setup import create_tenant

CODE, EACH, AT_ONCE = "million", 50, 100_000
CURRENCY = "CNY"


def known() -> Tenant:
    """The company of an earlier run."""
    return Tenant.objects.get(code=CODE)


def load(rows: int) -> Tenant:
    """The company with `rows` receivables; ends with VACUUM ANALYZE, as a database in use has had."""
    started = time.monotonic()
    tenant = create_tenant(code=CODE, name="Bench million")
    with acting_for(tenant):
        day = local_day()
    customers = rows // EACH
    with contextlib.closing(ground.connect("bypass")) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "create temp table n_c as select n, uuidv7() id from generate_series(1, %s) n", [customers]
        )
        _tell(cursor, tenant)
        name = "'第' || n || '机械有限公司'"
        told = {"id": "id", "name": name, "sort_key": name, "name_key": name}
        columns = {field.column for field in Customer._meta.concrete_fields}
        _made(cursor, Customer, tenant, {key: text for key, text in told.items() if key in columns}, "n_c")
        number = "'%s-2026-' || lpad(n::text, 6, '0')"
        _made(
            cursor,
            Deal,
            tenant,
            {"id": "id", "customer_id": "id", "number": number % "DL", "title": "'装配线'"},
            "n_c",
            stage="cash",
        )
        _made(
            cursor,
            Agreement,
            tenant,
            {"id": "id", "deal_id": "id", "customer_id": "id", "number": number % "CT"},
            "n_c",
            signed_on=day,
        )
        connection.commit()
        for first in range(0, rows, AT_ONCE):
            _tell(cursor, tenant)
            _receivables(cursor, tenant, day, first, min(first + AT_ONCE, rows))
            connection.commit()
            print(f"  {first + AT_ONCE:,} receivables after {time.monotonic() - started:.0f} s", flush=True)
    with contextlib.closing(ground.connect("owner")) as connection:
        connection.autocommit = True
        connection.cursor().execute("vacuum analyze")
    print(f"Loaded in {time.monotonic() - started:.0f} s", flush=True)
    return tenant


def _tell(cursor, tenant) -> None:
    cursor.execute("select set_config('app.tenant_id', %s, true)", [str(tenant.pk)])


def _receivables(cursor, tenant, day, first, last) -> None:
    """Receivables number `first` to `last` with three entries each."""
    cursor.execute("drop table if exists n_r")
    cursor.execute(
        """create temp table n_r as
           select g.n, uuidv7() id, c.id customer, g.n %% 10 >= 7 is_open,
                  case when g.n / %(each)s %% 10 = 0 and g.n %% 10 >= 7 and g.n %% %(each)s < 38 then
                         %(day)s::date - (array[1, 7, 15, 30, 60, 90])[1 + g.n %% 6]
                       when g.n %% 10 >= 7 then %(day)s::date + (g.n::bigint * 7919 %% 300)::int
                       else %(day)s::date - (g.n::bigint * 7919 %% 700)::int end due_on,
                  10000 + g.n %% 90000 amount
           from generate_series(%(first)s, %(last)s - 1) g(n) join n_c c on c.n = g.n / %(each)s + 1""",
        {"first": first, "last": last, "day": day, "each": EACH},
    )
    cursor.execute("analyze n_r")
    _made(
        cursor, Receivable, tenant,
        {"id": "id", "deal_id": "customer", "agreement_id": "customer", "customer_id": "customer",
         "number": "'AR-2026-' || lpad(n::text, 7, '0')", "due_on": "due_on", "due_sort": "due_on",
         "amount": "amount", "amount_minor": "amount * 100", "triggered_on": "due_on - 30",
         "state": "case when is_open then 'open' else 'settled' end",
         "settled_on": "case when is_open then null else due_on + (n % 40)::int end"},
        "n_r", name="发货款", trigger="shipped",
    )  # fmt: skip
    part = "(amount * 30 / 100)::numeric"
    rest = f"(case when is_open then {part} else amount - {part} end)"
    for kind, amount, on in (
        ("opened", "amount::numeric", "due_on - 30"),
        ("allocated", f"-{part}", "least(due_on - 10 + (n % 20)::int, %s)"),
        ("allocated", f"-{rest}", "least(due_on + (n % 40)::int, %s)"),
    ):
        on = on.replace("%s", f"'{day - timedelta(days=1)}'::date") if "%s" in on else on
        on = f"least({on}, '{day}'::date)"
        _made(
            cursor, LedgerEntry, tenant,
            {"receivable_id": "id", "amount": amount, "base_amount": amount, "base_minor": f"({amount}) * 100",
             "counts_on": on, "written_at": f"({on}) + interval '9 hours'"},
            "n_r", kind=kind, rate=1, cause="loaded",
        )  # fmt: skip


def _made(cursor, model, tenant, texts: dict, source: str, **shared) -> None:
    """Insert a row of the model for each of `source`; texts: {column: expression}, every other column its default."""
    shared = {"tenant_id": tenant.pk} | shared
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.column == "position":
            continue
        columns.append(f'"{field.column}"')
        if field.column in texts:
            values.append(texts[field.column])
        elif field.column == "id":
            values.append("uuidv7()")
        else:
            value = shared[field.column] if field.column in shared else field.get_default()
            values.append(_literal(cursor, field, field.get_db_prep_save(value, django_connection)))
    statement = f'insert into "{model._meta.db_table}" ({", ".join(columns)}) select {", ".join(values)} from {source}'
    cursor.execute(statement)


def _literal(cursor, field, value) -> str:
    text = written_as(value)
    if text == "\\N":
        return "null"
    return cursor.mogrify("%s", [text]).decode() + f"::{field.db_type(django_connection).split(' check')[0]}"
