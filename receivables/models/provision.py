"""Provision 坏账准备: rates with dates, specific items, and the monthly runs that are kept with all they used."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.dates import moment
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import Record, StageRecord, TenantModel
from core.money import Money, from_minor
from receivables.models.receivable import LEDGER
from receivables.provision_guards import (
    follows_last_posted,
    is_calculated,
    is_last_posted,
    is_not_the_preparer,
    nothing_written_since,
    reproduces,
)
from receivables.provision_states import IN_FORCE, ProvisionState, SpecificState
from receivables.rules.ageing import BUCKETS
from tenancy.roles import Right, may

P, S = ProvisionState, SpecificState
BY_FINANCE = may(Right.PROVISION)
BUCKET_CHOICES = [(bucket.code, bucket.label) for bucket in BUCKETS]


def share_field(**options):
    """A share of 1, as 0.0050 for half a percent."""
    return models.DecimalField(max_digits=7, decimal_places=6, **options)


class ProvisionRate(Record):
    """The rate of one ageing bucket from a day on; the newest row not after a day holds on it."""

    keeps_history = True
    api_name = "provision-rates"
    noun = "provision_rate"

    bucket = models.CharField(_("days overdue"), max_length=8, choices=BUCKET_CHOICES)
    rate = share_field(verbose_name=_("rate"))
    valid_from = models.DateField(_("valid from"))

    class Meta(Record.Meta):
        verbose_name = _("provision rate")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "bucket", "valid_from"], name="provision_rate_once"),
            models.CheckConstraint(condition=Q(rate__gte=0) & Q(rate__lte=1), name="provision_rate_a_share"),
        ]


class SpecificProvision(StageRecord):
    """A provision 单项计提 for one receivable, or for all of a customer: so much of it, or this amount.

    insured_share and collateral take what is secured out of the base; with neither rate nor amount the matrix's rate
    applies to what is left. Evidence is told here; papers are attached to the record.
    """

    STATE_TONES = {
        "proposed": "info",
        "doubtful": "warn",
        "bad": "danger",
        "ended": "mute",
        "declined": "mute",
    }
    api_name = "specific-provisions"
    noun = "specific_provision"

    customer = Ref("customers.Customer", related_name="specific_provisions", verbose_name=_("customer"))
    receivable = Ref(
        "receivables.Receivable",
        null=True,
        blank=True,
        related_name="specific_provisions",
        verbose_name=_("receivable"),
    )
    rate = share_field(verbose_name=_("rate"), null=True, blank=True)
    amount = AmountField(verbose_name=_("amount"), null=True, blank=True, default=None)
    currency = CurrencyField()
    insured_share = share_field(verbose_name=_("insured share"), default=Decimal(0))
    collateral = AmountField(verbose_name=_("collateral"))
    reason = models.TextField(_("reason"))
    evidence = models.TextField(_("evidence"), blank=True, default="")
    starts_on = models.DateField(_("valid from"))
    ends_on = models.DateField(_("valid until"), null=True, blank=True)
    state = StateField(_("state"), choices=S.choices, default=S.PROPOSED, protected=True)

    class Meta(StageRecord.Meta):
        verbose_name = _("specific provision")
        indexes = [
            models.Index(fields=["tenant", "customer"], name="specific_of_customer"),
            models.Index(fields=["tenant", "created_at", "id"], name="specific_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "receivable"],
                condition=Q(state__in=[S.PROPOSED, *IN_FORCE]),
                name="one_specific_of_receivable",
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=Q(state__in=[S.PROPOSED, *IN_FORCE], receivable__isnull=True),
                name="one_specific_of_customer",
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(amount__isnull=True), name="specific_rate_or_amount"
            ),
            models.CheckConstraint(
                condition=Q(insured_share__gte=0) & Q(insured_share__lte=1) & Q(collateral__gte=0),
                name="specific_security_in_bounds",
            ),
            models.CheckConstraint(
                condition=(Q(rate__isnull=True) | Q(rate__gte=0, rate__lte=1))
                & (Q(amount__isnull=True) | Q(amount__gte=0)),
                name="specific_in_bounds",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("receivables:specific-page", args=[self.pk])

    @property
    def money(self) -> Money | None:
        return None if self.amount is None else Money(self.amount, self.currency)

    @property
    def collateral_money(self) -> Money:
        return Money(self.collateral, self.currency)

    @transition(
        field=state, source=S.PROPOSED, target=S.DOUBTFUL, permission=BY_FINANCE,
        custom={"label": _("Class as doubtful"), "event": "specific_provision.accepted"},
    )  # fmt: skip
    def accept(self, *, by):
        """From now on runs count it: the debt is doubtful 呆账."""

    @transition(
        field=state, source=S.PROPOSED, target=S.DECLINED, permission=BY_FINANCE,
        custom={"label": _("Decline"), "event": "specific_provision.declined", "danger": True},
    )  # fmt: skip
    def decline(self, *, by, reason):
        """The proposal is not followed."""

    @transition(
        field=state, source=S.DOUBTFUL, target=S.BAD, permission=BY_FINANCE,
        custom={"label": _("Class as bad"), "event": "specific_provision.bad"},
    )  # fmt: skip
    def mark_bad(self, *, by, evidence):
        """There is proof that it will not come in 坏账: it may be written off."""
        self.evidence = "\n".join(part for part in (self.evidence, evidence) if part)

    @transition(
        field=state, source=list(IN_FORCE), target=S.ENDED, permission=BY_FINANCE,
        custom={"label": pgettext_lazy("specific provision", "End"), "event": "specific_provision.ended",
                "danger": True},
    )  # fmt: skip
    def end(self, *, by, reason):
        """Later runs take the matrix again."""
        self.ends_on = min(self.ends_on or self.as_of, self.as_of)


class ProvisionRun(StageRecord):
    """The provision at the end of one month: its inputs, a line for each open receivable, and the movement.

    inputs: {"rates": {bucket: share}, "specifics": [what each item said], "rule": version of the arithmetic}. Amounts
    in minor units of the tenant's currency. known_at, known_position: entries written or taken in
    later are not in it.
    """

    STATE_TONES = {"draft": "info", "approved": "caution", "posted": "ok", "reversed": "mute"}
    api_name = "provisions"
    noun = "provision"

    closes_on = models.DateField(_("month end"))
    known_at = models.DateTimeField(_("ledger known at"))
    # The last entry the database had taken in, asked while nobody wrote.
    known_position = models.BigIntegerField(default=0, editable=False)
    currency = CurrencyField()
    inputs = models.JSONField(default=dict, editable=False)
    previous = Ref("self", null=True, related_name="next_runs", editable=False)
    # Which calculation of the draft this is: steps of an earlier one stop by themselves.
    calculation = models.PositiveIntegerField(default=1, editable=False)
    after_customer = models.UUIDField(null=True, editable=False)
    customers_done = models.PositiveIntegerField(default=0, editable=False)
    customers_total = models.PositiveIntegerField(default=0, editable=False)
    calculated_at = models.DateTimeField(_("calculated"), null=True, editable=False)
    # {bucket or class: {"balance", "base", "amount", "count"}} in minor units.
    matrix = models.JSONField(default=dict, editable=False)
    balance_minor = models.BigIntegerField(_("receivables"), default=0, editable=False)
    opening_minor = models.BigIntegerField(_("opening"), default=0, editable=False)
    charge_minor = models.BigIntegerField(_("charge"), default=0, editable=False)
    used_minor = models.BigIntegerField(_("used"), default=0, editable=False)
    recovered_minor = models.BigIntegerField(_("recovered"), default=0, editable=False)
    released_minor = models.BigIntegerField(_("released"), default=0, editable=False)
    currency_minor = models.BigIntegerField(_("currency difference"), default=0, editable=False)
    closing_minor = models.BigIntegerField(_("closing"), default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    prepared_by = PersonRef(null=True, editable=False)
    approved_by = PersonRef(null=True, editable=False)
    posted_by = PersonRef(null=True, editable=False)
    posted_at = models.DateTimeField(null=True, editable=False)
    reversed_at = models.DateTimeField(null=True, editable=False)
    state = StateField(_("state"), choices=P.choices, default=P.DRAFT, protected=True)

    class Meta(StageRecord.Meta):
        verbose_name = _("provision run")
        indexes = [
            models.Index(fields=["tenant", "closes_on", "id"], name="provision_closes_on"),
            models.Index(fields=["tenant", "created_at", "id"], name="provision_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "closes_on"], condition=~Q(state=P.REVERSED), name="one_provision_run_a_month"
            ),
            models.CheckConstraint(
                condition=Q(
                    closing_minor=F("opening_minor") + F("charge_minor") - F("used_minor") + F("recovered_minor")
                    - F("released_minor") + F("currency_minor")
                ),
                name="provision_movement_adds_up",
            ),
        ]  # fmt: skip

    def get_absolute_url(self):
        return reverse("receivables:provision-page", args=[self.pk])

    @property
    def at_work(self) -> bool:
        return self.calculated_at is None

    def money(self, units: int) -> Money:
        """So many minor units as money."""
        return Money(from_minor(units, self.currency), self.currency)

    @property
    def total(self) -> Money:
        return self.money(self.closing_minor)

    @property
    def balance(self) -> Money:
        return self.money(self.balance_minor)

    @property
    def opening(self) -> Money:
        return self.money(self.opening_minor)

    @property
    def charge(self) -> Money:
        return self.money(self.charge_minor)

    @property
    def used(self) -> Money:
        return self.money(self.used_minor)

    @property
    def recovered(self) -> Money:
        return self.money(self.recovered_minor)

    @property
    def released(self) -> Money:
        return self.money(self.released_minor)

    @property
    def currency_difference(self) -> Money:
        return self.money(self.currency_minor)

    @property
    def closing(self) -> Money:
        return self.total

    @transition(
        field=state, source=P.DRAFT, target=P.DRAFT, permission=BY_FINANCE,
        custom={"label": _("Calculate again"), "event": "provision.recalculated", "aside": True},
    )  # fmt: skip
    def recalculate(self, *, by):
        """The ledger, the rates and the specific items as they are now."""
        self.known_at, self.prepared_by_id = moment(), by.user_id
        self.calculation += 1

    @transition(
        field=state, source=P.DRAFT, target=P.APPROVED, permission=is_not_the_preparer,
        conditions=[is_calculated, follows_last_posted, nothing_written_since],
        custom={"label": pgettext_lazy("provision run", "Approve"), "event": "provision.approved"},
    )  # fmt: skip
    def approve(self, *, by):
        """Somebody other than the preparer agrees with it."""
        self.approved_by_id = by.user_id

    @transition(
        field=state, source=P.APPROVED, target=P.DRAFT, permission=BY_FINANCE,
        custom={"label": _("Send back"), "event": "provision.sent_back", "aside": True},
    )  # fmt: skip
    def send_back(self, *, by, reason):
        """It is looked at again."""
        self.approved_by_id = None

    @transition(
        field=state, source=P.APPROVED, target=P.POSTED, permission=BY_FINANCE,
        conditions=[follows_last_posted, reproduces],
        custom={"label": pgettext_lazy("provision run", "Post"), "event": "provision.posted"},
    )  # fmt: skip
    def post(self, *, by):
        """It is the provision on the books at the end of the month."""
        self.posted_by_id, self.posted_at = by.user_id, moment()

    @transition(
        field=state, source=P.POSTED, target=P.REVERSED, permission=BY_FINANCE, conditions=[is_last_posted],
        custom={"label": pgettext_lazy("provision run", "Reverse"), "event": "provision.reversed", "danger": True},
    )  # fmt: skip
    def reverse(self, *, by, reason):
        """Taken off the books as a whole; the run stays with all its lines."""
        self.reversed_at = moment()


class ProvisionLine(TenantModel):
    """What a run says of one receivable; kept for good, the database lets nobody change a line of a decided run."""

    class Source(models.TextChoices):
        MATRIX = "matrix", _("By ageing")
        SPECIFIC = "specific", _("Specific")

    class Doubt(models.TextChoices):
        NONE = "", _("Ordinary")
        DOUBTFUL = "doubtful", _("Doubtful")
        BAD = "bad", pgettext_lazy("specific provision", "Bad")

    run = Ref(ProvisionRun, on_delete=models.CASCADE, related_name="lines", verbose_name=_("provision run"))
    receivable = Ref("receivables.Receivable", related_name="+", verbose_name=_("receivable"))
    customer = Ref("customers.Customer", related_name="+", verbose_name=_("customer"))
    due_on = models.DateField(_("due date"), null=True)
    bucket = models.CharField(_("days overdue"), max_length=8, choices=BUCKET_CHOICES)
    currency = CurrencyField()
    balance = AmountField(verbose_name=_("balance"), **LEDGER)
    balance_minor = models.BigIntegerField()
    base_minor = models.BigIntegerField()
    rate = share_field(verbose_name=_("rate"), null=True)
    amount_minor = models.BigIntegerField()
    source = models.CharField(max_length=8, choices=Source.choices)
    doubt = models.CharField(_("class"), max_length=8, blank=True, default="", choices=Doubt.choices)
    specific_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("provision line")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "run", "receivable"], name="provision_line_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0) & Q(base_minor__gte=0), name="provision_line_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "run", "customer"], name="provision_line_customer"),
            models.Index(fields=["tenant", "run", "amount_minor", "id"], name="provision_line_amount"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="provision_line_sorted"),
        ]

    @property
    def open_money(self) -> Money:
        return Money(self.balance, self.currency)

    def get_absolute_url(self):
        return reverse("receivables:page", args=[self.receivable_id])

    def _own(self, units: int) -> Money:
        return Money(from_minor(units, self.run.currency), self.run.currency)

    @property
    def base(self) -> Money:
        return self._own(self.base_minor)

    @property
    def amount(self) -> Money:
        return self._own(self.amount_minor)
