"""Payers we learn to know: what a person decides teaches a name or an account (handbook §8)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.dates import moment
from core.errors import Denied
from core.events import happened
from customers.models import Customer
from receivables.models import BankLine, PayerAlias
from receivables.rules.payers import name_key
from tenancy.roles import Right, may


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


# --- looked after by hand -----------------------------------------------------------------------------------------


@transaction.atomic
def add(*, by, customer, kind: str, value: str) -> PayerAlias:
    """A name or account that stands for a customer, told by a person. Raises Denied, ValidationError: known."""
    _check_right(by)
    value = value.strip()
    key = name_key(value)[:200] if kind == PayerAlias.Kind.NAME else value.replace(" ", "")
    if not key:
        raise ValidationError({"value": _("Enter a name or an account.")})
    if PayerAlias.objects.filter(kind=kind, key=key, customer=customer, is_confirmed=True).exists():
        raise ValidationError({"value": ValidationError(_("This payer is known already."), code="duplicate")})
    alias, _new = PayerAlias.objects.update_or_create(
        kind=kind, key=key, customer=customer,
        defaults={"value": value, "is_confirmed": True, "times": 1},
        create_defaults={"value": value, "is_confirmed": True, "times": 1, "created_by_id": by.user_id},
    )  # fmt: skip
    happened(alias, "payer_alias.confirmed", by=by, customer_id=customer.pk, value=value)
    return alias


@transaction.atomic
def confirm(alias: PayerAlias, *, by) -> PayerAlias:
    """A person vouches for it: from now on it is as good as the customer's own name. Raises Denied."""
    _check_right(by)
    alias = PayerAlias.objects.select_for_update(of=("self",)).get(pk=alias.pk)
    if not alias.is_confirmed:
        alias.is_confirmed, alias.times = True, max(alias.times, 1)
        alias.save()
        happened(alias, "payer_alias.confirmed", by=by, value=alias.value)
    return alias


@transaction.atomic
def forget(alias: PayerAlias, *, by) -> None:
    """It stands for the customer no longer; the next decision may teach it again. Raises Denied."""
    _check_right(by)
    happened(alias.customer, "payer_alias.forgotten", by=by, value=alias.value)
    alias.delete()


def _check_right(by) -> None:
    allocating = may(Right.ALLOCATE)
    if not allocating(None, by):
        raise Denied(allocating.sentence)
