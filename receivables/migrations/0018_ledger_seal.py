"""Seals of the ledger, one over what each day wrote."""

import django.db.models.deletion
from django.db import migrations, models

import core.dates
import core.models.base
import core.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0017_taken_over"),
        ("tenancy", "0008_handover"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerSeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("after_position", models.BigIntegerField()),
                ("to_position", models.BigIntegerField()),
                ("entries", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, default="", max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(default=core.dates.moment)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=core.tenancy.current_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "number"), name="ledger_seal_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("to_position__gt", models.F("after_position"))),
                        name="ledger_seal_goes_on",
                    ),
                ],
            },
        ),
    ]
