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
        ("receivables", "0011_invoice_lines_add_up"),
        ("tenancy", "0008_handover"),
        ("tenancy", "__first__"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="dispute",
            options={
                "base_manager_name": "objects",
                "verbose_name": "dispute",
                "verbose_name_plural": "disputes",
            },
        ),
        migrations.AlterModelOptions(
            name="legalcase",
            options={
                "base_manager_name": "objects",
                "verbose_name": "legal case",
                "verbose_name_plural": "legal cases",
            },
        ),
        migrations.RemoveConstraint(
            model_name="legalcase",
            name="one_open_legal_case",
        ),
        migrations.RemoveIndex(
            model_name="legalcase",
            name="legal_case_of_receivable",
        ),
        migrations.CreateModel(
            name="LateCause",
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
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("delivery", "Late or missing delivery"),
                            ("quality", "Quality dispute"),
                            ("paper_error", "Invoice or paper error"),
                            ("contract_dispute", "Contract dispute"),
                            ("cash_shortage", "Cash shortage"),
                            ("internal_process", "Slow internal process"),
                            ("unwilling", "Unwilling to pay"),
                            ("insolvent", "Insolvent"),
                            ("bank", "Bank"),
                        ],
                        max_length=18,
                        verbose_name="cause",
                    ),
                ),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="amount"
                    ),
                ),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3)),
                ("amount_minor", models.BigIntegerField(default=0, editable=False)),
                ("found_on", models.DateField(verbose_name="found on")),
                ("evidence", models.TextField(blank=True, default="", verbose_name="evidence")),
                (
                    "reviewed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="reviewed on"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stated", "To review"),
                            ("confirmed", "Confirmed"),
                            ("returned", "Sent back"),
                            ("dropped", "Dropped"),
                        ],
                        default="stated",
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
                    "receivable",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="causes",
                        to="receivables.receivable",
                        verbose_name="receivable",
                    ),
                ),
                (
                    "reviewed_by",
                    core.fields.Ref(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "overdue cause",
                "verbose_name_plural": "overdue causes",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "receivable", "state"], name="cause_of_receivable"),
                    models.Index(fields=["tenant", "state", "code"], name="cause_by_code"),
                    models.Index(fields=["tenant", "found_on", "id"], name="cause_found"),
                    models.Index(fields=["tenant", "created_at", "id"], name="cause_created"),
                    models.Index(fields=["tenant", "amount_minor", "id"], name="cause_amount"),
                    models.Index(fields=["tenant", "owner", "state"], name="cause_owner"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="cause_above_zero")
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.CreateModel(
            name="CorrectiveAction",
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
                ("text", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("role", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("opened_on", models.DateField(editable=False, verbose_name="opened on")),
                ("due_on", models.DateField(verbose_name="due date")),
                (
                    "evidence",
                    models.TextField(blank=True, default="", editable=False, verbose_name="evidence"),
                ),
                ("done_on", models.DateField(blank=True, editable=False, null=True, verbose_name="done on")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
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
                    "receivable",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrective_actions",
                        to="receivables.receivable",
                        verbose_name="receivable",
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
                (
                    "cause",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="receivables.latecause",
                        verbose_name="cause",
                    ),
                ),
            ],
            options={
                "verbose_name": "corrective action",
                "verbose_name_plural": "corrective actions",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "receivable", "state"], name="action_of_receivable"),
                    models.Index(fields=["tenant", "cause"], name="action_of_cause"),
                    models.Index(fields=["tenant", "state", "due_on"], name="action_due"),
                    models.Index(fields=["tenant", "due_on", "id"], name="action_day"),
                    models.Index(fields=["tenant", "created_at", "id"], name="action_created"),
                    models.Index(fields=["tenant", "owner", "state"], name="action_owner"),
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.CreateModel(
            name="CaseCost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("court", "Court fee"),
                            ("lawyer", "Lawyer"),
                            ("expert", "Expert opinion"),
                            ("other", "Other cost"),
                        ],
                        max_length=8,
                        verbose_name="kind of cost",
                    ),
                ),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="amount"
                    ),
                ),
                ("spent_on", models.DateField(verbose_name="spent on")),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
                (
                    "by",
                    core.fields.Ref(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="receivables.legalcase",
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
                "verbose_name": "cost of a legal case",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "case"], name="case_cost_of_case")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="case_cost_above_zero")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="amount"
                    ),
                ),
                ("added_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "case",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="receivables.legalcase",
                    ),
                ),
                (
                    "receivable",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_items",
                        to="receivables.receivable",
                        verbose_name="receivable",
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
                "verbose_name": "item of a legal case",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "case"], name="case_item_of_case"),
                    models.Index(fields=["tenant", "receivable"], name="case_item_of_receivable"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on", None)),
                        fields=("tenant", "receivable"),
                        name="one_open_legal_case",
                    ),
                    models.UniqueConstraint(fields=("tenant", "case", "receivable"), name="case_item_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="dispute",
            name="accepted",
            field=core.fields.AmountField(
                decimal_places=5,
                default=Decimal("0"),
                editable=False,
                max_digits=23,
                verbose_name="accepted amount",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="amount_minor",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="dispute",
            name="category",
            field=models.CharField(
                choices=[
                    ("delivery", "Late or missing goods"),
                    ("quality", "Quality"),
                    ("price", "Price"),
                    ("paper", "Invoice or paper"),
                    ("acceptance", "Acceptance not signed"),
                    ("contract", "Contract terms"),
                    ("other", "Other"),
                ],
                default="other",
                max_length=12,
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="department",
            field=core.fields.Ref(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="to be resolved by"),
        ),
        migrations.AddField(
            model_name="dispute",
            name="number",
            field=models.CharField(blank=True, default="", max_length=32, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="dispute",
            name="owner",
            field=core.fields.Ref(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="pending_gate",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=12, verbose_name="waiting at gate"
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("in_review", "In review"),
                    ("accepted", "Accepted"),
                    ("partly", "Accepted in part"),
                    ("rejected", "Rejected"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="open",
                max_length=24,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="state_since",
            field=models.DateTimeField(default=core.dates.moment, editable=False),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="amount_minor",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="awarded",
            field=core.fields.AmountField(
                blank=True,
                decimal_places=5,
                default=Decimal("0"),
                max_digits=23,
                null=True,
                verbose_name="awarded amount",
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="court",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="court"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="customer",
            field=core.fields.Ref(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="legal_cases",
                to="customers.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="department",
            field=core.fields.Ref(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="docket",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="docket number"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="enforced_on",
            field=models.DateField(blank=True, null=True, verbose_name="enforcement since"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="filed_on",
            field=models.DateField(blank=True, null=True, verbose_name="filed on"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="judged_on",
            field=models.DateField(blank=True, null=True, verbose_name="judged on"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="letter_on",
            field=models.DateField(blank=True, null=True, verbose_name="letter sent on"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="mediated_on",
            field=models.DateField(blank=True, null=True, verbose_name="mediation since"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="number",
            field=models.CharField(blank=True, default="", max_length=32, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("paid", "Paid"),
                    ("settled", "Settled out of court"),
                    ("dropped", "Dropped"),
                    ("uncollectible", "Nothing to collect"),
                ],
                default="",
                editable=False,
                max_length=14,
                verbose_name="outcome",
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="owner",
            field=core.fields.Ref(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="pending_gate",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=12, verbose_name="waiting at gate"
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="state",
            field=models.CharField(
                choices=[
                    ("letter", "Lawyer's letter"),
                    ("mediation", "Mediation"),
                    ("suit", "Suit"),
                    ("judgment", "Judgment"),
                    ("enforcement", "Enforcement"),
                    ("closed", "Closed"),
                ],
                default="letter",
                max_length=24,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="legalcase",
            name="state_since",
            field=models.DateTimeField(default=core.dates.moment, editable=False),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="amount",
            field=core.fields.AmountField(
                decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="disputed amount"
            ),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="opened_on",
            field=models.DateField(verbose_name="opened on"),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="resolution",
            field=models.TextField(blank=True, default="", verbose_name="resolution"),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="resolved_on",
            field=models.DateField(blank=True, null=True, verbose_name="resolved on"),
        ),
        migrations.AlterField(
            model_name="legalcase",
            name="amount",
            field=core.fields.AmountField(
                decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="claimed amount"
            ),
        ),
        migrations.AlterField(
            model_name="legalcase",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="closed on"),
        ),
        migrations.AlterField(
            model_name="legalcase",
            name="opened_on",
            field=models.DateField(verbose_name="opened on"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["tenant", "state", "due_on"], name="dispute_due"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["tenant", "opened_on", "id"], name="dispute_opened"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["tenant", "created_at", "id"], name="dispute_created"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["tenant", "amount_minor", "id"], name="dispute_amount"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["tenant", "owner", "state"], name="dispute_owner"),
        ),
        migrations.AddIndex(
            model_name="legalcase",
            index=models.Index(fields=["tenant", "customer", "state"], name="legal_case_of_customer"),
        ),
        migrations.AddIndex(
            model_name="legalcase",
            index=models.Index(fields=["tenant", "opened_on", "id"], name="legal_case_opened"),
        ),
        migrations.AddIndex(
            model_name="legalcase",
            index=models.Index(fields=["tenant", "created_at", "id"], name="legal_case_created"),
        ),
        migrations.AddIndex(
            model_name="legalcase",
            index=models.Index(fields=["tenant", "amount_minor", "id"], name="legal_case_amount"),
        ),
        migrations.AddIndex(
            model_name="legalcase",
            index=models.Index(fields=["tenant", "owner", "state"], name="legal_case_owner"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted__gte", 0), ("accepted__lte", models.F("amount"))),
                name="dispute_accepted_in_amount",
            ),
        ),
    ]
