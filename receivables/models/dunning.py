"""Notices before due and steps after it, each recorded once, and the letters that carry them (decision 25)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.fields import AmountField, CurrencyField, Ref
from core.models import Record, TenantModel
from receivables.models.receivable import LEDGER


class DunningLevel(Record):
    """From how many days overdue a level's step is due; a row per tenant, changed on the settings page."""

    keeps_history = True

    api_name = "dunning-levels"
    noun = "dunning_level"

    level = models.PositiveSmallIntegerField(_("level"))
    days = models.PositiveIntegerField(_("days overdue"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("dunning level")
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["tenant", "level"], name="dunning_level_once")]


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
    # A dispute over the whole balance keeps the reminder from the customer, not the step from the house.
    is_paused = models.BooleanField(_("reminder paused"), default=False)

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
