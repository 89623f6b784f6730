"""Evidence is kept in each language; what was frozen in the asker's alone is shown to readers of both."""

from django.db import migrations, models

SAY_IN_BOTH = """
alter table approvals_approval no force row level security;
update approvals_approval
   set checks_by_language = jsonb_build_object('zh-hans', checks_by_language, 'en', checks_by_language)
 where jsonb_typeof(checks_by_language) = 'array';
alter table approvals_approval force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [
        migrations.RenameField("approval", "checks", "checks_by_language"),
        migrations.AlterField("approval", "checks_by_language", models.JSONField(default=dict)),
        migrations.RunSQL(SAY_IN_BOTH, migrations.RunSQL.noop),
    ]
