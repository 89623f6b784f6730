"""Sums of the ledger up to a day are read from an index that holds what they sum."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receivables", "0021_forecast_snapshots")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                fields=["tenant", "counts_on"],
                include=["base_minor", "receivable"],
                condition=models.Q(receivable__isnull=False),
                name="entry_sums_to_day",
            ),
        ),
    ]
