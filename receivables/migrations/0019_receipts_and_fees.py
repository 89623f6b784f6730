"""Receipts beside the bank (cash, bills of exchange), and dunning fees charged once."""

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
        ("receivables", "0018_ledger_seal"),
        ("tenancy", "0008_handover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DunningFee",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cycle", models.PositiveIntegerField()),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="amount"
                    ),
                ),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3)),
                ("charged_on", models.DateField()),
                (
                    "fee",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee_for",
                        to="receivables.receivable",
                    ),
                ),
                (
                    "receivable",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_fees",
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
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "receivable", "cycle", "level"), name="dunning_fee_once_per_level"
                    ),
                    models.UniqueConstraint(fields=("tenant", "fee"), name="dunning_fee_of_receivable"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("bank_bill", "Bank acceptance bill"),
                            ("commercial_bill", "Commercial acceptance bill"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="amount"
                    ),
                ),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3, verbose_name="currency")),
                ("amount_minor", models.BigIntegerField(default=0, editable=False)),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "bill_number",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="bill number"),
                ),
                ("drawer", models.CharField(blank=True, default="", max_length=200, verbose_name="drawer")),
                (
                    "acceptor",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="acceptor"),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due date")),
                ("due_sort", models.DateField(default="9999-12-31", editable=False)),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                (
                    "passed_to",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="endorsed to or discounted by"
                    ),
                ),
                (
                    "passed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="passed on"),
                ),
                (
                    "proceeds",
                    core.fields.AmountField(
                        decimal_places=5,
                        default=None,
                        editable=False,
                        max_digits=23,
                        null=True,
                        verbose_name="proceeds",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
                ),
                ("reason", models.TextField(blank=True, default="", editable=False, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("endorsed", "Endorsed"),
                            ("discounted", "Discounted"),
                            ("collected", "Collected"),
                            ("dishonoured", "Dishonoured"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="received",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                (
                    "bank_line",
                    core.fields.Ref(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collected",
                        to="receivables.bankline",
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
                    "customer",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="customers.customer",
                        verbose_name="customer",
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
                    "line",
                    core.fields.Ref(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="receivables.bankline",
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
                "verbose_name": "receipt",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "state", "due_on"], name="receipt_due"),
                    models.Index(fields=["tenant", "customer", "state"], name="receipt_of_customer"),
                    models.Index(fields=["tenant", "created_at", "id"], name="receipt_created"),
                    models.Index(fields=["tenant", "received_on", "id"], name="receipt_received"),
                    models.Index(fields=["tenant", "due_sort", "id"], name="receipt_due_sort"),
                    models.Index(fields=["tenant", "amount_minor", "id"], name="receipt_amount"),
                    models.Index(fields=["tenant", "line"], name="receipt_of_line"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="receipt_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "cash"),
                            models.Q(models.Q(("bill_number", ""), _negated=True), ("due_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="receipt_bill_has_number",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("bill_number", ""), _negated=True),
                            models.Q(("state", "cancelled"), _negated=True),
                        ),
                        fields=("tenant", "bill_number"),
                        name="receipt_bill_once",
                    ),
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
    ]
