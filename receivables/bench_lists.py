"""The lists around the matching of bank lines, declared once for pages and API."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.listing import Filter, Listing
from core.refusals import BadParameter
from receivables.models import LineQuestion, MatchRun, PayerAlias


def _question_state(value, by) -> Q:
    if value not in ("open", "answered"):
        raise BadParameter("state", str(_("state is one of {states}.")).format(states="open, answered"))
    return Q(answered_at__isnull=value == "open")


aliases_listing = Listing(
    PayerAlias,
    filters=["customer", "kind", "value", "is_confirmed", "created_at"],
    ordering=["created_at"],
    select_related=["customer"],
    searchable=False,
)
questions_listing = Listing(
    LineQuestion,
    filters=[
        "bank_line", "asked_of", "created_at", Filter("state", kind="text", asks=_question_state, label=_("State"))
    ],
    ordering=["created_at"],
    select_related=["bank_line", "asked_of"],
    searchable=False,
)  # fmt: skip
runs_listing = Listing(
    MatchRun, filters=["statement", "created_at"], ordering=["created_at"], searchable=False
)
