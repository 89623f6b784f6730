"""What was disputed and sued for before: each gets its state, each case its customer and its one item."""

from django.db import migrations

# Row security asks for the tenant; so each is put in force in turn. Run twice it finds nothing more to do.
TAKE_ALONG = """
do $$
declare one uuid;
begin
  for one in select id from tenancy_tenant loop
    perform set_config('app.tenant_id', one::text, true);
    update receivables_dispute set state = 'withdrawn' where resolved_on is not null and state = 'open';
    update receivables_dispute d set owner_id = r.owner_id, department_id = r.department_id,
           amount_minor = case when r.amount = 0 then 0 else round(r.amount_minor * d.amount / r.amount) end
    from receivables_receivable r
    where r.tenant_id = d.tenant_id and r.id = d.receivable_id and d.amount_minor = 0;
    update receivables_legalcase c set customer_id = r.customer_id, letter_on = c.opened_on, owner_id = c.created_by_id,
           number = 'LC-' || extract(year from c.opened_on) || '-0' || substr(replace(c.id::text, '-', ''), 28),
           state = case when c.closed_on is null then 'letter' else 'closed' end,
           amount_minor = case when r.amount = 0 then 0 else round(r.amount_minor * c.amount / r.amount) end
    from receivables_receivable r
    where r.tenant_id = c.tenant_id and r.id = c.receivable_id and c.customer_id is null;
    insert into receivables_caseitem (id, tenant_id, case_id, receivable_id, amount, added_on, closed_on)
    select uuidv7(), c.tenant_id, c.id, c.receivable_id, c.amount, c.opened_on, c.closed_on
    from receivables_legalcase c
    where not exists (select from receivables_caseitem i where i.tenant_id = c.tenant_id and i.case_id = c.id);
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$
"""
TAKE_BACK = """
do $$
declare one uuid;
begin
  for one in select id from tenancy_tenant loop
    perform set_config('app.tenant_id', one::text, true);
    update receivables_legalcase c set receivable_id = i.receivable_id
    from receivables_caseitem i where i.tenant_id = c.tenant_id and i.case_id = c.id;
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("receivables", "0012_claims_as_records")]
    operations = [migrations.RunSQL(TAKE_ALONG, TAKE_BACK)]
