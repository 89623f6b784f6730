"""A held statement file may be discarded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0030_provision_taken_back_in_the_books"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bankstatement",
            name="state",
            field=models.CharField(
                choices=[("imported", "Imported"), ("held", "Held"), ("discarded", "Discarded")],
                default="imported",
                max_length=24,
                verbose_name="state",
            ),
        ),
    ]
