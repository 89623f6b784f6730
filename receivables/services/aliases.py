"""Payers we learn to know: what a person decides teaches a name or an account (handbook §8)."""

from django.db.models import F

from core.dates import moment
from customers.models import Customer
from receivables.models import BankLine, PayerAlias
from receivables.rules.payers import name_key


def learn(decided: list[tuple[BankLine, object]], *, by) -> None:
    """Remember the payers of lines that a person allocated: [(line, customer id)]."""
    names = dict(
        Customer.objects.filter(pk__in={customer for _line, customer in decided}).values_list("pk", "name")
    )
    for kind, key, value, customer_id in sorted(_told(decided, names)):
        alias, made = PayerAlias.objects.get_or_create(
            kind=kind,
            key=key,
            customer_id=customer_id,
            defaults={"value": value, "created_by_id": by.user_id},
        )
        if not made:
            PayerAlias.objects.filter(pk=alias.pk).update(
                times=F("times") + 1, is_confirmed=True, last_used_at=moment()
            )


def _told(decided, names):
    """(kind, key, value, customer id) of what the lines tell beyond the customer's own name."""
    found = set()
    for line, customer_id in decided:
        key = name_key(line.payer)[:200]
        if key and key != name_key(names[customer_id]):
            found.add((PayerAlias.Kind.NAME.value, key, line.payer, customer_id))
        if line.payer_account:
            found.add((PayerAlias.Kind.ACCOUNT.value, line.payer_account, line.payer_account, customer_id))
    return found


def unlearn(line: BankLine, customer_id) -> None:
    """A decision was taken back: an alias that rested on it alone is confirmed no longer."""
    keys = [name_key(line.payer)[:200], line.payer_account]
    known = PayerAlias.objects.filter(customer_id=customer_id, key__in=[key for key in keys if key])
    known.filter(times__lte=1).update(is_confirmed=False, times=0)
    known.filter(times__gt=1).update(times=F("times") - 1)
