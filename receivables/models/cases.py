"""Legal case 法务案件: letter, mediation or suit, judgment, enforcement; what it covers and costs (handbook §8)."""

from decimal import Decimal

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import transition

from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import StageRecord, TenantModel
from core.models.base import TenantManager
from core.money import Money
from receivables.claim_states import UNDER_WAY, CaseOutcome, CaseState, RequestKind, RequestState
from receivables.models.ledger import LedgerEntry
from receivables.models.receivable import LEDGER
from tenancy.roles import Right, may

DECIDING = may(Right.RECEIVABLE_LEGAL)
HANDLING = may(Right.RECEIVABLE_LEGAL, owner=True)


class LegalCaseQuerySet(models.QuerySet):
    def with_sums(self):
        """Each row with `spent` and `recovered`: its costs, and the money that came for its items since it began."""
        costs = CaseCost.objects.filter(case=OuterRef("pk")).order_by().values("case")
        paid = LedgerEntry.objects.filter(
            receivable__case_items__case=OuterRef("pk"), allocation__isnull=False,
            counts_on__gte=OuterRef("opened_on"),
        ).order_by().values("receivable__case_items__case")  # fmt: skip
        return self.annotate(
            spent=Coalesce(Subquery(costs.annotate(sum=Sum("amount")).values("sum")), Decimal(0)),
            recovered=-Coalesce(Subquery(paid.annotate(sum=Sum("amount")).values("sum")), Decimal(0)),
        )


class LegalCase(StageRecord):
    """Legal action against one customer over one or several receivables, in one currency."""

    STATE_TONES = {
        "letter": "warn", "mediation": "warn", "suit": "danger", "judgment": "danger", "enforcement": "danger",
        "closed": "mute",
    }  # fmt: skip

    api_name = "legal-cases"
    noun = "legal_case"

    customer = Ref("customers.Customer", related_name="legal_cases", verbose_name=_("customer"))
    amount = AmountField(verbose_name=_("claimed amount"), **LEDGER)
    currency = CurrencyField()
    amount_minor = models.BigIntegerField(default=0, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="")
    court = models.CharField(_("court"), max_length=120, blank=True, default="")
    docket = models.CharField(_("docket number"), max_length=60, blank=True, default="")
    awarded = AmountField(verbose_name=_("awarded amount"), null=True, blank=True, **LEDGER)
    opened_on = models.DateField(_("opened on"))
    letter_on = models.DateField(_("letter sent on"), null=True, blank=True)
    mediated_on = models.DateField(_("mediation since"), null=True, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    judged_on = models.DateField(_("judged on"), null=True, blank=True)
    enforced_on = models.DateField(_("enforcement since"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=14, choices=CaseOutcome.choices, blank=True, default="", editable=False
    )
    state = StateField(
        _("state"), max_length=24, choices=CaseState.choices, default=CaseState.LETTER, protected=True
    )

    objects = TenantManager.from_queryset(LegalCaseQuerySet)()

    class Meta(StageRecord.Meta):
        verbose_name = _("legal case")
        verbose_name_plural = _("legal cases")
        indexes = [
            models.Index(fields=["tenant", "customer", "state"], name="legal_case_of_customer"),
            models.Index(fields=["tenant", "opened_on", "id"], name="legal_case_opened"),
            models.Index(fields=["tenant", "created_at", "id"], name="legal_case_created"),
            models.Index(fields=["tenant", "amount_minor", "id"], name="legal_case_amount"),
            models.Index(fields=["tenant", "owner", "state"], name="legal_case_owner"),
        ]

    def get_absolute_url(self):
        return reverse("receivables:case-page", args=[self.pk])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def awarded_money(self) -> Money | None:
        return None if self.awarded is None else Money(self.awarded, self.currency)

    @transition(
        field=state, source=CaseState.LETTER, target=CaseState.MEDIATION, permission=HANDLING,
        custom={"label": _("Mediate"), "event": "legal_case.mediated"},
    )  # fmt: skip
    def mediate(self, *, by, on):
        """Both sides talk before somebody neutral."""
        self.mediated_on = on

    @transition(
        field=state, source=[CaseState.LETTER, CaseState.MEDIATION], target=CaseState.SUIT, permission=HANDLING,
        custom={"label": _("File suit"), "event": "legal_case.filed"},
    )  # fmt: skip
    def sue(self, *, by, on, court, docket=""):
        """The court has it."""
        self.filed_on, self.court, self.docket = on, court, docket

    @transition(
        field=state, source=[CaseState.MEDIATION, CaseState.SUIT], target=CaseState.JUDGMENT,
        permission=HANDLING, custom={"label": _("Record judgment"), "event": "legal_case.judged"},
    )  # fmt: skip
    def judge(self, *, by, on, awarded):
        """What was awarded, or agreed in mediation with the force of a judgment."""
        self.judged_on, self.awarded = on, awarded.amount

    @transition(
        field=state, source=CaseState.JUDGMENT, target=CaseState.ENFORCEMENT, permission=HANDLING,
        custom={"label": _("Enforce"), "event": "legal_case.enforced"},
    )  # fmt: skip
    def enforce(self, *, by, on):
        """The customer did not pay what was awarded."""
        self.enforced_on = on

    @transition(
        field=state, source=list(UNDER_WAY), target=CaseState.CLOSED, permission=HANDLING,
        custom={"label": _("Close"), "event": "legal_case.closed"},
    )  # fmt: skip
    def close(self, *, by, outcome, reason):
        """Over; what is still open is dunned again or written off."""
        self.outcome, self.closed_on = outcome, self.as_of


class CaseItem(TenantModel):
    """A receivable that a case covers, with what was open of it then; at most one case at a time."""

    case = Ref(LegalCase, on_delete=models.CASCADE, related_name="items")
    receivable = Ref("receivables.Receivable", related_name="case_items", verbose_name=_("receivable"))
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    added_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("item of a legal case")
        indexes = [
            models.Index(fields=["tenant", "case"], name="case_item_of_case"),
            models.Index(fields=["tenant", "receivable"], name="case_item_of_receivable"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "receivable"], condition=Q(closed_on=None), name="one_open_legal_case"
            ),
            models.UniqueConstraint(fields=["tenant", "case", "receivable"], name="case_item_once"),
        ]


class CaseCost(TenantModel):
    """What a case cost: court fee, lawyer, expert."""

    append_only = True

    class Kind(models.TextChoices):
        COURT = "court", _("Court fee")
        LAWYER = "lawyer", _("Lawyer")
        EXPERT = "expert", _("Expert opinion")
        OTHER = "other", _("Other cost")

    case = Ref(LegalCase, related_name="costs")
    kind = models.CharField(_("kind of cost"), max_length=8, choices=Kind.choices)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    spent_on = models.DateField(_("spent on"))
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    by = PersonRef(null=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("cost of a legal case")
        indexes = [models.Index(fields=["tenant", "case"], name="case_cost_of_case")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="case_cost_above_zero")]


class LegalRequest(StageRecord):
    """What dunning asks of Legal about a customer: a review, then action; decided, never silent."""

    STATE_TONES = {"proposed": "warn", "accepted": "ok", "declined": "mute", "lapsed": "mute"}

    api_name = "legal-requests"
    noun = "legal_request"

    kind = models.CharField(_("kind"), max_length=8, choices=RequestKind.choices)
    customer = Ref("customers.Customer", related_name="legal_requests", verbose_name=_("customer"))
    receivable = Ref("receivables.Receivable", related_name="legal_requests", verbose_name=_("receivable"))
    days_overdue = models.PositiveIntegerField(_("days overdue"), default=0)
    asked_on = models.DateField(_("asked on"))
    # The step that asked: it asks once.
    key = models.CharField(max_length=80, editable=False)
    case = Ref(LegalCase, null=True, blank=True, related_name="requests", verbose_name=_("legal case"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, default="")
    state = StateField(
        _("state"), max_length=24, choices=RequestState.choices, default=RequestState.PROPOSED, protected=True
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("legal request")
        verbose_name_plural = _("legal requests")
        indexes = [
            models.Index(fields=["tenant", "customer", "state"], name="request_of_customer"),
            models.Index(fields=["tenant", "receivable"], name="request_of_receivable"),
            models.Index(fields=["tenant", "asked_on", "id"], name="request_asked"),
            models.Index(fields=["tenant", "created_at", "id"], name="request_created"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "key"], name="request_once_per_step"),
            models.UniqueConstraint(
                fields=["tenant", "customer", "kind"],
                condition=Q(state="proposed"),
                name="one_open_request_of_a_kind",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.customer}"

    @property
    def deal(self):
        return self.receivable.deal

    @property
    def deal_id(self):
        return self.receivable.deal_id

    def get_absolute_url(self):
        return reverse("receivables:request-page", args=[self.pk])

    @transition(
        field=state, source=RequestState.PROPOSED, target=RequestState.ACCEPTED, permission=DECIDING,
        custom={"label": pgettext_lazy("legal request", "Accept"), "event": "legal_request.accepted"},
    )  # fmt: skip
    def accept(self, *, by, reason=""):
        """Legal takes it: a case is there, or begins."""
        self.decided_on, self.reason = self.as_of, reason

    @transition(
        field=state, source=RequestState.PROPOSED, target=RequestState.DECLINED, permission=DECIDING,
        custom={"label": pgettext_lazy("legal request", "Decline"), "event": "legal_request.declined"},
    )  # fmt: skip
    def decline(self, *, by, reason):
        """Not a matter for Legal, and why."""
        self.decided_on, self.reason = self.as_of, reason

    @transition(
        field=state, source=RequestState.PROPOSED, target=RequestState.LAPSED,
        custom={"label": pgettext_lazy("legal request", "Lapse"), "event": "legal_request.lapsed",
                "internal": True},
    )  # fmt: skip
    def lapse(self, *, by, reason=""):
        """The customer paid before anybody decided."""
        self.decided_on, self.reason = self.as_of, reason
