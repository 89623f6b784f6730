"""Splitting what is left of a bank line into parts, each matched or parked by itself 拆分 (design 06)."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money
from receivables.models import BankLine, LineShare
from receivables.services.allocation import ALLOCATING

MOST_SHARES = 50


@transaction.atomic
def split(line: BankLine, amounts: list[Decimal], *, by, notes: Sequence[str] = ()) -> list[LineShare]:
    """Parts of these amounts; what they leave is one more. An earlier split is replaced; no amount: whole again.

    Raises Denied, Blocked where nothing is left, ValidationError where they are more than is left.
    """
    line = _locked(line, by)
    wanted = [amount for amount in amounts if amount]
    rest = line.unallocated - sum(wanted, Decimal(0))
    if any(amount < 0 for amount in wanted):
        raise ValidationError({"amounts": _("Must be more than 0.")})
    if rest < 0:
        text = _("The parts are {extra} more than the {most} left of the bank line.")
        raise ValidationError(
            {"amounts": text.format(extra=f"{-rest:,.2f}", most=f"{line.unallocated:,.2f}")}
        )
    if len(wanted) >= MOST_SHARES:
        raise ValidationError({"amounts": _("At most {most} parts.").format(most=MOST_SHARES)})
    line.shares.all().delete()
    texts = dict(enumerate(notes))
    every = [*wanted, *([rest] if wanted and rest else [])]
    made = [
        LineShare(bank_line=line, position=at, amount=amount, rest=amount, note=texts.get(at, "")[:200])
        for at, amount in enumerate(every)
    ]
    LineShare.objects.bulk_create(made)
    shown = [Money(amount, line.currency).as_json()["amount"] for amount in every]
    happened(line, "bank_line.split", by=by, parts=" + ".join(shown) or line.rest.as_json()["amount"])
    return made


def split_money(line: BankLine, parts: list[dict], *, by) -> list[LineShare]:
    """The same by parts of {amount: Money, note}. Raises ValidationError on another currency too."""
    for part in parts:
        if part["amount"].currency != line.currency:
            raise ValidationError(
                {"amount": _("This money is in {currency}.").format(currency=line.currency)}
            )
    amounts, notes = [part["amount"].amount for part in parts], [part.get("note", "") for part in parts]
    return split(line, amounts, by=by, notes=notes)


def use(share_id, line: BankLine, amount: Decimal) -> None:
    """So much of a part was allocated, in the transaction of the allocation. Raises ValidationError: it is more."""
    share = LineShare.objects.select_for_update().filter(pk=share_id, bank_line=line).first()
    if share is None:
        raise ValidationError(_("The bank line is split otherwise by now. Look again."))
    if amount > share.rest:
        text = _("{amount} is more than the {most} of this part.")
        raise ValidationError(text.format(amount=f"{amount:,.2f}", most=f"{share.rest:,.2f}"))
    share.rest -= amount
    share.save()


@transaction.atomic
def park_share(share: LineShare, *, by, note: str = "") -> LineShare:
    """Leave a part for later; the line goes on with the others. Raises Denied."""
    line = _locked(share.bank_line, by)
    share = LineShare.objects.select_for_update().get(pk=share.pk)
    share.is_parked, share.note = True, note or share.note
    share.save()
    happened(
        line,
        "bank_line.part_parked",
        by=by,
        amount=Money(share.rest, line.currency).as_json(),
        note=share.note,
    )
    return share


def shares_of(line: BankLine) -> list[LineShare]:
    """The parts that are left of a split line; none where allocations made otherwise no longer fit them."""
    found = [share for share in line.shares.all() if share.rest > 0]
    return found if sum((share.rest for share in found), Decimal(0)) == line.unallocated else []


def _locked(line, by) -> BankLine:
    if not ALLOCATING(None, by):
        raise Denied(ALLOCATING.sentence)
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    if line.unallocated <= 0:
        raise Blocked([Blocker("line_used_up", _("Nothing of this bank line is left to allocate."))])
    return line
