"""What the database alone takes: plain psycopg2, no framework, no rights."""

import contextlib
import time
from datetime import UTC, datetime

from bench import ground

INSERT = """
insert into bare_large (title, customer, source, need, solution, amount, currency, state, created_at, updated_at)
values (%s, %s, %s, %s, %s, %s, %s, 'new', %s, %s) returning id
"""
LIST = "select * from bare_large order by created_at desc, id desc limit 51"
STEPS_TABLE = "create table bare_steps (receivable_id uuid, level int, days int, made_on date)"
# One statement finds and writes what the escalation finds and writes: the next level of each overdue receivable.
STEPS = """
insert into bare_steps
select r.id, d.level, %(as_of)s::date - r.due_on, %(as_of)s
from receivables_receivable r
left join lateral (
  select max(s.level) as top from receivables_dunningstep s where s.tenant_id = r.tenant_id and s.receivable_id = r.id
) done on true
join lateral (
  select l.level, l.days from receivables_dunninglevel l
  where l.tenant_id = r.tenant_id and l.level > coalesce(done.top, 0) order by l.level limit 1
) d on d.days <= %(as_of)s::date - r.due_on
where r.tenant_id = %(tenant)s and r.state = 'open' and r.due_on < %(as_of)s and r.balance > 0
"""


POOL = "update bare_crowded set state = 'pooled', owner = null, updated_at = now() where state in %s"

# What a line's allocation is in bare SQL: the receivable it names is found, both balances and the pair are written.
PAYMENTS_TABLES = """
create table bare_owed as select id, number, customer_id, balance from receivables_receivable
  where tenant_id = %(tenant)s;
create unique index on bare_owed (number);
create table bare_money as select id, customer_id, unallocated as rest, substring(text from 'AR-[0-9-]+') as number
  from receivables_bankline where tenant_id = %(tenant)s;
create unique index on bare_money (id);
create table bare_pairs (money uuid, owed uuid, amount numeric);
"""
PAYMENT = """
with meant as (
  select m.id as money, o.id as owed, o.balance from bare_money m join bare_owed o on o.number = m.number
  where m.id = %s and o.customer_id = m.customer_id and o.balance = m.rest
), paid as (update bare_owed o set balance = 0 from meant where o.id = meant.owed),
used as (update bare_money m set rest = 0 from meant where m.id = meant.money)
insert into bare_pairs select money, owed, balance from meant
"""


class Sql:
    """One connection that commits each statement."""

    def __init__(self):
        self.connection = ground.connect("bypass")
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()

    def insert(self, content: dict):
        """A row as the measured request brings it."""
        now, money = datetime.now(UTC), content["expected_amount"]
        values = [content[name] for name in ("title", "customer", "source", "need", "solution")]
        self.cursor.execute(INSERT, [*values, money["amount"], money["currency"], now, now])
        return 200, self.cursor.fetchone()

    def newest(self):
        """The newest page."""
        self.cursor.execute(LIST)
        return 200, self.cursor.fetchall()


def steps_in_sql(tenant, as_of) -> tuple[int, float]:
    """(steps, seconds) of one bulk statement that finds and writes the due steps into a table of its own."""
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(STEPS_TABLE)
        started = time.perf_counter()
        cursor.execute(STEPS, {"tenant": str(tenant.pk), "as_of": as_of})
        count = cursor.rowcount
        connection.commit()
        return count, time.perf_counter() - started


def pooled_in_sql(states) -> float:
    """Seconds of one bulk statement that takes every lead in these states from its owner."""
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        started = time.perf_counter()
        cursor.execute(POOL, [tuple(map(str, states))])
        connection.commit()
        return time.perf_counter() - started


def payments_in_sql(payments) -> float:
    """Seconds of a statement for each line that allocates it, each committed, on tables of its own."""
    with contextlib.closing(ground.connect("bypass")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("drop table if exists bare_owed, bare_money, bare_pairs")
        cursor.execute(PAYMENTS_TABLES, {"tenant": str(payments.company.tenant.pk)})
        cursor.execute("analyze bare_owed; analyze bare_money")
        started = time.perf_counter()
        for pk in payments.line_ids:
            cursor.execute(PAYMENT, [str(pk)])
        return time.perf_counter() - started
