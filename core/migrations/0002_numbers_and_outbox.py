"""Sequences of numbers per tenant, series and year; and the notice that wakes the relay."""

from django.db import migrations

# The serving role may not create or touch sequences: it draws numbers through this function, which makes a tenant's
# sequence at its first use, under a lock, in a schema of its own.
NUMBERS = """
create schema if not exists numbering;
create or replace function l2c_next_numbers(series text, year int, count int) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  name text := replace(current_setting('app.tenant_id')::uuid::text, '-', '') || '_' || lower(series) || '_' || year;
  qualified text := format('numbering.%I', name);
begin
  if series !~ '^[A-Z]{2}(-[A-Z])?$' or year not between 1900 and 2999 then
    raise exception 'unknown series % of %', series, year;
  end if;
  if to_regclass(qualified) is null then
    perform pg_advisory_xact_lock(hashtext('numbering'), hashtext(name));
    execute format('create sequence if not exists %s', qualified);
  end if;
  return query select nextval(qualified::regclass) from generate_series(1, count);
end $$;
"""

NO_NUMBERS = """
drop function if exists l2c_next_numbers(text, int, int);
drop schema if exists numbering cascade;
"""

# The feed is left to the relay's regular round: NOTIFY makes commits wait for each other, and most changes post
# nothing but their feed row.
WAKE = """
create or replace function l2c_wake_relay() returns trigger language plpgsql as $$
begin
  perform pg_notify('l2c_outbox', posted.tenant_id::text)
    from (select distinct tenant_id from added where kind <> 'feed') posted;
  return null;
end $$;
create trigger core_outbox_wake_relay after insert on core_outbox
  referencing new table as added for each statement execute function l2c_wake_relay();
"""

NO_WAKE = """
drop trigger if exists core_outbox_wake_relay on core_outbox;
drop function if exists l2c_wake_relay();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(WAKE, NO_WAKE),
    ]
