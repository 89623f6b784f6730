"""What a customer is asked to confirm: statements of account 对账单, line by line, and confirmation letters 函证.

Figures are frozen when a paper is made; what the customer answers is written beside them once.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.currencies import CURRENCIES
from core.display import full_amount, full_day
from core.fields import AmountField, CurrencyField, PersonRef, Ref, StateField
from core.models import StageRecord, TenantModel
from core.money import Money
from receivables.letter_states import (
    AWAITED,
    AccountStatementState,
    Answer,
    Cause,
    ConfirmationState,
    DisputeReason,
)
from receivables.models.dunning import Letter
from receivables.models.receivable import LEDGER, Receivable
from receivables.models.statement_run import StatementRun
from tenancy.roles import Right, may

# The AR looks after the customer's papers, finance after everybody's.
SENDING = may(Right.ALLOCATE, owner=True)
INTERNAL = {"internal": True}


class BalancePaper(StageRecord):
    """A paper over a customer's balance on a day, sent with a PDF and a private link."""

    # Each kind of paper has its own states.
    state: str

    customer = Ref("customers.Customer", related_name="%(class)ss", verbose_name=_("customer"))
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices, default=Cause.BY_HAND)
    # The day that the figures stand on; `as_of` is the day on which a move is judged.
    counted_on = models.DateField(_("as of"))
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    contact = Ref("customers.Contact", null=True, blank=True, related_name="+", verbose_name=_("contact"))
    reader_name = models.CharField(_("recipient"), max_length=80, blank=True, default="", editable=False)
    sent_to = models.CharField(_("sent to"), max_length=200, blank=True, default="", editable=False)
    # core of receivables.rules.balance_paper.Figures, as JSON.
    figures = models.JSONField(default=dict, editable=False)
    items_count = models.PositiveIntegerField(_("items"), default=0, editable=False)
    # In the tenant's currency, at booked rates; what is shown is in `figures`, by currency.
    balance_minor = models.BigIntegerField(default=0, editable=False)
    reply_by = models.DateField(_("reply by"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    times_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("reminded"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True, default="", editable=False)
    # Whoever took an answer down that came by telephone or on paper.
    entered_by = PersonRef(null=True, editable=False)

    class Meta(StageRecord.Meta):
        abstract = True

    @property
    def awaits_answer(self) -> bool:
        return self.state in AWAITED

    @property
    def totals(self) -> list[Money]:
        """What was open on the day, by currency."""
        return [Money(Decimal(row["open"]), row["currency"]) for row in self.figures.get("totals", [])]

    @property
    def balance_words(self) -> str:
        """What was open less money not allocated, by currency: "CNY 4,934,000.00 · USD 120,000.00"."""
        net = {money.currency: money.amount for money in self.totals}
        for row in self.figures.get("unallocated", []):
            net[row["currency"]] = net.get(row["currency"], Decimal(0)) - Decimal(row["amount"])
        words = [
            f"{currency} {full_amount(amount, CURRENCIES[currency])}" for currency, amount in net.items()
        ]
        return " · ".join(words) or "0.00"

    def days_late(self, day) -> int:
        """Days without an answer after the day it was asked for by."""
        if not self.awaits_answer or self.reply_by is None:
            return 0
        return max((day - self.reply_by).days, 0)


def _indexes(name: str) -> list[models.Index]:
    """What lists filter and sort by."""
    return [
        models.Index(fields=["tenant", "created_at", "id"], name=f"{name}_created"),
        models.Index(fields=["tenant", "number", "id"], name=f"{name}_number"),
        models.Index(fields=["tenant", "customer", "id"], name=f"{name}_of_customer"),
        models.Index(fields=["tenant", "state", "reply_by", "id"], name=f"{name}_awaited"),
        models.Index(fields=["tenant", "counted_on", "id"], name=f"{name}_counted"),
        models.Index(fields=["tenant", "owner", "id"], name=f"{name}_owner"),
    ]


class AccountStatement(BalancePaper):
    """A statement of account that asks the customer for an answer to each of its lines."""

    STATE_TONES = {
        "made": "mute", "sent": "info", "confirmed": "ok", "promised": "info", "disputed": "warn",
        "unanswered": "caution", "withdrawn": "mute",
    }  # fmt: skip
    api_name = "account-statements"
    noun = "account_statement"

    letter = Ref(Letter, null=True, editable=False, related_name="account_statements")
    run = Ref(StatementRun, null=True, editable=False, related_name="account_statements")
    state = StateField(
        _("state"),
        max_length=24,
        choices=AccountStatementState.choices,
        default=AccountStatementState.MADE,
        protected=True,
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("statement of account")
        verbose_name_plural = _("statements of account")
        indexes = [
            *_indexes("acc_statement"),
            models.Index(fields=["tenant", "run"], name="acc_statement_run"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "letter"], condition=Q(letter__isnull=False), name="statement_of_letter"
            ),
            models.UniqueConstraint(
                fields=["tenant", "run", "customer"],
                condition=Q(run__isnull=False),
                name="statement_once_a_run",
            ),
        ]

    def get_absolute_url(self):
        return reverse("receivables:account-statement", args=[self.pk])

    @transition(
        field=state, source=AccountStatementState.MADE, target=AccountStatementState.SENT, permission=SENDING,
        custom={"label": pgettext_lazy("letter", "Send"), "event": "account_statement.sent"},
    )  # fmt: skip
    def send(self, *, by, sent_at, reply_by):
        """It goes to the customer; from now on an answer is awaited."""
        self.sent_at, self.reply_by, self.times_sent = sent_at, reply_by, self.times_sent + 1

    @transition(
        field=state, source=list(AWAITED), target=AccountStatementState.SENT,
        permission=SENDING, custom={"label": _("Send again"), "event": "account_statement.sent_again", "aside": True},
    )  # fmt: skip
    def send_again(self, *, by, sent_at, reply_by):
        """The same paper once more, with a link of its own; earlier links end."""
        self.sent_at, self.reply_by, self.times_sent = sent_at, reply_by, self.times_sent + 1
        self.reminded_on = None

    @transition(
        field=state, source=list(AWAITED), target=AccountStatementState.CONFIRMED,
        custom={"label": _("Confirmed"), "event": "account_statement.confirmed", **INTERNAL},
    )  # fmt: skip
    def confirm(self, *, by):
        """Every line was answered, and all of them confirmed."""

    @transition(
        field=state, source=list(AWAITED), target=AccountStatementState.PROMISED,
        custom={"label": _("Payment promised"), "event": "account_statement.promised", **INTERNAL},
    )  # fmt: skip
    def promise(self, *, by):
        """Every line was answered, some with a day of payment, none disputed."""

    @transition(
        field=state, source=list(AWAITED), target=AccountStatementState.DISPUTED,
        custom={"label": _("Disputed"), "event": "account_statement.disputed", **INTERNAL},
    )  # fmt: skip
    def dispute(self, *, by):
        """Every line was answered, and at least one of them disputed."""

    @transition(
        field=state, source=AccountStatementState.SENT, target=AccountStatementState.UNANSWERED,
        custom={"label": _("No answer"), "event": "account_statement.unanswered", **INTERNAL},
    )  # fmt: skip
    def lapse(self, *, by):
        """The reminder was not answered either."""

    @transition(
        field=state, source=[AccountStatementState.MADE, AccountStatementState.SENT, AccountStatementState.UNANSWERED],
        target=AccountStatementState.WITHDRAWN, permission=SENDING,
        custom={"label": _("Withdraw"), "event": "account_statement.withdrawn", "danger": True},
    )  # fmt: skip
    def withdraw(self, *, by, reason):
        """It was wrong: its link ends, and nobody waits for an answer."""


class AccountStatementLine(TenantModel):
    """One item of a statement as it stood on the day, and the customer's answer to it."""

    statement = Ref(AccountStatement, on_delete=models.CASCADE, related_name="lines")
    receivable = Ref(Receivable, related_name="statement_lines", verbose_name=_("receivable"))
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    contract_number = models.CharField(max_length=32, blank=True, default="")
    invoices = models.CharField(max_length=200, blank=True, default="")
    due_on = models.DateField(_("due date"), null=True)
    days_overdue = models.PositiveIntegerField(_("days overdue"), default=0)
    # The notice before due that made it part of the statement.
    days_before = models.PositiveIntegerField(null=True)
    amount = AmountField(verbose_name=_("amount"), **LEDGER)
    balance = AmountField(verbose_name=_("balance"), **LEDGER)
    currency = CurrencyField()
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True, default="")
    entered_by = PersonRef(null=True)
    promised_on = models.DateField(null=True)
    answer_amount = AmountField(null=True, default=None, **LEDGER)
    reason = models.CharField(max_length=12, choices=DisputeReason.choices, blank=True, default="")
    words = models.CharField(max_length=1000, blank=True, default="")

    class Meta(TenantModel.Meta):
        verbose_name = _("line of a statement of account")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "statement", "position"], name="statement_line_position"
            ),
            models.UniqueConstraint(fields=["tenant", "statement", "receivable"], name="statement_line_once"),
        ]
        indexes = [models.Index(fields=["tenant", "receivable", "id"], name="statement_line_of")]

    @property
    def money(self) -> Money:
        return Money(self.balance, self.currency)

    @property
    def answer_money(self) -> Money | None:
        return None if self.answer_amount is None else Money(self.answer_amount, self.currency)

    @property
    def due_words(self) -> str:
        return full_day(self.due_on) if self.due_on else ""

    @property
    def answer_words(self) -> str:
        """The answer in words, in the language in force."""
        if self.answer_money is None:
            return str(self.get_answer_display())
        amount = f"{self.currency} {full_amount(self.answer_amount, CURRENCIES[self.currency])}"
        if self.answer == Answer.PROMISED:
            assert self.promised_on is not None
            text = gettext("{amount} will be paid on {day}").format(
                amount=amount, day=full_day(self.promised_on)
            )
            return f"{text}: {self.words}" if self.words else text
        return gettext("{amount} disputed: {reason}, {words}").format(
            amount=amount, reason=self.get_reason_display(), words=self.words
        )


class ConfirmationLetter(BalancePaper):
    """A formal confirmation of the balance, whose return slip says that it agrees or differs."""

    STATE_TONES = {
        "made": "mute", "sent": "info", "confirmed": "ok", "differs": "danger", "unanswered": "caution",
        "withdrawn": "mute",
    }  # fmt: skip
    api_name = "confirmation-letters"
    noun = "confirmation_letter"

    said_amount = AmountField(null=True, blank=True, default=None, editable=False, **LEDGER)
    said_currency = models.CharField(max_length=3, blank=True, default="", editable=False)
    words = models.CharField(max_length=1000, blank=True, default="", editable=False)
    state = StateField(
        _("state"),
        max_length=24,
        choices=ConfirmationState.choices,
        default=ConfirmationState.MADE,
        protected=True,
    )

    class Meta(StageRecord.Meta):
        verbose_name = _("confirmation letter")
        verbose_name_plural = _("confirmation letters")
        indexes = _indexes("confirmation")
        constraints = [
            # A customer whose items reach dunning level 4 on one day gets one letter for them.
            models.UniqueConstraint(
                fields=["tenant", "customer", "counted_on"],
                condition=Q(cause=Cause.DUNNING),
                name="dunned_once_a_day",
            )
        ]

    def get_absolute_url(self):
        return reverse("receivables:confirmation", args=[self.pk])

    @property
    def said(self) -> Money | None:
        """The balance that the customer's own books show."""
        return None if self.said_amount is None else Money(self.said_amount, self.said_currency)

    @transition(
        field=state, source=ConfirmationState.MADE, target=ConfirmationState.SENT, permission=SENDING,
        custom={"label": pgettext_lazy("letter", "Send"), "event": "confirmation_letter.sent"},
    )  # fmt: skip
    def send(self, *, by, sent_at, reply_by):
        """It goes out, by e-mail or on paper; the slip is awaited."""
        self.sent_at, self.reply_by, self.times_sent = sent_at, reply_by, self.times_sent + 1

    @transition(
        field=state, source=list(AWAITED), target=ConfirmationState.CONFIRMED,
        permission=SENDING, custom={"label": _("Balance agrees"), "event": "confirmation_letter.confirmed"},
    )  # fmt: skip
    def confirm(self, *, by, name, answered_at):
        """The slip came back: the figures agree."""
        self.answered_at, self.answered_by = answered_at, name

    @transition(
        field=state, source=list(AWAITED), target=ConfirmationState.DIFFERS,
        permission=SENDING, custom={"label": _("Balance differs"), "event": "confirmation_letter.differs"},
    )  # fmt: skip
    def differ(self, *, by, name, answered_at, words, said=None):
        """The slip came back with other figures."""
        self.answered_at, self.answered_by, self.words = answered_at, name, words
        self.said_amount, self.said_currency = (said.amount, said.currency) if said else (None, "")

    @transition(
        field=state, source=ConfirmationState.SENT, target=ConfirmationState.UNANSWERED,
        custom={"label": _("Not returned"), "event": "confirmation_letter.unanswered", **INTERNAL},
    )  # fmt: skip
    def lapse(self, *, by):
        """The day for the slip passed, and so did the reminder."""

    @transition(
        field=state, source=[ConfirmationState.MADE, ConfirmationState.SENT, ConfirmationState.UNANSWERED],
        target=ConfirmationState.WITHDRAWN, permission=SENDING,
        custom={"label": _("Withdraw"), "event": "confirmation_letter.withdrawn", "danger": True},
    )  # fmt: skip
    def withdraw(self, *, by, reason):
        """It was wrong: its link ends, and nobody waits for a slip."""
