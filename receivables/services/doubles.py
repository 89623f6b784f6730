"""Payments that may have come twice: the same payer, amount and numbers soon after one that settled something."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, OuterRef

from receivables.models import Allocation, BankLine
from receivables.rules.payers import name_key
from receivables.rules.references import references
from receivables.settings import DOUBLE_DAYS
from tenancy.rules import rule


def likely_doubles(lines: list[BankLine]) -> dict:
    """{line id: earlier payments of which it may be the second}, in one question for all lines.

    Same currency and amount, same payer (name or account, else customer), within the tenant's days of a payment that
    was used for a receivable, and no reference that tells them apart.
    """
    asked = [line for line in lines if line.amount > 0]
    if not asked:
        return {}
    span = timedelta(days=rule(DOUBLE_DAYS.key))
    days = [line.value_on for line in asked]
    used = Allocation.objects.filter(bank_line=OuterRef("pk"), reversed_at=None)
    earlier = BankLine.objects.filter(
        Exists(used), amount_minor__in={line.amount_minor for line in asked},
        value_on__range=(min(days) - span, max(days)),
    )  # fmt: skip
    by_money = defaultdict(list)
    for one in earlier.order_by("-value_on", "pk"):
        by_money[one.currency, one.amount].append(one)
    found = {}
    for line in asked:
        doubles = [
            one for one in by_money[line.currency, line.amount]
            if one.pk != line.pk and timedelta(0) <= line.value_on - one.value_on <= span and _alike(line, one)
        ]  # fmt: skip
        if doubles:
            found[line.pk] = doubles
    return found


def _alike(line, one) -> bool:
    mine, its = _payers(line), _payers(one)
    same_payer = bool(mine & its) or (
        (not mine or not its) and line.customer_id == one.customer_id is not None
    )
    numbers, others = _numbers(line), _numbers(one)
    return same_payer and (not numbers or not others or numbers == others)


def _payers(line) -> set:
    return {key for key in (name_key(line.payer), line.payer_account) if key}


def _numbers(line):
    found = references(f"{line.text} {line.customer_reference}")
    return (found.whole, found.loose, found.short) if any((found.whole, found.loose, found.short)) else None
