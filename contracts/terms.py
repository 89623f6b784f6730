"""The terms of a contract as plain values: what a gate freezes, and whether the payment schedule adds up."""

import hashlib
import json
from decimal import Decimal

from django.utils.translation import gettext as _

from core.display import full_amount
from deals.amounts import schedule_amounts, schedule_gap
from deals.states import BY_DELIVERY, InstalmentKind, PaymentMode, Trigger

LINE_FIELDS = ("description", "quantity", "unit_price", "unit_cost", "tax_rate", "total")
SCHEDULE_FIELDS = (
    "name",
    "kind",
    "share",
    "amount",
    "trigger",
    "base",
    "days",
    "then_day",
    "due_on",
    "method",
)


def frozen_terms(contract) -> dict:
    """Everything that ATC decides on (decision 4), as JSON-able text: a change to any of it voids the approval."""
    agreement = contract.agreement
    return {
        "amount": _text(contract.amount),
        "currency": contract.currency,
        "customer": str(contract.customer_id),
        "payment_mode": agreement.payment_mode,
        "warranty_months": agreement.warranty_months,
        "lines": [_line(line) for line in live_lines(agreement)],
        "schedule": [_row(part, SCHEDULE_FIELDS) for part in agreement.instalments.all()],
        "clauses": {str(row.clause_id): row.text for row in contract.clauses.exclude(text=None)},
        "budget": _budget(contract),
    }


def digest(terms: dict) -> str:
    """SHA-256 of the terms in one canonical spelling."""
    spelt = json.dumps(terms, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelt.encode()).hexdigest()


def live_lines(agreement):
    """The lines that hold, in order; removed ones only remain for what was delivered by them."""
    return agreement.lines.filter(is_removed=False)


def schedule_problems(agreement) -> list[str]:
    """Why the payment schedule can't be reviewed: sentences; empty when it can."""
    return [*sum_problems(agreement), *paid_late(agreement.instalments.all(), agreement.payment_mode)]


def sum_problems(agreement) -> list[str]:
    """Why the payment schedule does not come to the total: sentences with the difference; empty when it does."""
    parts = list(agreement.instalments.all())
    delivered = live_lines(agreement).filter(is_deliverable=True).exists()
    return [*problems_of(agreement.total, agreement.currency, parts), *never_triggered(parts, delivered)]


def problems_of(total: Decimal, currency: str, parts) -> list[str]:
    """The same for any parts (rows or drafts with kind, share, amount)."""
    if not parts:
        return [_("The payment schedule is empty.")]
    share = sum((part.share or Decimal(0) for part in parts if part.kind == InstalmentKind.SHARE), Decimal(0))
    if all(part.kind == InstalmentKind.SHARE for part in parts) and share != 1:
        return [_shares_sentence(share)]
    amounts = schedule_amounts(total, currency, parts)
    problems = [_("An instalment is negative.")] if min(amounts) < 0 else []
    gap = schedule_gap(total, amounts)
    return [*problems, _gap_sentence(total - gap, gap, currency)] if gap else problems


def never_triggered(parts, something_delivered: bool) -> list[str]:
    """Instalments that wait for a shipment or an acceptance where nothing of the contract is ever delivered."""
    text = _("“{name}” would never fall due: nothing of this contract is shipped or accepted.")
    waiting = [] if something_delivered else [part.name for part in parts if part.trigger in BY_DELIVERY]
    return [text.format(name=name) for name in waiting]


def paid_late(parts, payment_mode: str) -> list[str]:
    """Instalments that wait for the goods where all money is to come first (ltc.md §3)."""
    text = _("“{name}” falls due “{trigger}”, but under prepayment all money comes before the goods.")
    late = [part for part in parts if part.trigger in BY_DELIVERY]
    if payment_mode != PaymentMode.PREPAYMENT:
        late = []
    return [text.format(name=part.name, trigger=Trigger(part.trigger).label) for part in late]


def _shares_sentence(share: Decimal) -> str:
    text = _("The shares add up to {sum} %, {gap} % short of 100 %.")
    if share > 1:
        text = _("The shares add up to {sum} %, {gap} % more than 100 %.")
    return text.format(sum=_text(share * 100), gap=_text(abs(1 - share) * 100))


def _gap_sentence(found: Decimal, gap: Decimal, currency: str) -> str:
    text = _("The instalments add up to {sum}, {gap} short of the contract amount.")
    if gap < 0:
        text = _("The instalments add up to {sum}, {gap} more than the contract amount.")
    return text.format(sum=f"{currency} {full_amount(found)}", gap=f"{currency} {full_amount(abs(gap))}")


def _line(line) -> dict:
    return _row(line, LINE_FIELDS) | {"product": str(line.product_id or "")}


def _budget(contract) -> dict:
    budget = contract.deal.calculations.filter(kind="budget").first()
    return {"revenue": _text(budget.revenue), "cost": _text(budget.cost)} if budget else {}


def _row(row, fields) -> dict:
    return {name: _text(getattr(row, name)) for name in fields}


def _text(value):
    """A value in one spelling: 2, 2.0 and 2.0000 are the same quantity."""
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    return value if value is None or isinstance(value, int) else str(value)
