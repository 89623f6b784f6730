"""Lines of a provision run are written while it is a draft; afterwards nobody changes them, whoever writes."""

from django.db import migrations

KEEP = """
create function receivables_keep_provision_line() returns trigger language plpgsql as $$
declare line record := case when tg_op = 'DELETE' then old else new end;
begin
  if tg_op = 'UPDATE' and new.customer_id is distinct from old.customer_id
     and to_jsonb(new) - 'customer_id' = to_jsonb(old) - 'customer_id' then
    return new;  -- customers are merged with everything they own
  end if;
  if exists (select from receivables_provisionrun r
             where r.tenant_id = line.tenant_id and r.id = line.run_id and r.state <> 'draft') then
    raise exception 'the lines of a provision run that was decided on are never changed'
      using errcode = 'restrict_violation';
  end if;
  return line;
end $$;
create trigger receivables_provision_line_kept before update or delete on receivables_provisionline
  for each row execute function receivables_keep_provision_line();
create trigger receivables_provision_line_starts after insert on receivables_provisionline
  referencing new table as added for each statement execute function receivables_begin_provision_lines();
"""
BEGIN = """
create function receivables_begin_provision_lines() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct tenant_id, run_id from added) a
             join receivables_provisionrun r on r.tenant_id = a.tenant_id and r.id = a.run_id
             where r.state <> 'draft') then
    raise exception 'the lines of a provision run that was decided on are never changed'
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
"""
DROP = """
drop trigger receivables_provision_line_starts on receivables_provisionline;
drop trigger receivables_provision_line_kept on receivables_provisionline;
drop function receivables_keep_provision_line();
drop function receivables_begin_provision_lines();
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0008_provision")]

    operations = [migrations.RunSQL(BEGIN + KEEP, DROP)]
