import django.db.models.deletion
from django.db import migrations

import core.fields


class Migration(migrations.Migration):
    dependencies = [("receivables", "0013_claims_taken_along")]

    operations = [
        migrations.AlterField(
            model_name="legalcase",
            name="customer",
            field=core.fields.Ref(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="legal_cases",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
        migrations.RemoveField(model_name="legalcase", name="receivable"),
    ]
