"""Files of facts: uploaded, their columns matched, and taken over in the background, row by row."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates import moment
from core.errors import Denied
from core.events import happened
from core.outbox import handler, post, post_many
from core.workflow import lock
from customers import fact_rows
from customers.columns import guessed
from customers.models import AdmissionFact, Customer, FactSource, SourceFile, SourceRow
from customers.providers import FILE
from customers.selectors import fact_types, facts_of
from customers.services.admission import check_admission
from customers.services.fact_reading import is_news
from customers.services.fact_sources import checked
from customers.sheets import content_type_of, rows_of
from customers.states import FileState
from desk.models import Attachment
from desk.papers import attach
from tenancy.actor import system
from tenancy.roles import Right, may

LOAD, CHECK = "load_fact_file", "check_admissions"
RIGHTS = (may(Right.SETTINGS), may(Right.CUSTOMER_ADMIT))
PROBLEMS_KEPT = 100
CHUNK, CHECKED_AT_ONCE = 500, 50


@transaction.atomic
def upload(source: FactSource, *, by, file) -> SourceFile:
    """Keep a file and match its columns as far as its headers tell; nothing is taken over yet.

    Raises Denied, ValidationError for what is no file of rows.
    """
    _may_upload(by)
    if source.kind != FILE:
        raise ValidationError(_("This source takes no files."))
    content = file.read()
    _number, header = next(rows_of(content), (0, []))
    file.seek(0)
    if not header:
        raise ValidationError({"file": _("The file has no row of headers.")})
    source = lock(source)
    for name, value in guessed(header, fact_types(), source.mapping).items():
        if value:
            setattr(source, name, value)
    source.save()
    paper = attach(source, file, by=by, content_type=content_type_of(content))
    made = SourceFile.objects.create(
        source=source, paper_id=paper.pk, name=paper.name, columns=[one for one in header if one],
        created_by_id=by.user_id,
    )  # fmt: skip
    happened(source, "fact_source.file_uploaded", by=by, name=made.name)
    return made


@transaction.atomic
def load(file: SourceFile, *, by, mapping, code_column="", name_column="", day_from="") -> SourceFile:
    """Have a file taken over in the background by these columns, in the place of the one before it.

    Raises Denied, ValidationError for columns that the file does not have.
    """
    _may_upload(by)
    file = lock(file)
    source = lock(file.source)
    for name, column in {
        "code_column": code_column,
        "name_column": name_column,
        "day_from": day_from,
    }.items():
        _has(file, {name: column})
        setattr(source, name, column)
    for column in mapping.values():
        _has(file, {"mapping": column})
    if not mapping:
        raise ValidationError({"mapping": _("Say for at least one fact where it is.")})
    source.mapping = mapping
    checked(source)
    source.save()
    file.state, file.created_by_id = FileState.LOADING, by.user_id
    file.save()
    post(LOAD, {"file": str(file.pk)})
    happened(source, "fact_source.file_loaded", by=by, name=file.name)
    return file


def _has(file, chosen: dict) -> None:
    for field, column in chosen.items():
        if column and column not in file.columns:
            raise ValidationError({field: _("The file has no column “{name}”.").format(name=column[:60])})


def _may_upload(by) -> None:
    if not any(right(None, by) for right in RIGHTS):
        raise Denied(RIGHTS[1].sentence)


# --- in the background --------------------------------------------------------------------------------------------


@handler(LOAD)
def take_over(payload: dict) -> None:
    """Read the file into rows that the source answers from, and take in what they say of customers on file."""
    file = SourceFile.objects.select_related("source", "created_by").get(pk=payload["file"])
    if file.state != FileState.LOADING:
        return
    with override(file.created_by.language if file.created_by else None):
        try:
            rows, problems = fact_rows.parsed(rows_of(_content(file)), file.source, fact_types())
        except ValidationError as error:
            file.state, file.problems = (
                FileState.FAILED,
                [{"row": 0, "column": "", "reason": error.messages[0]}],
            )
            file.save()
            return
    SourceRow.objects.filter(source=file.source).delete()
    SourceRow.objects.bulk_create(rows, batch_size=CHUNK)
    file.rows, file.failed = len(rows), len({problem["row"] for problem in problems})
    file.matched = _taken_in(file.source, rows)
    file.problems, file.state, file.loaded_at = problems[:PROBLEMS_KEPT], FileState.LOADED, moment()
    file.save()


def _content(file: SourceFile) -> bytes:
    paper = Attachment.objects.get(pk=file.paper_id)
    with default_storage.open(paper.path) as kept:
        return kept.read()


def _taken_in(source: FactSource, rows: list[SourceRow]) -> int:
    """Facts of the customers that the rows speak of; those with news are checked anew. Returns how many were found."""
    found = 0
    for start in range(0, len(rows), CHUNK):
        pairs = _customers(rows[start : start + CHUNK])
        on_file = facts_of([pk for pk, _row in pairs])
        news = [
            AdmissionFact(customer_id=pk, code=code, value=value, source=source.name, day=row.day)
            for pk, row in pairs
            for code, value in row.values.items()
            if is_news(on_file[pk].get(code), value, row.day)
        ]
        AdmissionFact.objects.bulk_create(news, batch_size=CHUNK)
        _check_later(sorted({str(fact.customer_id) for fact in news}))
        found += len(pairs)
    return found


def _customers(rows: list[SourceRow]) -> list[tuple]:
    """[(customer id, row)] by code; by name where the row or the customer has no code."""
    codes = {row.unified_code: row for row in rows if row.unified_code}
    names = {row.normalised_name: row for row in rows if row.normalised_name}
    columns = ("pk", "unified_code", "normalised_name")
    by_code = Customer.objects.filter(unified_code__in=codes).values_list(*columns)
    by_name = Customer.objects.filter(normalised_name__in=names).values_list(*columns)
    found = {pk: codes[code] for pk, code, _name in by_code}
    for pk, code, name in by_name:
        if not (code and names[name].unified_code):
            found.setdefault(pk, names[name])
    return list(found.items())


def _check_later(ids: list[str]) -> None:
    chunks = [ids[start : start + CHECKED_AT_ONCE] for start in range(0, len(ids), CHECKED_AT_ONCE)]
    post_many(CHECK, [{"customers": chunk} for chunk in chunks])


@handler(CHECK)
def check_many(payload: dict) -> None:
    """Run the rules anew for customers of whom something new is on file."""
    for pk in payload["customers"]:
        with suppress(Customer.DoesNotExist):
            check_admission(Customer.objects.get(pk=pk), by=system())
