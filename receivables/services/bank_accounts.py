"""What finance says of our bank accounts: that one is ours, what it is called, which mapping its files have."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.workflow import edit
from receivables.models import BankAccount, StatementLayout
from receivables.services.statements import IMPORTING


def change(account: BankAccount, *, by, expected_version=None, **values) -> BankAccount:
    """Confirm an account or name it. Raises Denied, Stale."""
    return edit(account, by=by, right=IMPORTING, expected_version=expected_version, **values)


@transaction.atomic
def link(layout: StatementLayout, *, by, account: str = "", bank: str | None = None) -> StatementLayout:
    """Keep a mapping for one account alone, or for any. Raises Denied, ValidationError where that one has another."""
    if not IMPORTING(None, by):
        raise Denied(IMPORTING.sentence)
    account = account.replace(" ", "")
    others = StatementLayout.objects.filter(fingerprint=layout.fingerprint, account=account).exclude(
        pk=layout.pk
    )
    if others.exists():
        raise ValidationError({"account": _("Another mapping of the same columns is kept for this account.")})
    layout.account = account
    layout.bank = layout.bank if bank is None else bank
    layout.save()
    return layout


@transaction.atomic
def forget(layout: StatementLayout, *, by) -> None:
    """Remove a mapping: the next file with these columns asks again. Raises Denied."""
    if not IMPORTING(None, by):
        raise Denied(IMPORTING.sentence)
    happened(layout, "statement_layout.removed", by=by, bank=str(layout))
    layout.delete()
