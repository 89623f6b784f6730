"""The balance of a receivable and the rest of a bank line are the sums of their ledger entries, always.

One trigger adds each entry to them; another refuses every other way of changing them. The trigger runs as the
caller, so row security holds within it.
"""

from django.db import migrations

ADD = """
create function receivables_add_entries() returns trigger language plpgsql as $$
begin
  update receivables_receivable r
     set balance = r.balance + d.amount, balance_minor = r.balance_minor + d.minor
    from (select tenant_id, receivable_id, sum(amount) as amount, sum(base_minor)::bigint as minor
            from added where receivable_id is not null group by tenant_id, receivable_id) d
   where r.tenant_id = d.tenant_id and r.id = d.receivable_id;
  update receivables_bankline l
     set unallocated = l.unallocated + d.amount, unallocated_minor = l.unallocated_minor + d.minor
    from (select tenant_id, bank_line_id, sum(amount) as amount, sum(base_minor)::bigint as minor
            from added where bank_line_id is not null group by tenant_id, bank_line_id) d
   where l.tenant_id = d.tenant_id and l.id = d.bank_line_id;
  return null;
end $$;
create trigger receivables_entries_added after insert on receivables_ledgerentry
  referencing new table as added for each statement execute function receivables_add_entries();
"""
KEEP = """
create function receivables_keep_balance() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception 'a balance of % is written by its ledger entries alone', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger receivables_balance_kept before update on receivables_receivable for each row
  when (old.balance is distinct from new.balance or old.balance_minor is distinct from new.balance_minor)
  execute function receivables_keep_balance();
create trigger receivables_balance_starts before insert on receivables_receivable for each row
  when (new.balance <> 0 or new.balance_minor <> 0) execute function receivables_keep_balance();
create trigger receivables_rest_kept before update on receivables_bankline for each row
  when (old.unallocated is distinct from new.unallocated or old.unallocated_minor is distinct from new.unallocated_minor)
  execute function receivables_keep_balance();
create trigger receivables_rest_starts before insert on receivables_bankline for each row
  when (new.unallocated <> 0 or new.unallocated_minor <> 0) execute function receivables_keep_balance();
"""
DROP = """
drop trigger receivables_entries_added on receivables_ledgerentry;
drop trigger receivables_balance_kept on receivables_receivable;
drop trigger receivables_balance_starts on receivables_receivable;
drop trigger receivables_rest_kept on receivables_bankline;
drop trigger receivables_rest_starts on receivables_bankline;
drop function receivables_add_entries();
drop function receivables_keep_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0001_initial")]

    operations = [migrations.RunSQL(ADD + KEEP, DROP)]
