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
        ("receivables", "0023_books_handed_over"),
        ("tenancy", "0008_handover"),
        ("tenancy", "__first__"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dunninglevel",
            name="dunning_level_once",
        ),
        migrations.CreateModel(
            name="DunningProcedure",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=10, verbose_name="asked in this order"),
                ),
                (
                    "is_default",
                    models.BooleanField(default=False, editable=False, verbose_name="for all others"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A: pays on time"),
                            ("B", "B: up to 30 days late"),
                            ("C", "C: later, or breaks its word"),
                        ],
                        default="",
                        max_length=1,
                        verbose_name="payment rating",
                    ),
                ),
                (
                    "amount_from",
                    core.fields.AmountField(
                        decimal_places=3,
                        default=Decimal("0"),
                        max_digits=20,
                        verbose_name="from this overdue amount on",
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
                    "group",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customergroup",
                        verbose_name="parent group",
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
                "verbose_name": "dunning procedure",
                "verbose_name_plural": "dunning procedures",
                "ordering": ["is_default", "position", "name"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "created_at", "id"], name="procedure_created")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "name"), name="dunning_procedure_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("tenant",),
                        name="one_default_procedure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DunningChoice",
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
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                        related_name="dunning_choices",
                        to="customers.customer",
                    ),
                ),
                (
                    "receivable",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_choices",
                        to="receivables.receivable",
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
                    "procedure",
                    core.fields.Ref(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="receivables.dunningprocedure",
                        verbose_name="dunning procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice of a dunning procedure",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant", "procedure"], name="choice_of_procedure")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("customer__isnull", False)),
                        fields=("tenant", "customer"),
                        name="choice_once_per_customer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("receivable__isnull", False)),
                        fields=("tenant", "receivable"),
                        name="choice_once_per_receivable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer__isnull", False), ("receivable__isnull", True)),
                            models.Q(("customer__isnull", True), ("receivable__isnull", False)),
                            _connector="OR",
                        ),
                        name="choice_for_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DunningBlock",
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
                ("from_on", models.DateField(editable=False, verbose_name="from")),
                ("until", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("lifted_on", models.DateField(editable=False, null=True, verbose_name="lifted on")),
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
                        related_name="dunning_blocks",
                        to="customers.customer",
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
                    "receivable",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_blocks",
                        to="receivables.receivable",
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
                "verbose_name": "dunning block",
                "verbose_name_plural": "dunning blocks",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "receivable"], name="block_of_receivable"),
                    models.Index(fields=["tenant", "customer"], name="block_of_customer"),
                    models.Index(
                        condition=models.Q(("lifted_on", None)),
                        fields=["tenant", "until"],
                        name="block_until",
                    ),
                    models.Index(fields=["tenant", "created_at", "id"], name="block_created"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer__isnull", False), ("receivable__isnull", True)),
                            models.Q(("customer__isnull", True), ("receivable__isnull", False)),
                            _connector="OR",
                        ),
                        name="block_for_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalRequest",
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
                        choices=[("review", "Legal review"), ("action", "Legal action")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("days_overdue", models.PositiveIntegerField(default=0, verbose_name="days overdue")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("key", models.CharField(editable=False, max_length=80)),
                (
                    "decided_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="decided on"),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="proposed",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                (
                    "case",
                    core.fields.Ref(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="receivables.legalcase",
                        verbose_name="legal case",
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
                        related_name="legal_requests",
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
                        related_name="legal_requests",
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
                "verbose_name": "legal request",
                "verbose_name_plural": "legal requests",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "customer", "state"], name="request_of_customer"),
                    models.Index(fields=["tenant", "receivable"], name="request_of_receivable"),
                    models.Index(fields=["tenant", "asked_on", "id"], name="request_asked"),
                    models.Index(fields=["tenant", "created_at", "id"], name="request_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "kind", "key"), name="request_once_per_step"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("tenant", "customer", "kind"),
                        name="one_open_request_of_a_kind",
                    ),
                ],
            },
            bases=(core.fields.ReadAnew, models.Model),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="amount_from",
            field=core.fields.AmountField(
                decimal_places=3, default=Decimal("0"), max_digits=20, verbose_name="from this open amount on"
            ),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="checks_insurance",
            field=models.BooleanField(default=False, verbose_name="insurer's loss report is checked"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="confirms",
            field=models.BooleanField(default=False, verbose_name="confirmation letter is made"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="freezes",
            field=models.BooleanField(default=False, verbose_name="the customer is frozen"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="holds",
            field=models.BooleanField(default=False, verbose_name="shipments are held"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="legal_review",
            field=models.BooleanField(default=False, verbose_name="legal review is opened"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="letter",
            field=models.CharField(
                blank=True,
                choices=[
                    ("friendly", "Friendly reminder"),
                    ("second", "Second reminder"),
                    ("final", "Final reminder"),
                ],
                default="",
                max_length=10,
                verbose_name="letter to the customer",
            ),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="needs_cause",
            field=models.BooleanField(default=False, verbose_name="cause analysis is required"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="proposes_blacklist",
            field=models.BooleanField(default=False, verbose_name="blacklisting is proposed"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="proposes_legal",
            field=models.BooleanField(default=False, verbose_name="legal action is proposed"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="proposes_provision",
            field=models.BooleanField(default=False, verbose_name="specific provision is proposed"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="todo_for",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="to-do for"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="told",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="who is told"),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="by",
            field=core.fields.Ref(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="how",
            field=models.CharField(
                choices=[("auto", "By itself"), ("manual", "By hand"), ("skipped", "Skipped")],
                default="auto",
                max_length=8,
                verbose_name="how it came",
            ),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="paused",
            field=core.fields.AmountField(
                decimal_places=5, default=Decimal("0"), max_digits=23, verbose_name="paused amount"
            ),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="pauses",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="procedure",
            field=core.fields.Ref(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="levels",
                to="receivables.dunningprocedure",
                verbose_name="dunning procedure",
            ),
        ),
        migrations.AddField(
            model_name="dunningstep",
            name="procedure",
            field=core.fields.Ref(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="receivables.dunningprocedure",
                verbose_name="dunning procedure",
            ),
        ),
    ]
