"""What the ledger tells apart: kinds of entries, differences, sources of money, months, the order of writing."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.dates
import core.fields
import core.models.base
import core.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_account_plans"),
        ("receivables", "0005_found_by_matching"),
        ("tenancy", "0008_handover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountingMonth",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=core.dates.moment, editable=False, verbose_name="created"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=core.dates.moment, editable=False, verbose_name="updated"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(blank=True, default="", max_length=32, verbose_name="number")),
                (
                    "pending_gate",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=12, verbose_name="waiting at gate"
                    ),
                ),
                ("state_since", models.DateTimeField(default=core.dates.moment, editable=False)),
                ("month", models.DateField(verbose_name="month")),
                ("reason", models.TextField(blank=True, default="", editable=False, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                (
                    "created_by",
                    core.fields.Ref(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "owner",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
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
                "verbose_name": "accounting month",
                "abstract": False,
                "base_manager_name": "objects",
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.AddField(
            model_name="allocation",
            name="difference",
            field=core.fields.AmountField(
                decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="difference"
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="difference_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("fee", "Bank fee"),
                    ("discount", "Early-payment discount"),
                    ("rounding", "Rounding"),
                    ("write_off", "Write-off"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="taken",
            field=core.fields.AmountField(decimal_places=5, default=None, max_digits=23, null=True),
        ),
        migrations.AddField(
            model_name="allocation",
            name="taken_currency",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="bankline",
            name="source",
            field=models.CharField(
                choices=[
                    ("bank", "Bank statement"),
                    ("cash", "Cash"),
                    ("bill", "Bill of exchange"),
                    ("taken_over", "Taken over"),
                ],
                default="bank",
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="happened_on",
            field=models.DateField(null=True, verbose_name="true day"),
        ),
        # Given by the database, in the order in which it takes entries in.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "alter table receivables_ledgerentry add position bigint generated by default as identity",
                    "alter table receivables_ledgerentry drop position",
                )
            ],
            state_operations=[
                migrations.AddField(
                    model_name="ledgerentry",
                    name="position",
                    field=models.BigIntegerField(db_default=0, editable=False),
                )
            ],
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="step",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="receivable",
            name="discount_percent",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="early-payment discount"
            ),
        ),
        migrations.AddField(
            model_name="receivable",
            name="discount_until",
            field=models.DateField(blank=True, null=True, verbose_name="discount until"),
        ),
        migrations.AddField(
            model_name="receivable",
            name="rescheduled_from",
            field=core.fields.Ref(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="receivables.receivable",
            ),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="account",
            field=core.fields.Ref(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="receivables.bankaccount",
                verbose_name="bank account",
            ),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="digest",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="line",
            field=models.PositiveIntegerField(default=0, verbose_name="line"),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="part",
            field=core.fields.Ref(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="receivables.statementpart",
            ),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="statement",
            field=core.fields.Ref(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_lines",
                to="receivables.bankstatement",
                verbose_name="bank statement",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "Receivable opened"),
                    ("received", "Money received"),
                    ("allocated", "Allocation"),
                    ("exchange", "Currency difference"),
                    ("fee", "Bank fee"),
                    ("discount", "Early-payment discount"),
                    ("discount_tax", "Tax correction of the discount"),
                    ("rounding", "Rounding"),
                    ("written_off", "Write-off"),
                    ("recovered", "Recovered write-off"),
                    ("credited", "Credit note"),
                    ("rescheduled", "Rescheduled"),
                    ("insured", "Paid by the insurer"),
                    ("bill", "Bill of exchange paid"),
                    ("cancelled", "Cancelled"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                condition=models.Q(("step__isnull", False)), fields=["tenant", "step"], name="entry_of_step"
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["tenant", "position"], name="entry_position"),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["tenant", "counts_on"], name="entry_counts_on"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "bank"), _negated=True),
                    models.Q(
                        ("account__isnull", False), ("part__isnull", False), ("statement__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="bank_line_of_statement",
            ),
        ),
        migrations.AddIndex(
            model_name="accountingmonth",
            index=models.Index(fields=["tenant", "created_at", "id"], name="accounting_month_created"),
        ),
        migrations.AddConstraint(
            model_name="accountingmonth",
            constraint=models.UniqueConstraint(fields=("tenant", "month"), name="accounting_month_once"),
        ),
        migrations.AddConstraint(
            model_name="accountingmonth",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="accounting_month_first_day"
            ),
        ),
    ]
