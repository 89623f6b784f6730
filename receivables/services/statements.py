"""Taking in bank statement files: read, checked, each line known only once (decision 28)."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.errors import Denied
from core.events import happened
from core.money import minor_units
from core.tenancy import current_tenant, current_tenant_id
from core.upload import TEXT
from core.workflow import perform, serves
from desk.papers import attach
from receivables.forms import ReasonForm
from receivables.models import BankAccount, BankLine, BankStatement, StatementPart
from receivables.rules import mt940
from receivables.rules.mt940_fields import Problem
from receivables.rules.narrative import read as read_narrative
from receivables.rules.narrative import squeezed
from receivables.services import ledger, matching
from receivables.states import StatementState
from tenancy.roles import Right, may

IMPORTING = may(Right.STATEMENT_IMPORT)
# Longer texts in a statement are damage, not information.
LIMITS = {"payer": 200, "payer_account": 60, "customer_reference": 120, "bank_reference": 120, "text": 2000}


@dataclass
class Imported:
    """The file's record, and whether these very bytes were read before."""

    statement: BankStatement
    repeated: bool = False


def import_statement(raw: bytes, *, file_name: str, by, account: str = "") -> Imported:
    """Read an MT940 file into the books, keep it, and post what is certain. The same file again adds nothing.

    account: for a file that names none. Raises Denied, receivables.rules.text.Unreadable with its line, and
    ValidationError on `file` where the company's papers have no room left.
    """
    if not IMPORTING(None, by):
        raise Denied(IMPORTING.sentence)
    digest = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        _wait_for_same_file(digest)
        known = BankStatement.objects.filter(digest=digest).first()
        if known:
            return Imported(known, repeated=True)
        found = mt940.read(raw, CURRENCIES)
        statement = _stored(found, digest, file_name, account, by=by)
        lines = _store_parts(statement, found, account, by=by)
        _keep_file(statement, raw, by=by)
        happened(statement, "statement.imported", by=by, file=file_name, count=statement.new_lines)
    if statement.state == StatementState.IMPORTED and lines:
        matching.post_certain([line.pk for line in lines], by=by)
    return Imported(statement)


def _keep_file(statement, raw: bytes, *, by) -> None:
    """The bank's own bytes stay with what was read from them, with their hash."""
    file = ContentFile(raw, name=statement.file_name or "statement.sta")
    try:
        attach(statement, file, by=by, content_type=TEXT)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def _wait_for_same_file(digest: str) -> None:
    """Two uploads of one file at once: the second waits, then finds it known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{current_tenant_id()}:{digest}"]
        )


def _stored(found, digest, file_name, account, *, by) -> BankStatement:
    held = any(not part.adds_up for part in found.statements)
    statement = BankStatement(
        file_name=file_name[:200],
        format="mt940",
        digest=digest,
        owner_id=by.user_id,
        created_by_id=by.user_id,
        state=StatementState.HELD if held else StatementState.IMPORTED,
    )
    statement.save(force_insert=True)
    return statement


def _store_parts(statement, found, account_name, *, by) -> list[BankLine]:
    """Parts and new lines of a file; fills in the statement's counts and problems. Returns the new lines."""
    problems, counted, made, known = list(found.problems), Counter(), [], 0
    for position, part in enumerate(found.statements, start=1):
        account = _account(part, account_name, problems, by=by)
        _note_gap(account, part, problems)
        row = _part(statement, account, position, part)
        row.save(force_insert=True)
        new = _new_lines(statement, row, account, part, counted)
        known += len(part.entries) - len(new)
        made += new
    _store_lines(made, problems, by=by)
    statement.new_lines, statement.known_lines = len(made), known
    statement.problems = [
        {"line": p.line, "detail": p.detail} for p in sorted(problems, key=lambda p: p.line)
    ]
    statement.save()
    return made


def _account(part, name, problems, *, by) -> BankAccount:
    """Our account of this number, locked so that two files at once don't take the same line; unknown ones are new."""
    number = (part.account or name or "?")[:60]
    if name and part.account and name.replace(" ", "") != part.account:
        text = _("The file names the account {file}; {given} was given with it.")
        problems.append(Problem(part.line, text.format(file=part.account, given=name)))
    row, made = BankAccount.objects.get_or_create(
        number=number, currency=part.currency, defaults={"created_by_id": by.user_id}
    )
    if made:
        text = _("The account {number} was not known; it is taken on as unconfirmed.")
        problems.append(Problem(part.line, text.format(number=number)))
    return BankAccount.objects.select_for_update().get(pk=row.pk)


def _note_gap(account, part, problems) -> None:
    """The opening balance should be the last closing one: a gap is a problem noted, not a hold."""
    if part.opening is None:
        return
    before = StatementPart.objects.filter(
        account=account, closes_on__lte=part.opening.on, closing__isnull=False
    )
    last = before.order_by("-closes_on", "-id").first()
    if last and last.closing != part.opening.amount:
        text = _(
            "The last closing balance was {last}, this one opens with {opening}: a statement may be missing."
        )
        shown = {"last": f"{last.closing:,.2f}", "opening": f"{part.opening.amount:,.2f}"}
        problems.append(Problem(part.opening.line, text.format(**shown)))


def _part(statement, account, position, part) -> StatementPart:
    incoming = sum((e.amount for e in part.entries if e.amount > 0), Decimal(0))
    outgoing = sum((-e.amount for e in part.entries if e.amount < 0), Decimal(0))
    return StatementPart(
        statement=statement, account=account, position=position, number=part.number[:40], currency=part.currency,
        opening=part.opening and part.opening.amount, closing=part.closing and part.closing.amount,
        opens_on=part.opening and part.opening.on, closes_on=part.closing and part.closing.on,
        lines=len(part.entries), credits=incoming, debits=outgoing,
    )  # fmt: skip


def _new_lines(statement, row, account, part, counted: Counter) -> list[BankLine]:
    """Lines that are not in the books: of n equal ones in the file the books may know some (decision 28)."""
    built = []
    for entry in part.entries:
        line = _line(statement, row, account, entry, part.currency)
        counted[account.pk, line.digest] += 1
        line.occurrence = counted[account.pk, line.digest]
        built.append(line)
    known = set(
        BankLine.objects.filter(account=account, digest__in={line.digest for line in built}).values_list(
            "digest", "occurrence"
        )
    )
    return [line for line in built if (line.digest, line.occurrence) not in known]


def _line(statement, row, account, entry, currency) -> BankLine:
    told = read_narrative(entry.narrative)
    values = {
        "payer": told.payer,
        "payer_account": told.account,
        "customer_reference": entry.customer_reference,
        "bank_reference": entry.bank_reference,
        "text": " · ".join(filter(None, (told.purpose, squeezed(entry.supplement)))),
    }
    return BankLine(
        statement=statement, part=row, account=account, line=entry.line, digest=line_digest(entry, currency),
        amount=entry.amount, currency=currency, value_on=entry.value_on, booked_on=entry.booked_on, code=entry.code,
        **{name: value[: LIMITS[name]] for name, value in values.items()},
    )  # fmt: skip


def line_digest(entry, currency: str) -> str:
    """What makes a line the same line again: days, amount, references and text, white space aside."""
    parts = (
        entry.value_on, entry.booked_on, f"{entry.amount.normalize():f}", currency, entry.code, entry.reversal,
        entry.customer_reference, entry.bank_reference, entry.supplement, entry.narrative,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join("".join(str(part).split()) for part in parts).encode()).hexdigest()


def _store_lines(lines, problems, *, by) -> None:
    """Write lines and, for money that came in, its entry; whose it is as far as the payer tells."""
    currency = current_tenant().currency
    matching.recognise(lines)
    rates: dict = {}
    for line in lines:
        key = (line.currency, line.value_on)
        if key not in rates:
            rates[key] = ledger.known_rate(*key)
            if rates[key] is None:
                text = _(
                    "There is no exchange rate for {currency} on {day}; the line has no value in {base} yet."
                )
                shown = {"currency": line.currency, "day": line.value_on.isoformat(), "base": currency}
                problems.append(Problem(line.line, text.format(**shown)))
        line.amount_minor = minor_units(line.amount * (rates[key] or 0), currency)
    BankLine.objects.bulk_create(lines, batch_size=1000)
    ledger.write(
        [
            ledger.received(line, by=by, rate=rates[line.currency, line.value_on])
            for line in lines
            if line.amount > 0
        ]
    )


@serves(BankStatement, "release", form=ReasonForm)
def release(statement, *, by, reason):
    """Let the lines of a held file be allocated; the difference was looked at."""
    statement = perform(statement, "release", by=by, reason=reason, facts_={"file": statement.file_name})
    matching.post_certain(list(statement.bank_lines.values_list("pk", flat=True)), by=by)
    return statement
