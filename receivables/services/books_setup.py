"""The accounts and posting rules of a tenant: copied with the tenant, changed on the settings page."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.rows import insert_many
from receivables.books import ACCOUNTS, POSTINGS
from receivables.models import BookAccount, BookPosting
from receivables.services.levels import SETTING


def install_books() -> None:
    """Copy the accounts and rules of Chinese GAAP into the tenant in force; what is there stays."""
    if BookPosting.objects.exists():
        return
    insert_many(
        [BookAccount(code=code, name=name, has_customer=by) for code, (name, by) in ACCOUNTS.items()],
        ignore_conflicts=True,
    )
    by_code = {account.code: account for account in BookAccount.objects.all()}
    insert_many(
        [
            BookPosting(
                kind=kind,
                debit=by_code[debit],
                credit=by_code[credit],
                tax=by_code.get(tax),
                is_exported=is_exported,
            )
            for kind, (debit, credit, tax, is_exported) in POSTINGS.items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def set_books(accounts: list[dict], postings: dict, *, by) -> None:
    """Change accounts and rules. Raises Denied, ValidationError.

    accounts: [{"id": id or None for a new one, "code", "name", "has_customer"}]; postings: {kind: {"debit", "credit",
    "tax": id or None, "is_exported"}}.
    """
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    _set_accounts(accounts, by)
    known = {account.pk: account for account in BookAccount.objects.all()}
    for row in BookPosting.objects.select_for_update().order_by("kind"):
        if row.kind in postings:
            _set_posting(row, postings[row.kind], known, by)


def _set_accounts(accounts, by) -> None:
    codes = [one["code"] for one in accounts]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise ValidationError(_("The account {code} stands here twice.").format(code=twice))
    rows = {row.pk: row for row in BookAccount.objects.select_for_update()}
    for one in accounts:
        row = rows.get(one["id"]) or BookAccount(created_by_id=by.user_id)
        changed = row._state.adding or any(
            getattr(row, name) != one[name] for name in ("code", "name", "has_customer")
        )
        if changed:
            row.code, row.name, row.has_customer = one["code"], one["name"], one["has_customer"]
            row.save()
            happened(row, "book_account.updated", by=by, code=row.code, name=row.name)


def _set_posting(row, values, known, by) -> None:
    before = (row.debit_id, row.credit_id, row.tax_id, row.is_exported)
    after = (values["debit"], values["credit"], values["tax"], values["is_exported"])
    if before == after:
        return
    if after[0] not in known or after[1] not in known or (after[2] is not None and after[2] not in known):
        raise ValidationError(_("Choose accounts of this list."))
    row.debit_id, row.credit_id, row.tax_id, row.is_exported = after
    row.save()
    shown = {"debit": known[row.debit_id].code, "credit": known[row.credit_id].code}
    happened(row, "book_posting.updated", by=by, entry=row.get_kind_display(), **shown)
