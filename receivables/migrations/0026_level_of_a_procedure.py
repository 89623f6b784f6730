import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("receivables", "0025_ladder_is_a_procedure")]

    operations = [
        migrations.AlterField(
            model_name="dunninglevel",
            name="procedure",
            field=core.fields.Ref(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="levels",
                to="receivables.dunningprocedure",
                verbose_name="dunning procedure",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunninglevel",
            constraint=models.UniqueConstraint(
                fields=["tenant", "procedure", "level"], name="dunning_level_once"
            ),
        ),
    ]
