"""Finance of companies from before may agree new due dates and close months, as it may in new ones."""

from django.db import migrations

RIGHTS = """'["receivable_reschedule", "books_close"]'::jsonb"""
GRANT = f"""
do $$
declare
  one uuid;
begin
  for one in select id from tenancy_tenant loop
    perform set_config('app.tenant_id', one::text, true);
    update tenancy_role set rights = rights || {RIGHTS}
     where tenant_id = one and code = 'finance' and is_built_in and not rights @> {RIGHTS};
    update tenancy_membership set rights = rights || {RIGHTS}
     where tenant_id = one and roles @> '["finance"]'::jsonb and not rights @> {RIGHTS};
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0008_handover")]

    operations = [migrations.RunSQL(GRANT, migrations.RunSQL.noop)]
