"""The grams lose their key to the tenant: each was checked at commit, some fifty for one new record."""

import django.db.models.deletion
from django.db import migrations, models

import core.tenancy


class Migration(migrations.Migration):
    dependencies = [("core", "0003_history_of_table"), ("tenancy", "0001_initial")]

    operations = [
        migrations.AlterField(
            "searchgram",
            "tenant",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                default=core.tenancy.current_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tenancy.tenant",
            ),
        )
    ]
