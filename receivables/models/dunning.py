"""Notices before due and steps after it, each recorded once, and the letters that carry them (decision 25)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref
from core.models import Record, TenantModel
from core.models.base import TenantManager
from receivables.claim_states import PaymentRating, ReminderTone, StepOrigin
from receivables.models.receivable import LEDGER

# About a customer as a whole or about one receivable, never both.
FOR_ONE = models.Q(customer__isnull=False, receivable__isnull=True) | models.Q(
    customer__isnull=True, receivable__isnull=False
)


class DunningProcedure(Record):
    """A ladder of the tenant and the customers it is for; the default one is for all whom no other fits."""

    keeps_history = True

    api_name = "dunning-procedures"
    noun = "dunning_procedure"

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("asked in this order"), default=10)
    is_default = models.BooleanField(_("for all others"), default=False, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    group = Ref(
        "customers.CustomerGroup", null=True, blank=True, related_name="+", verbose_name=_("parent group")
    )
    rating = models.CharField(
        _("payment rating"), max_length=1, choices=PaymentRating.choices, blank=True, default=""
    )
    amount_from = AmountField(verbose_name=_("from this overdue amount on"))

    class Meta(Record.Meta):
        verbose_name = _("dunning procedure")
        verbose_name_plural = _("dunning procedures")
        ordering = ["is_default", "position", "name"]
        indexes = [models.Index(fields=["tenant", "created_at", "id"], name="procedure_created")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="dunning_procedure_name"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="one_default_procedure"
            ),
        ]

    def __str__(self):
        return self.name


class DunningLevel(Record):
    """A level of a procedure: from when it is due, and what it does; a row per tenant, changed on the settings page."""

    keeps_history = True

    api_name = "dunning-levels"
    noun = "dunning_level"

    procedure = Ref(
        DunningProcedure, on_delete=models.CASCADE, related_name="levels", verbose_name=_("dunning procedure")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    days = models.PositiveIntegerField(_("days overdue"))
    amount_from = AmountField(verbose_name=_("from this open amount on"))
    is_active = models.BooleanField(_("in use"), default=True)
    letter = models.CharField(
        _("letter to the customer"), max_length=10, choices=ReminderTone.choices, blank=True, default=""
    )
    # Whom it asks and whom it tells: a role's code, "owner" or "manager".
    todo_for = models.CharField(_("to-do for"), max_length=40, blank=True, default="")
    told = models.CharField(_("who is told"), max_length=40, blank=True, default="")
    needs_cause = models.BooleanField(_("cause analysis is required"), default=False)
    confirms = models.BooleanField(_("confirmation letter is made"), default=False)
    checks_insurance = models.BooleanField(_("insurer's loss report is checked"), default=False)
    holds = models.BooleanField(_("shipments are held"), default=False)
    freezes = models.BooleanField(_("the customer is frozen"), default=False)
    legal_review = models.BooleanField(_("legal review is opened"), default=False)
    proposes_legal = models.BooleanField(_("legal action is proposed"), default=False)
    proposes_blacklist = models.BooleanField(_("blacklisting is proposed"), default=False)
    proposes_provision = models.BooleanField(_("specific provision is proposed"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("dunning level")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "procedure", "level"], name="dunning_level_once")
        ]


class DunningChoice(Record):
    """A procedure chosen for one customer or one receivable, whatever else would fit."""

    keeps_history = True

    api_name = "dunning-choices"
    noun = "dunning_choice"

    customer = Ref("customers.Customer", null=True, blank=True, related_name="dunning_choices")
    receivable = Ref("receivables.Receivable", null=True, blank=True, related_name="dunning_choices")
    procedure = Ref(DunningProcedure, related_name="choices", verbose_name=_("dunning procedure"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta(Record.Meta):
        verbose_name = _("choice of a dunning procedure")
        indexes = [models.Index(fields=["tenant", "procedure"], name="choice_of_procedure")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=models.Q(customer__isnull=False),
                name="choice_once_per_customer",
            ),
            models.UniqueConstraint(
                fields=["tenant", "receivable"],
                condition=models.Q(receivable__isnull=False),
                name="choice_once_per_receivable",
            ),
            models.CheckConstraint(condition=FOR_ONE, name="choice_for_one"),
        ]


class DunningBlock(Record):
    """Dunning stopped for a receivable or a whole customer until a day, with its reason; lifted, it is history."""

    api_name = "dunning-blocks"
    noun = "dunning_block"

    customer = Ref("customers.Customer", null=True, blank=True, related_name="dunning_blocks")
    receivable = Ref("receivables.Receivable", null=True, blank=True, related_name="dunning_blocks")
    from_on = models.DateField(_("from"), editable=False)
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    lifted_on = models.DateField(_("lifted on"), null=True, editable=False)
    lifted_by = PersonRef(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("dunning block")
        verbose_name_plural = _("dunning blocks")
        indexes = [
            models.Index(fields=["tenant", "receivable"], name="block_of_receivable"),
            models.Index(fields=["tenant", "customer"], name="block_of_customer"),
            models.Index(fields=["tenant", "until"], name="block_until", condition=models.Q(lifted_on=None)),
            models.Index(fields=["tenant", "created_at", "id"], name="block_created"),
        ]
        constraints = [models.CheckConstraint(condition=FOR_ONE, name="block_for_one")]


class Letter(TenantModel):
    """One mail to one customer on one day, over all its items of that kind."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        STATEMENT = "statement", _("Statement of account")

    customer = Ref("customers.Customer", related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    send_on = models.DateField(_("goes out on"))
    made_at = models.DateTimeField(default=moment)
    posted_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        verbose_name = _("letter")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "customer", "kind", "send_on"], name="one_letter_a_day")
        ]
        indexes = [
            models.Index(
                fields=["tenant", "send_on"], name="letter_to_post", condition=models.Q(posted_at=None)
            ),
            models.Index(fields=["tenant", "made_at", "id"], name="letter_made"),
        ]


class DunningStepQuerySet(models.QuerySet):
    def with_state(self):
        """Each row with `state`: open (the item stands here), superseded by a later level, or closed with the item."""
        higher = DunningStep.objects.filter(
            receivable=models.OuterRef("receivable"), cycle=models.OuterRef("cycle"),
            level__gt=models.OuterRef("level"),
        )  # fmt: skip
        standing = models.Q(receivable__state="open", cycle=models.F("receivable__cycle"))
        return self.annotate(
            state=models.Case(
                models.When(~standing, then=models.Value("closed")),
                models.When(models.Exists(higher), then=models.Value("superseded")),
                default=models.Value("open"),
            )
        )


class DunningStep(TenantModel):
    """A level reached by a receivable in one cycle. Written once; the constraints make a repeat harmless."""

    append_only = True

    receivable = Ref("receivables.Receivable", related_name="dunning_steps", verbose_name=_("receivable"))
    customer = Ref("customers.Customer", related_name="dunning_steps", verbose_name=_("customer"))
    cycle = models.PositiveIntegerField(_("cycle"))
    level = models.PositiveSmallIntegerField(_("level"))
    days_overdue = models.PositiveIntegerField(_("days overdue"))
    made_on = models.DateField(_("day"))
    made_at = models.DateTimeField(default=moment)
    balance = AmountField(verbose_name=_("balance"), **LEDGER)
    currency = CurrencyField()
    letter = Ref(Letter, null=True, related_name="dunning_steps")
    # What rests keeps the reminder from the customer, not the step from the house; wholly where nothing is left.
    is_paused = models.BooleanField(_("reminder paused"), default=False)
    paused = AmountField(verbose_name=_("paused amount"), **LEDGER)
    pauses = models.JSONField(default=list)
    procedure = Ref(DunningProcedure, null=True, related_name="+", verbose_name=_("dunning procedure"))
    how = models.CharField(
        _("how it came"), max_length=8, choices=StepOrigin.choices, default=StepOrigin.AUTO
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    by = PersonRef(null=True)

    objects = TenantManager.from_queryset(DunningStepQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("dunning step")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "receivable", "cycle", "level"], name="step_once_per_level"
            ),
            models.UniqueConstraint(fields=["tenant", "receivable", "made_on"], name="one_step_a_day"),
        ]
        indexes = [
            models.Index(fields=["tenant", "customer", "made_on"], name="step_of_customer"),
            models.Index(fields=["tenant", "made_at", "id"], name="step_made"),
            models.Index(fields=["tenant", "letter"], name="step_of_letter"),
        ]


class DunningFee(TenantModel):
    """A fee charged for a level reached by a receivable in one cycle, once; it is a receivable of its own."""

    append_only = True

    receivable = Ref("receivables.Receivable", related_name="dunning_fees", verbose_name=_("receivable"))
    cycle = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(_("level"))
    fee = Ref("receivables.Receivable", related_name="fee_for")
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    currency = CurrencyField()
    charged_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "receivable", "cycle", "level"], name="dunning_fee_once_per_level"
            ),
            models.UniqueConstraint(fields=["tenant", "fee"], name="dunning_fee_of_receivable"),
        ]


class ReconciliationNotice(TenantModel):
    """A receivable announced before its due date, so many days before."""

    append_only = True

    receivable = Ref("receivables.Receivable", related_name="notices")
    due_on = models.DateField()
    days_before = models.PositiveIntegerField()
    made_on = models.DateField()
    letter = Ref(Letter, null=True, related_name="notices")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "receivable", "due_on", "days_before"], name="notice_once_per_due_date"
            )
        ]
        indexes = [models.Index(fields=["tenant", "letter"], name="notice_of_letter")]
