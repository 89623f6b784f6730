"""Taking in bank statement files: read, checked, each line known only once (decision 28)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction

from core.currencies import CURRENCIES
from core.errors import Denied
from core.events import happened
from core.outbox import post
from core.tenancy import current_tenant, current_tenant_id
from core.upload import TEXT
from core.workflow import perform, serves
from desk.papers import attach, hand_on
from receivables.forms import ReasonForm
from receivables.models import BankAccount, BankLine, BankStatement, StatementPart
from receivables.rules.statements import reading, tables
from receivables.rules.statements.layout import Layout, is_header_of
from receivables.rules.statements.reading import Asked
from receivables.rules.statements.shape import Statement, StatementFile
from receivables.services import matching, statement_accounts, statement_layouts, statement_lines
from receivables.services.statement_twins import Twins, twins_of
from receivables.states import StatementState
from tenancy.roles import Right, may

IMPORTING = may(Right.STATEMENT_IMPORT)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# told(done, of) while lines are written.
Progress = Callable[[int, int], None]


@dataclass
class Imported:
    """The file's record, and whether these very bytes were read before."""

    statement: BankStatement
    repeated: bool = False


def asked(*, account="", format="", encoding="", mapping: Layout | None = None) -> Asked:
    """What reading needs to know, with what the tenant's books know."""
    account = account.replace(" ", "")
    return Asked(
        currencies=CURRENCIES,
        currency=statement_accounts.currency_for(account, current_tenant().currency),
        account=account,
        format=(format or "").lower().replace("-", "").replace(".", ""),
        encoding=encoding,
        mapping=mapping,
        kept=statement_layouts.kept_for(account),
    )


def import_statement(
    raw: bytes, *, file_name: str, by, account: str = "", format: str | None = None, encoding: str = "",
    mapping: Layout | None = None, remember: bool = False, told: Progress | None = None, kept_on=None,
) -> Imported:  # fmt: skip
    """Read a bank's file into the books, keep it, and post what is certain. The same file again adds nothing.

    account: for a file that names none. format, encoding, mapping: where they are not to be found by the content;
    remember: keep the mapping for the next file with these headers. told(done, of): while lines are written. kept_on:
    the import that holds the file already; what is certain is then posted afterwards. Raises Denied,
    rules.statements.shape.Unreadable with its line (of it EncodingAsked and MappingAsked), ValidationError on `file`
    where the company's papers have no room left.
    """
    if not IMPORTING(None, by):
        raise Denied(IMPORTING.sentence)
    with transaction.atomic():
        digest = hashlib.sha256(raw).hexdigest()
        _wait_for_same_file(digest)
        known = BankStatement.objects.filter(digest=digest).first()
        if known:
            return Imported(known, repeated=True)
        asking = asked(account=account, format=format or "", encoding=encoding, mapping=mapping)
        found = reading.read(raw, asking)
        if remember and mapping is not None and mapping.columns:
            table = tables.read(raw, encoding, is_header_of(mapping))
            statement_layouts.remember(table, mapping, account=account.replace(" ", ""), by=by)
        statement, lines = stored(found, digest, file_name, account, by=by, told=told)
        if kept_on is None:
            _keep_file(statement, raw, by=by)
        else:
            hand_on(kept_on, statement)
            post("statement.match", {"statement": str(statement.pk)})
        happened(statement, "statement.imported", by=by, file=file_name, count=statement.new_lines)
    if kept_on is None and statement.state == StatementState.IMPORTED and lines:
        matching.post_certain([line.pk for line in lines], by=by)
    return Imported(statement)


def _keep_file(statement, raw: bytes, *, by) -> None:
    """The bank's own bytes stay with what was read from them, with their hash."""
    file = ContentFile(raw, name=statement.file_name or "statement.sta")
    try:
        attach(statement, file, by=by, content_type=XLSX if statement.format == "xlsx" else TEXT)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def _wait_for_same_file(digest: str) -> None:
    """Two uploads of one file at once: the second waits, then finds it known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{current_tenant_id()}:{digest}"]
        )


def stored(found: StatementFile, digest, file_name, account, *, by, told: Progress | None = None):
    """(the file's record, its new lines), written with their parts and ledger entries."""
    parts, problems = _looked_at(found, account, by=by), found.problems
    held = any(part.is_held for part in found.statements) or any(one.twins for one in parts)
    statement = BankStatement(
        file_name=file_name[:200],
        format=found.format,
        encoding=found.encoding,
        # MT940 and CAMT name no bank: then it is known by how we call the account.
        bank=(found.bank or next((one.account.name for one in parts), ""))[:60],
        digest=digest,
        owner_id=by.user_id,
        created_by_id=by.user_id,
        state=StatementState.HELD if held else StatementState.IMPORTED,
        new_lines=sum(len(one.new) for one in parts),
        known_lines=sum(len(one.known) for one in parts),
    )
    statement.save(force_insert=True)
    made = _store_parts(statement, parts, problems, by=by, told=told)
    statement.problems = [
        {"line": p.line, "detail": p.detail} for p in sorted(problems, key=lambda p: p.line)
    ]
    statement.save()
    return statement, made


@dataclass
class _Looked:
    """A part of a file beside the books: its account, which of its lines are new, and whether they seem told twice."""

    part: Statement
    account: BankAccount
    new: list[BankLine]
    known: list[BankLine]
    twins: Twins | None


def _looked_at(found: StatementFile, given: str, *, by) -> list[_Looked]:
    """Each part of a file with its account and its new lines; what is odd is noted among the file's problems."""
    counted, looked = statement_lines.Counted(), []
    for part in found.statements:
        account = statement_accounts.account_of(part, given, found.bank, found.problems, by=by)
        new, known = statement_lines.parted(account, part, counted)
        twins = twins_of(account, found.format, known, new)
        if twins is not None:
            found.problems.note(part.line, twins.sentence())
        looked.append(_Looked(part, account, new, known, twins))
    return looked


def _store_parts(statement, parts: list[_Looked], problems, *, by, told: Progress | None) -> list[BankLine]:
    """Write the parts with their new lines, which are returned; odd closing balances are noted."""
    rows, made = [], []
    for position, one in enumerate(parts, start=1):
        statement_accounts.note_gap(one.account, one.part, problems)
        row = _part(statement, one.account, position, one.part)
        row.save(force_insert=True)
        rows.append((one, row))
        for line in one.new:
            line.statement, line.part = statement, row
        made += one.new
    of = len(made)
    statement_lines.store(made, problems, by=by, done=None if told is None else lambda done: told(done, of))
    for one, row in rows:
        statement_accounts.note_closing(one.account, one.part, row, problems)
    return made


def _part(statement, account, position, part) -> StatementPart:
    mine = [e.amount for e in part.entries if e.currency in ("", part.currency)]
    incoming = sum((amount for amount in mine if amount > 0), Decimal(0))
    outgoing = sum((-amount for amount in mine if amount < 0), Decimal(0))
    return StatementPart(
        statement=statement, account=account, position=position, number=part.number[:40], currency=part.currency,
        opening=part.opening and part.opening.amount, closing=part.closing and part.closing.amount,
        opens_on=part.opening and part.opening.on, closes_on=part.closing and part.closing.on,
        lines=len(part.entries), credits=incoming, debits=outgoing, is_interim=part.interim,
    )  # fmt: skip


@serves(BankStatement, "release", form=ReasonForm)
def release(statement, *, by, reason):
    """Let the lines of a held file be allocated; the difference was looked at."""
    statement = perform(statement, "release", by=by, reason=reason, facts_={"file": statement.file_name})
    matching.post_certain(list(statement.bank_lines.values_list("pk", flat=True)), by=by)
    return statement
