"""Why a passed request could not be carried out is kept in each language; what was kept in one is shown to all."""

from django.db import migrations, models

SAY_IN_BOTH = """
alter table approvals_approval no force row level security;
update approvals_approval
   set blockers_by_language = case blockers_by_language when '[]' then '{}'::jsonb
       else jsonb_build_object('zh-hans', blockers_by_language, 'en', blockers_by_language) end
 where jsonb_typeof(blockers_by_language) = 'array';
alter table approvals_approval force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_checks_by_language")]

    operations = [
        migrations.RenameField("approval", "blockers", "blockers_by_language"),
        migrations.AlterField("approval", "blockers_by_language", models.JSONField(default=dict)),
        migrations.RunSQL(SAY_IN_BOTH, migrations.RunSQL.noop),
    ]
