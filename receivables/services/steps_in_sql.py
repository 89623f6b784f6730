"""New dunning steps and what they leave behind, written in the database: events with their feed rows, to-dos, notices.

Ten thousand steps a morning are ordinary; row by row through Python they would cost more than all the rest. Which
steps are due and whom they concern is decided in Python; these statements only write it down.
"""

import json
from datetime import timedelta
from typing import Any

from django.db import connection

from core.dates import moment
from core.ids import one_of
from core.models import Event, Outbox
from core.prepared import array
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
# What comes in: a row per step, with what is known of it (DueStep) and what it means in the house (telling.words_of).
_GIVEN = """json_to_recordset(%(given)s) given (
    id uuid, receivable_id uuid, customer_id uuid, deal_id uuid, customer text, number text, cycle int, level int,
    days_overdue int, made_on date, balance numeric, currency text, letter_id uuid, is_paused bool, paused numeric,
    pauses jsonb, procedure_id uuid, how text, reason text, by_id uuid, owed jsonb,
    wanted text, role text, person uuid, news text, told uuid[])"""
# The step's own id serves its event, its feed row and its to-do as well: the server reads the system's source of
# randomness for each id that it makes, which took an eighth of a morning's time.
_FACTS = "jsonb_build_object('customer', customer, 'number', number, 'days', days_overdue, 'balance', owed)"
_STEPS = """
with given as materialized (
  select *, receivable_id || ':' || cycle || ':' || level as key from {given}),
made as (
  insert into {step} (id, tenant_id, receivable_id, customer_id, cycle, level, days_overdue, made_on, made_at, balance,
                      currency, letter_id, is_paused, paused, pauses, procedure_id, how, reason, by_id)
  select id, %(tenant)s, receivable_id, customer_id, cycle, level, days_overdue, made_on, %(at)s, balance, currency,
         letter_id, is_paused, paused, pauses, procedure_id, how, reason, by_id
  from given),
asked as (
  insert into {todo} (id, tenant_id, created_at, updated_at, version, record_type, record_id, deal_id, customer_id,
                      kind, facts, user_id, role, due_on, key)
  select id, %(tenant)s, %(at)s, %(at)s, 1, %(type)s, receivable_id, deal_id, customer_id, wanted, {facts},
         person, role, made_on, key
  from given where wanted <> ''
  on conflict do nothing),
noticed as (
  insert into {notice} (id, tenant_id, record_type, record_id, deal_id, customer_id, user_id, kind, facts, created_at,
                        key)
  select uuidv7(), %(tenant)s, %(type)s, receivable_id, deal_id, customer_id, one, news, {facts}, %(at)s, key
  from given, unnest(told) one
  on conflict do nothing
  returning user_id, kind, key, facts, record_type, record_id),
mailed as (
  insert into {outbox} (id, tenant_id, kind, key, payload, posted_at, next_try_at, attempts, error)
  select uuidv7(), %(tenant)s, 'notice_mail', kind || ':' || key || ':' || user_id,
         jsonb_build_object('user', user_id, 'kind', kind, 'facts', facts, 'record_type', record_type,
                            'record_id', record_id),
         clock_timestamp(), clock_timestamp() + %(pause)s, 0, ''
  from noticed where user_id = any(%(mailed)s::uuid[])
  on conflict do nothing),
happened as (
  insert into {event} (id, tenant_id, kind, record_type, record_id, deal_id, customer_id, by_id, at, facts)
  select id, %(tenant)s, case how when 'skipped' then 'receivable.level_skipped' else 'receivable.overdue' end,
         lower(%(type)s), receivable_id, deal_id, customer_id, by_id,
         %(at)s, jsonb_build_object('number', number, 'days', days_overdue, 'level', level, 'how', how,
                                    'reason', reason)
  from given
  returning id)
insert into {outbox} (id, tenant_id, kind, key, payload, posted_at, next_try_at, attempts, error)
select id, %(tenant)s, 'feed', null, jsonb_build_object('event', id::text), clock_timestamp(),
       clock_timestamp(), 0, ''
from happened
""".format(given=_GIVEN, facts=_FACTS, **_TABLES)


def write_steps(rows: list[dict], *, mailed=()) -> None:
    """The steps, one event each with its row for the feed, and what they mean in the house: to-dos, notices, mails.

    rows: DueStep.row, with telling.words_of beside it where somebody has to hear. mailed: ids of people who have an
    address. A to-do or notice whose key is known is passed over.
    """
    if not rows:
        return
    values: dict[str, Any] = {
        "tenant": current_tenant_id(), "type": Receivable._meta.label, "at": moment(), "pause": MAILS_WAIT,
        "mailed": array(mailed), "given": json.dumps(rows, default=str),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, values)


# What one is asked to do for a level is over with the next, or with the payment; a cause that is wanted stays wanted.
CHASES = ("dunning_chase", "dunning_held", "dunning_frozen", "dunning_last")


def close_earlier(steps) -> None:
    """The to-dos of lower levels of these steps' items are done."""
    close_chases([step.receivable_id for step in steps])


def close_chases(receivable_ids, kinds=CHASES) -> None:
    """No dunning to-do of these receivables is open any more."""
    if receivable_ids:
        rows = Todo.objects.filter(one_of("record_id", receivable_ids), kind__in=kinds, done_at=None)
        rows.update(done_at=moment())
