"""Influence lines between the contacts of a customer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields
import core.models.base
import core.tenancy


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("tenancy", "0003_single_keys")]

    operations = [
        migrations.CreateModel(
            name="InfluenceLine",
            fields=[
                ("id", models.UUIDField(default=core.models.base.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=core.dates.moment, editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(default=core.dates.moment, editable=False, verbose_name="updated")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False, default=core.tenancy.current_tenant_id, editable=False,
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenancy.tenant",
                    ),
                ),
                (
                    "created_by",
                    core.fields.Ref(
                        blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    core.fields.Ref(
                        editable=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="influence_lines", to="customers.customer", verbose_name="customer",
                    ),
                ),
                (
                    "source",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT, related_name="influences",
                        to="customers.contact", verbose_name="who influences",
                    ),
                ),
                (
                    "target",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT, related_name="influenced_by",
                        to="customers.contact", verbose_name="who listens",
                    ),
                ),
            ],
            options={
                "verbose_name": "influence line",
                "verbose_name_plural": "influence lines",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "customer", "id"], name="influence_customer"),
                    models.Index(fields=["tenant", "target"], name="influence_target"),
                    models.Index(fields=["tenant", "created_at", "id"], name="influence_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "source", "target"), name="influence_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="influence_on_another",
                    ),
                ],
            },
        ),
    ]  # fmt: skip
