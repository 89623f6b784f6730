"""The clause library of a tenant."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Clause
from contracts.standard_clauses import STANDARD
from contracts.states import ClauseOwner, Risk
from core.errors import Denied
from core.events import happened
from core.workflow import edit
from tenancy.roles import Right, may

MAY_EDIT = may(Right.CLAUSE_EDIT)
COLUMNS = ("code", "category", "risk", "opinion_by", "title_zh", "title_en", "text_zh", "text_en")


def install_library() -> None:
    """Copy the standard clauses into the tenant in force; those it has stay as they are."""
    known = set(Clause.objects.values_list("code", flat=True))
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in STANDARD]
    Clause.objects.bulk_create(Clause(**row) for row in rows if row["code"] not in known)


@transaction.atomic
def create_clause(*, by, code, risk="", opinion_by="", **values) -> Clause:
    """Add a clause to the library. Raises Denied, ValidationError for a number that is taken."""
    if not by.can(Right.CLAUSE_EDIT):
        raise Denied(MAY_EDIT.sentence)
    if Clause.objects.filter(code=code).exists():
        raise ValidationError(
            {"code": _("There is a clause {code} already.").format(code=code)}, code="unique"
        )
    clause = Clause.objects.create(
        code=code,
        risk=risk or Risk.MEDIUM,
        opinion_by=opinion_by or ClauseOwner.LEGAL,
        created_by_id=by.user_id,
        **values,
    )
    happened(clause, "clause.created", by=by, code=code)
    return clause


def edit_clause(clause: Clause, *, by, expected_version=None, **values) -> Clause:
    """Change a clause of the library; contracts that carry its standard text follow until they are signed."""
    values = {name: value for name, value in values.items() if value != "" or name in ("title_en", "text_en")}
    return edit(clause, by=by, right=MAY_EDIT, expected_version=expected_version, **values)
