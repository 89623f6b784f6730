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
        ("tenancy", "0008_handover"),
        ("tenancy", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditAllocation",
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
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=3, default=Decimal("0"), max_digits=20, verbose_name="amount"
                    ),
                ),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3)),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_allocations",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "group",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_allocations",
                        to="customers.customergroup",
                        verbose_name="parent group",
                    ),
                ),
                (
                    "plan",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allocations",
                        to="customers.creditplan",
                        verbose_name="credit plan",
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
                "verbose_name": "part of a credit plan",
                "verbose_name_plural": "parts of credit plans",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer__isnull", False), ("group__isnull", True)),
                            models.Q(("customer__isnull", True), ("group__isnull", False)),
                            _connector="OR",
                        ),
                        name="allocation_of_one_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="allocation_of_plan_above_zero"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("customer__isnull", False)),
                        fields=("tenant", "plan", "customer"),
                        name="plan_allocation_per_customer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("group__isnull", False)),
                        fields=("tenant", "plan", "group"),
                        name="plan_allocation_per_group",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditCase",
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
                ("deal_id", models.UUIDField(editable=False, null=True)),
                ("record_type", models.CharField(editable=False, max_length=60)),
                ("record_id", models.UUIDField(editable=False)),
                ("record_name", models.CharField(editable=False, max_length=160, verbose_name="held back")),
                (
                    "at_point",
                    models.CharField(
                        choices=[
                            ("contract", "Contract"),
                            ("release", "Order release"),
                            ("shipment", "Shipment"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="check point",
                    ),
                ),
                ("reasons", models.JSONField(default=list, editable=False)),
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=3, default=Decimal("0"), max_digits=20, verbose_name="beyond the limit"
                    ),
                ),
                ("amount_minor", models.BigIntegerField(default=0, editable=False)),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3)),
                (
                    "exposure",
                    core.fields.AmountField(
                        decimal_places=3, default=Decimal("0"), editable=False, max_digits=20
                    ),
                ),
                (
                    "limit",
                    core.fields.AmountField(
                        decimal_places=3, default=None, editable=False, max_digits=20, null=True
                    ),
                ),
                ("lines", models.JSONField(default=list, editable=False)),
                ("note", models.TextField(blank=True, default="", verbose_name="why it can't wait")),
                (
                    "granted",
                    core.fields.AmountField(
                        decimal_places=3,
                        default=None,
                        editable=False,
                        max_digits=20,
                        null=True,
                        verbose_name="released amount",
                    ),
                ),
                ("expires_on", models.DateField(editable=False, null=True, verbose_name="valid until")),
                ("reason", models.TextField(blank=True, default="", editable=False, verbose_name="reason")),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("used_at", models.DateTimeField(editable=False, null=True, verbose_name="used")),
                (
                    "used_amount",
                    core.fields.AmountField(
                        decimal_places=3, default=None, editable=False, max_digits=20, null=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("released", "Released for this once"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                        ],
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
                    "customer",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_cases",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "decided_by",
                    core.fields.Ref(
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
                "verbose_name": "credit case",
                "verbose_name_plural": "credit cases",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "created_at", "id"], name="credit_case_created"),
                    models.Index(fields=["tenant", "state", "created_at"], name="credit_case_state"),
                    models.Index(fields=["tenant", "customer", "state"], name="credit_case_customer"),
                    models.Index(fields=["tenant", "record_id", "at_point"], name="credit_case_record"),
                    models.Index(fields=["tenant", "amount_minor", "id"], name="credit_case_amount"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("tenant", "record_id", "at_point"),
                        name="credit_case_open_once",
                    ),
                    models.UniqueConstraint(fields=("tenant", "number"), name="credit_case_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(("expires_on__isnull", False), ("granted__gt", 0)),
                            _connector="OR",
                        ),
                        name="credit_case_released_with_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_amount__isnull", True),
                            ("used_amount__lte", models.F("granted")),
                            _connector="OR",
                        ),
                        name="credit_case_used_within_release",
                    ),
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.CreateModel(
            name="CreditStandard",
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
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("label", models.CharField(blank=True, default="", max_length=120, verbose_name="name")),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="evidence counts for so many months"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
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
                "verbose_name": "standard of open credit",
                "verbose_name_plural": "standards of open credit",
                "ordering": ["position", "code"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "code"), name="credit_standard_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditEvidence",
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
                ("source", models.CharField(max_length=200, verbose_name="evidence")),
                ("seen_on", models.DateField(verbose_name="seen on")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
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
                        related_name="credit_evidence",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                (
                    "withdrawn_by",
                    core.fields.Ref(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "standard",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="customers.creditstandard",
                        verbose_name="standard of open credit",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence for open credit",
                "verbose_name_plural": "evidence for open credit",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "customer"], name="credit_evidence_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("seen_on")),
                            _connector="OR",
                        ),
                        name="credit_evidence_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditTerms",
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
                (
                    "check_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contract", "Contract"),
                            ("release", "Order release"),
                            ("shipment", "Shipment"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="check point",
                    ),
                ),
                (
                    "tolerance_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="tolerance in percent",
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
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
                        related_name="credit_terms",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit terms",
                "verbose_name_plural": "credit terms",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "created_at", "id"], name="credit_terms_created")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "customer"), name="credit_terms_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tolerance_percent__isnull", True),
                            models.Q(
                                ("tolerance_percent__gte", Decimal("0")),
                                ("tolerance_percent__lte", Decimal("100")),
                            ),
                            _connector="OR",
                        ),
                        name="credit_terms_tolerance",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsurancePolicy",
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
                ("insurer", models.CharField(max_length=120, verbose_name="insurer")),
                ("policy_number", models.CharField(max_length=60, verbose_name="policy number")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "insured_share",
                    models.DecimalField(
                        decimal_places=4, default=Decimal("0.9"), max_digits=5, verbose_name="insured share"
                    ),
                ),
                (
                    "waiting_days",
                    models.PositiveSmallIntegerField(default=60, verbose_name="waiting period in days"),
                ),
                (
                    "report_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="report a possible loss within days after due"
                    ),
                ),
                (
                    "claim_days",
                    models.PositiveSmallIntegerField(default=180, verbose_name="claim within days after due"),
                ),
                (
                    "premium",
                    core.fields.AmountField(
                        decimal_places=3, default=Decimal("0"), max_digits=20, verbose_name="premium"
                    ),
                ),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3)),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in_force", "In force"), ("ended", "Ended")],
                        default="draft",
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
                "verbose_name": "insurance policy",
                "verbose_name_plural": "insurance policies",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "created_at", "id"], name="policy_created"),
                    models.Index(fields=["tenant", "ends_on", "id"], name="policy_ends_on"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "insurer", "policy_number"), name="policy_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="policy_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("insured_share__gt", Decimal("0")), ("insured_share__lte", Decimal("1"))
                        ),
                        name="policy_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claim_days__gte", models.F("report_days")),
                            ("claim_days__gte", models.F("waiting_days")),
                        ),
                        name="policy_deadlines_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("premium__gte", 0)), name="policy_premium"),
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.CreateModel(
            name="InsuredLimit",
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
                (
                    "amount",
                    core.fields.AmountField(
                        decimal_places=3, default=Decimal("0"), max_digits=20, verbose_name="insured limit"
                    ),
                ),
                ("currency", core.fields.CurrencyField(default="CNY", max_length=3)),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "insured_share",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=5, null=True, verbose_name="insured share"
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
                        related_name="insured_limits",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "policy",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limits",
                        to="customers.insurancepolicy",
                        verbose_name="insurance policy",
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
                "verbose_name": "insured limit",
                "verbose_name_plural": "insured limits",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "customer", "ends_on"], name="insured_limit_customer"),
                    models.Index(fields=["tenant", "created_at", "id"], name="insured_limit_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "policy", "customer", "starts_on"), name="insured_limit_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="insured_limit_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="insured_limit_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("insured_share__isnull", True),
                            models.Q(
                                ("insured_share__gt", Decimal("0")), ("insured_share__lte", Decimal("1"))
                            ),
                            _connector="OR",
                        ),
                        name="insured_limit_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("renewed", "Renewed as it is"), ("changed", "Changed"), ("ended", "Ended")],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("at", models.DateTimeField(default=core.dates.moment)),
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
                    "limit",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="customers.creditlimit",
                        verbose_name="credit limit",
                    ),
                ),
                (
                    "successor",
                    core.fields.Ref(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.creditlimit",
                        verbose_name="new limit",
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
                "verbose_name": "review of a credit limit",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "limit", "at"], name="limit_review_of_limit")],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
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
                        choices=[("freeze", "Freeze"), ("blacklist", "Blacklist")],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("cause", models.CharField(blank=True, default="", editable=False, max_length=80)),
                ("told", models.JSONField(default=list, editable=False, verbose_name="who was told")),
                (
                    "imposed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="in force since"),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="review on")),
                ("lifted_at", models.DateTimeField(editable=False, null=True, verbose_name="lifted")),
                (
                    "lift_reason",
                    models.TextField(blank=True, default="", editable=False, verbose_name="why lifted"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("in_force", "In force"),
                            ("lifted", "Lifted"),
                            ("declined", "Not imposed"),
                        ],
                        default="proposed",
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
                    "customer",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
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
                    "imposed_by",
                    core.fields.Ref(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    core.fields.Ref(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "proposed_by",
                    core.fields.Ref(
                        editable=False,
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
                "verbose_name": "freeze or blacklisting",
                "verbose_name_plural": "freezes and blacklistings",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "created_at", "id"], name="restriction_created"),
                    models.Index(fields=["tenant", "customer", "state"], name="restriction_customer"),
                    models.Index(fields=["tenant", "state", "review_on"], name="restriction_review"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "in_force"])),
                        fields=("tenant", "customer", "kind"),
                        name="restriction_one_at_a_time",
                    )
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.AddField(
            model_name="creditlimit",
            name="renews",
            field=core.fields.Ref(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="customers.creditlimit",
                verbose_name="renews",
            ),
        ),
        migrations.AddField(
            model_name="creditplan",
            name="budget",
            field=core.fields.AmountField(
                decimal_places=3, default=Decimal("0"), max_digits=20, verbose_name="sales budget"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget__gte", 0), ("total__gte", 0)), name="credit_plan_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget", 0), ("total__lte", models.F("budget")), _connector="OR"),
                name="credit_plan_within_budget",
            ),
        ),
    ]
