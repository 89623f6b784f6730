"""New dunning steps and what they leave behind, written in the database: events with their feed rows, to-dos, notices.

Ten thousand steps a morning are ordinary; row by row through Python they would cost more than all the rest. Which
steps are due and whom they concern is decided in Python; these statements only write it down.
"""

import json
from datetime import timedelta

from django.db import connection

from core.dates import moment
from core.models import Event, Outbox
from core.tenancy import current_tenant_id
from desk.models import Notice, Todo
from receivables.models import DunningStep, Receivable

# A run's mails leave when it is over: thousands of them would keep busy what the run itself needs.
MAILS_WAIT = timedelta(minutes=1)
_TABLES = {
    "event": Event._meta.db_table,
    "notice": Notice._meta.db_table,
    "outbox": Outbox._meta.db_table,
    "todo": Todo._meta.db_table,
    "step": DunningStep._meta.db_table,
}
# What comes in: a row per step, to-do or notice, with what is known of the step (DueStep) and whom it is for.
_GIVEN = """json_to_recordset(%(given)s) given (
    id uuid, receivable_id uuid, customer_id uuid, deal_id uuid, number text, cycle int, level int, days_overdue int,
    made_on date, balance numeric, currency text, letter_id uuid, is_paused bool, paused numeric, pauses jsonb,
    procedure_id uuid, how text, reason text, by_id uuid, key text, facts jsonb, person uuid, role text, kind text)"""
_STEPS = """
with given as materialized (select * from {given}),
made as (
  insert into {step} (id, tenant_id, receivable_id, customer_id, cycle, level, days_overdue, made_on, made_at, balance,
                      currency, letter_id, is_paused, paused, pauses, procedure_id, how, reason, by_id)
  select id, %(tenant)s, receivable_id, customer_id, cycle, level, days_overdue, made_on, %(at)s, balance, currency,
         letter_id, is_paused, paused, pauses, procedure_id, how, reason, by_id
  from given),
told as (
  insert into {event} (id, tenant_id, kind, record_type, record_id, deal_id, customer_id, by_id, at, facts)
  select uuidv7(), %(tenant)s, case how when 'skipped' then 'receivable.level_skipped' else 'receivable.overdue' end,
         lower(%(type)s), receivable_id, deal_id, customer_id, by_id,
         %(at)s, jsonb_build_object('number', number, 'days', days_overdue, 'level', level, 'how', how,
                                    'reason', reason)
  from given
  returning id)
insert into {outbox} (id, tenant_id, kind, key, payload, posted_at, next_try_at, attempts, error)
select uuidv7(), %(tenant)s, 'feed', null, jsonb_build_object('event', id::text), clock_timestamp(),
       clock_timestamp(), 0, ''
from told
""".format(given=_GIVEN, **_TABLES)
_TODOS = """
insert into {todo} (id, tenant_id, created_at, updated_at, version, record_type, record_id, deal_id, customer_id,
                    kind, facts, user_id, role, due_on, key)
select uuidv7(), %(tenant)s, %(at)s, %(at)s, 1, %(type)s, receivable_id, deal_id, customer_id, kind,
       facts, person, role, made_on, key
from {given}
on conflict do nothing
""".format(given=_GIVEN, **_TABLES)
_NOTICES = """
with made as (
  insert into {notice} (id, tenant_id, record_type, record_id, deal_id, customer_id, user_id, kind, facts, created_at,
                        key)
  select uuidv7(), %(tenant)s, %(type)s, receivable_id, deal_id, customer_id, person, kind, facts,
         %(at)s, key
  from {given}
  on conflict do nothing
  returning user_id, kind, key, facts, record_type, record_id)
insert into {outbox} (id, tenant_id, kind, key, payload, posted_at, next_try_at, attempts, error)
select uuidv7(), %(tenant)s, 'notice_mail', kind || ':' || key || ':' || user_id,
       jsonb_build_object('user', user_id, 'kind', kind, 'facts', facts, 'record_type', record_type,
                          'record_id', record_id),
       clock_timestamp(), clock_timestamp() + %(pause)s, 0, ''
from made where user_id = any(%(mailed)s::uuid[])
on conflict do nothing
""".format(given=_GIVEN, **_TABLES)


def write_steps(steps) -> None:
    """The steps, one event each, and its row for the feed."""
    _write(_STEPS, [step.row for step in steps])


def write_todos(wanted) -> None:
    """To-dos for [(step, role, kind)]; an empty role means the receivable's owner. A known key is passed over."""
    _write(_TODOS, [_about(step) | _whose(step, role) | {"kind": kind} for step, role, kind in wanted])


def _whose(step, role) -> dict:
    if role or not step.owner_id:
        return {"role": role or "sales_manager"}
    return {"role": "", "person": step.owner_id}


def write_notices(told) -> None:
    """Notices for [(step, user, kind)], with mails where the person has an address. A known key is passed over."""
    mailed = list({user.pk for _step, user, _kind in told if user.email})
    about = [_about(step) | {"person": user.pk, "kind": kind} for step, user, kind in told]
    _write(_NOTICES, about, mailed=mailed, pause=MAILS_WAIT)


def _about(step) -> dict:
    told = ("receivable_id", "customer_id", "deal_id", "level", "made_on", "facts", "key")
    return {name: getattr(step, name) for name in told}


def _write(statement, rows, **values) -> None:
    if not rows:
        return
    values |= {"tenant": current_tenant_id(), "type": Receivable._meta.label, "at": moment()}
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"given": json.dumps(rows, default=str)})


# What one is asked to do for a level is over with the next, or with the payment; a cause that is wanted stays wanted.
CHASES = ("dunning_chase", "dunning_held", "dunning_frozen", "dunning_last")


def close_earlier(steps) -> None:
    """The to-dos of lower levels of these steps' items are done."""
    close_chases([step.receivable_id for step in steps])


def close_chases(receivable_ids, kinds=CHASES) -> None:
    """No dunning to-do of these receivables is open any more."""
    if receivable_ids:
        rows = Todo.objects.filter(record_id__in=receivable_ids, kind__in=kinds, done_at=None)
        rows.update(done_at=moment())
