"""What new dunning steps leave behind, written wholly in the database: events with their feed rows, and to-dos.

Ten thousand steps a morning are ordinary; row by row through Python they would cost more than all the rest.
"""

import json

from django.db import connection

from core.dates import moment
from core.models import Event, Outbox
from desk.models import Todo
from receivables.models import DunningStep, Receivable

_TABLES = {
    "event": Event._meta.db_table,
    "outbox": Outbox._meta.db_table,
    "todo": Todo._meta.db_table,
    "step": DunningStep._meta.db_table,
    "receivable": Receivable._meta.db_table,
}
_FROM_STEPS = """
from {step} s join {receivable} r on r.tenant_id = s.tenant_id and r.id = s.receivable_id
where s.id = any(%s)
"""
_EVENTS = (
    """
with made as (
  insert into {event} (id, tenant_id, kind, record_type, record_id, deal_id, customer_id, by_id, at, facts)
  select uuidv7(), s.tenant_id, 'receivable.overdue', %s, r.id, r.deal_id, r.customer_id, null, %s,
         jsonb_build_object('number', r.number, 'days', s.days_overdue, 'level', s.level)
"""
    + _FROM_STEPS
    + """
  returning id, tenant_id)
insert into {outbox} (id, tenant_id, kind, key, payload, posted_at, next_try_at, attempts, error)
select uuidv7(), tenant_id, 'feed', null, jsonb_build_object('event', id::text), clock_timestamp(), clock_timestamp(),
       0, ''
from made
"""
).format(**_TABLES)
_TODOS = """
insert into {todo} (id, tenant_id, created_at, updated_at, version, record_type, record_id, deal_id, customer_id,
                    kind, facts, user_id, role, due_on, key)
select uuidv7(), s.tenant_id, %s, %s, 1, %s, r.id, r.deal_id, r.customer_id, 'overdue_' || s.level, given.facts::jsonb,
       case when given.role = '' then r.owner_id end,
       case when given.role = '' and r.owner_id is null then 'sales_manager' else given.role end,
       s.made_on, s.receivable_id || ':' || s.cycle || ':' || s.level
from unnest(%s::uuid[], %s::text[], %s::text[]) as given (id, role, facts)
join {step} s on s.id = given.id
join {receivable} r on r.tenant_id = s.tenant_id and r.id = s.receivable_id
on conflict do nothing
""".format(**_TABLES)


def write_events(steps) -> None:
    """One event per step, each with its row for the feed."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [Receivable._meta.label_lower, moment(), [step.pk for step in steps]])


def write_todos(wanted) -> None:
    """To-dos for [(step, role, facts)]; an empty role means the receivable's owner. A known key is passed over."""
    if not wanted:
        return
    ids, roles, facts = zip(
        *((step.pk, role, json.dumps(facts)) for step, role, facts in wanted), strict=True
    )
    values: tuple = (moment(), moment(), Receivable._meta.label, list(ids), list(roles), list(facts))
    with connection.cursor() as cursor:
        cursor.execute(_TODOS, values)
