from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields
import core.models.base
import core.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_fact_sources"),
        ("tenancy", "0003_single_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="customer",
            options={
                "base_manager_name": "everyone",
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
            },
        ),
        migrations.AlterModelManagers(
            name="customer",
            managers=[("objects", models.Manager()), ("everyone", models.Manager())],
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=core.fields.Ref(
                blank=True,
                editable=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="merged",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="customer",
            name="state",
            field=models.CharField(
                choices=[
                    ("prospect", "Prospect"),
                    ("admitted", "Admitted"),
                    ("conditional", "Conditional"),
                    ("rejected", "Rejected"),
                    ("merged", "Merged"),
                ],
                default="prospect",
                max_length=24,
                verbose_name="admission",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["tenant", "merged_into"],
                name="customer_merged_into",
            ),
        ),
        migrations.RemoveConstraint(model_name="customer", name="customer_unified_code"),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("unified_code", ""), _negated=True), ("merged_into__isnull", True)
                ),
                fields=("tenant", "unified_code"),
                name="customer_unified_code",
            ),
        ),
        migrations.CreateModel(
            name="CustomerMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("values", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=dict)),
                ("stayed", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=core.dates.moment)),
                (
                    "by",
                    core.fields.Ref(
                        null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "merged",
                    core.fields.Ref(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="merged customer",
                    ),
                ),
                (
                    "survivor",
                    core.fields.Ref(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=core.tenancy.current_tenant_id,
                        editable=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of customers",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "survivor", "-at"], name="merge_of_survivor")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "merged"), name="customer_merged_once")
                ],
            },
        ),
    ]
