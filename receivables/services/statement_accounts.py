"""Our bank accounts as statements name them: found or taken on; whether a statement goes on where the last ended."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from receivables.models import BankAccount, BankLine, StatementPart
from receivables.states import StatementState

UNKNOWN = "?"


def account_of(part, given: str, bank: str, problems, *, by) -> BankAccount:
    """Our account of this number, locked so that two files at once don't take the same line; unknown ones are new."""
    number = part.account or given.replace(" ", "")
    if given and part.account and given.replace(" ", "") != part.account:
        text = _("The file names the account {file}; {given} was given with it.")
        problems.note(part.line, text.format(file=part.account, given=given))
    if not number:
        number = f"{UNKNOWN} {bank}".strip()
        problems.note(
            part.line, _("The file names no account; its lines stand under “{number}”.").format(number=number)
        )
    row, made = BankAccount.objects.get_or_create(
        number=number[:60], currency=part.currency, defaults={"created_by_id": by.user_id}
    )
    if made:
        text = _("The account {number} was not known; it is taken on as unconfirmed.")
        problems.note(part.line, text.format(number=row.number))
    return BankAccount.objects.select_for_update().get(pk=row.pk)


def currency_for(number: str, otherwise: str) -> str:
    """The currency of our account of this number, where it is held in one alone."""
    found = set(
        BankAccount.objects.filter(number=number.replace(" ", "")).values_list("currency", flat=True)[:2]
    )
    return found.pop() if number and len(found) == 1 else otherwise


def note_gap(account: BankAccount, part, problems) -> None:
    """The opening balance should be the last closing one: a gap is a problem noted, not a hold."""
    if part.interim or part.opening is None:
        return
    before = _closed_parts(account).filter(closes_on__lte=part.opening.on)
    last = before.order_by("-closes_on", "-id").first()
    if last and last.closing != part.opening.amount:
        text = _(
            "The last closing balance was {last}, this one opens with {opening}: a statement may be missing."
        )
        shown = {"last": f"{last.closing:,.2f}", "opening": f"{part.opening.amount:,.2f}"}
        problems.note(part.opening.line, text.format(**shown))


def note_closing(account: BankAccount, part, position, problems) -> None:
    """A file with a closing balance alone (OFX): the last known balance and all lines since should make it."""
    if part.interim or part.closing is None or part.opening is not None:
        return
    before = _closed_parts(account).filter(closes_on__lte=part.closing.on)
    last = before.exclude(pk=position.pk).order_by("-closes_on", "-id").first()
    if last is None:
        return
    since = BankLine.objects.told().filter(
        account=account, booked_on__gt=last.closes_on, booked_on__lte=part.closing.on
    ).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if last.closing + since != part.closing.amount:
        text = _(
            "The last balance and the lines since make {made}, the file says {told}: a line may be missing."
        )
        shown = {"made": f"{last.closing + since:,.2f}", "told": f"{part.closing.amount:,.2f}"}
        problems.note(part.closing.line, text.format(**shown))


def _closed_parts(account: BankAccount):
    """The account's statements with a closing balance, without those of discarded files."""
    rows = StatementPart.objects.filter(account=account, is_interim=False, closing__isnull=False)
    return rows.exclude(statement__state=StatementState.DISCARDED)
