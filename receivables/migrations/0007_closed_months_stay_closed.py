"""No entry is dated into a closed month, whoever writes it.

Writers hold the books together, who closes a month or seals the day takes them alone: so a month is not closed under
a writer's hands, and every entry up to the highest position is there when a day is sealed.
"""

from django.db import migrations

GUARD = """
create function receivables_hold_books() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(
    hashtextextended('books:' || coalesce(current_setting('app.tenant_id', true), ''), 0));
  return null;
end $$;
create trigger receivables_entries_hold before insert on receivables_ledgerentry
  for each statement execute function receivables_hold_books();

create function receivables_refuse_closed() returns trigger language plpgsql as $$
declare
  late date;
begin
  select a.counts_on into late
    from (select tenant_id, min(counts_on) as counts_on from added group by tenant_id) a
    join (select tenant_id, max(month) + interval '1 month' as closed from receivables_accountingmonth
           where state = 'closed' group by tenant_id) c using (tenant_id)
   where a.counts_on < c.closed
   limit 1;
  if late is not null then
    raise exception 'the month of % is closed: late facts are dated to the first open day', late
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger receivables_entries_in_open_month after insert on receivables_ledgerentry
  referencing new table as added for each statement execute function receivables_refuse_closed();
"""
DROP = """
drop trigger receivables_entries_in_open_month on receivables_ledgerentry;
drop trigger receivables_entries_hold on receivables_ledgerentry;
drop function receivables_refuse_closed();
drop function receivables_hold_books();
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0006_entry_kinds")]

    operations = [migrations.RunSQL(GUARD, DROP)]
