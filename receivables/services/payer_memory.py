"""What is known of who pays: whom it stands for, how it pays, how late, and its last statement of account."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from core.dates import local_day
from core.money import Money
from core.sight import visible
from customers.models import Customer
from receivables.letter_states import AccountStatementState, Answer
from receivables.models import AccountStatement, Allocation, PayerAlias, ProvisionLine, ProvisionRun
from receivables.provision_states import ProvisionState
from receivables.rules.payers import name_key
from receivables.rules.references import references

YEAR = timedelta(days=365)
# The last payments tell a habit; a customer of many years has thousands.
MOST = 300
TONES = {Answer.CONFIRMED: "ok", Answer.PROMISED: "info", Answer.DISPUTED: "warn"}


@dataclass(frozen=True)
class Memory:
    """How a payer is known (alias) and what its payments of the last year were like.

    naming: those with a number in their text; combined: for several items at once. late, late_before: days on average
    in the last year and the one before it, None without payments.
    """

    customer: Customer
    alias: PayerAlias | None
    payments: int
    naming: int
    combined: int
    late: int | None
    late_before: int | None


def memory_of(line, customer_id) -> Memory | None:
    """What we remember of the payer of a line, taken for this customer; None where nobody is known."""
    customer = (
        Customer.objects.select_related("group").filter(pk=customer_id).first() if customer_id else None
    )
    if customer is None:
        return None
    today = local_day()
    rows = Allocation.objects.filter(
        receivable__customer=customer, reversed_at=None, counts_on__gte=today - 2 * YEAR
    )  # fmt: skip
    found = list(
        rows.order_by("-counts_on").values_list(
            "bank_line_id", "counts_on", "receivable__due_on", "bank_line__text"
        )[:MOST]
    )
    recent = [one for one in found if one[1] > today - YEAR]
    items: dict = {}
    for pk, _day, _due, _text in recent:
        items[pk] = items.get(pk, 0) + 1
    naming = {pk for pk, _day, _due, text in recent if _names(text)}
    return Memory(
        customer, _alias(line, customer), len(items), len(naming), sum(1 for count in items.values() if count > 1),
        _late(recent), _late([one for one in found if one[1] <= today - YEAR]),
    )  # fmt: skip


def _names(text: str) -> bool:
    found = references(text)
    return bool(found.whole or found.loose or found.short)


def _alias(line, customer) -> PayerAlias | None:
    keys = [key for key in (name_key(line.payer)[:200], line.payer_account) if key]
    return (
        PayerAlias.objects.filter(customer=customer, key__in=keys).order_by("-is_confirmed", "kind").first()
    )


def _late(rows) -> int | None:
    days = [(day - due).days for _line, day, due, _text in rows if due]
    return round(sum(days) / len(days)) if days else None


@dataclass(frozen=True)
class Said:
    """What a customer answered in one way to lines of a statement: how many, and the money of it by currency."""

    answer: Answer
    count: int
    amounts: list[Money]

    @property
    def tone(self) -> str:
        return TONES[self.answer]


@dataclass(frozen=True)
class LastStatement:
    """The customer's last statement of account and what it answered so far; left: lines without an answer."""

    statement: AccountStatement
    said: list[Said]
    left: int


def statement_of(customer_id, by) -> LastStatement | None:
    """The last statement of account of a customer that `by` sees and nobody withdrew; None where there is none."""
    if not customer_id:
        return None
    rows = visible(AccountStatement.objects.filter(customer_id=customer_id), by)
    statement = rows.exclude(state=AccountStatementState.WITHDRAWN).order_by("-pk").first()
    if statement is None:
        return None
    counted: dict[str, list] = {}
    lines = statement.lines.order_by().values("answer", "currency")
    for row in lines.annotate(count=Count("pk"), sum=Sum(Coalesce("answer_amount", "balance"))):
        counted.setdefault(row["answer"], []).append((row["count"], Money(row["sum"], row["currency"])))
    said = [
        Said(answer, sum(count for count, _money in counted[answer]), [money for _count, money in counted[answer]])
        for answer in Answer if answer in counted
    ]  # fmt: skip
    return LastStatement(statement, said, sum(count for count, _money in counted.get("", [])))


def provision_shares(ids) -> dict:
    """{receivable: the share of it that the last posted run provides for}; only those that it has a line of."""
    run = ProvisionRun.objects.filter(state=ProvisionState.POSTED).order_by("-closes_on").values("pk")[:1]
    lines = ProvisionLine.objects.filter(run__in=run, receivable_id__in=list(ids), balance_minor__gt=0)
    return {
        pk: Decimal(provided) / Decimal(balance)
        for pk, provided, balance in lines.values_list("receivable_id", "amount_minor", "balance_minor")
    }
