"""The ladder that a company had becomes its default procedure; its levels say what they do."""

from django.db import migrations

FILL = """
do $$
declare
  one uuid;
  made uuid;
  hold_at int;
  freeze_at int;
begin
  for one in select id from tenancy_tenant loop
    perform set_config('app.tenant_id', one::text, true);
    if exists (select from receivables_dunninglevel where procedure_id is null) then
      made := uuidv7();
      insert into receivables_dunningprocedure (id, tenant_id, created_at, updated_at, version, name, position, is_default,
                                                is_active, rating, amount_from)
      values (made, one, now(), now(), 1, '标准催收流程', 99, true, true, '', 0);
      select coalesce((select (value #>> '{}')::int from tenancy_setting where key = 'receivables.hold_level'), 4) into hold_at;
      select coalesce((select (value #>> '{}')::int from tenancy_setting where key = 'receivables.freeze_level'), 5)
        into freeze_at;
      update receivables_dunninglevel set procedure_id = made,
        letter = case level when 1 then 'friendly' when 2 then 'second' else '' end,
        todo_for = case level when 1 then 'owner' when 3 then 'owner' when 4 then 'credit' when 5 then 'legal'
                              when 6 then 'legal' else '' end,
        told = case level when 2 then 'manager' when 3 then 'finance' when 4 then 'finance' when 5 then 'credit'
                          when 6 then 'executive' else '' end,
        needs_cause = level = 3, confirms = level = 4, checks_insurance = level = 4, legal_review = level = 5,
        holds = level = hold_at, freezes = level = freeze_at,
        proposes_legal = level = 6, proposes_blacklist = level = 6, proposes_provision = level = 6;
      delete from tenancy_setting where key in ('receivables.hold_level', 'receivables.freeze_level');
    end if;
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0024_dunning_procedures")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
