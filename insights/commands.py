"""What Ctrl K can run besides finding records: go somewhere, create something."""

from django.utils.translation import gettext_lazy as _

from insights.shell import CHAIN, LOW, TOP, Place, shown
from tenancy.roles import Right

CREATE = (
    Place("new_lead", "leads:new", _("New lead"), "plus", rights=(Right.LEAD_CREATE,)),
    Place(
        "new_visit",
        "customers:visit-new",
        _("Log a visit"),
        "map-pin-plus",
        rights=(Right.VISIT_LOG,),
        press="visit",
    ),
    Place("new_customer", "customers:new", _("New customer"), "plus", rights=(Right.CUSTOMER_EDIT,)),
    Place(
        "new_opportunity",
        "opportunities:new",
        _("New opportunity"),
        "plus",
        rights=(Right.OPPORTUNITY_CREATE,),
    ),
    Place("todos", "insights:todos", _("To-dos"), "list-check"),
    Place("triangle", "insights:triangle", _("Triangle board"), "affiliate"),
    Place("ageing", "receivables:ageing", _("Receivables by age"), "clock"),
    Place("account_statements", "receivables:account-statements", _("Statements of account"), "file-text"),
    Place("confirmations", "receivables:confirmations", _("Confirmation letters"), "rubber-stamp"),
    Place("promises", "receivables:promises", _("Promises to pay"), "calendar-event"),
    Place("disputes", "receivables:disputes", _("Disputes"), "message-question"),
    Place("legal_cases", "receivables:cases", _("Legal cases"), "gavel"),
    Place("me", "tenancy:me", _("My settings"), "user"),
)


def commands_for(request, q: str = "") -> list[dict]:
    """The commands whose label holds each word of `q`, in the language in force; all of them without words."""
    pages = [place for places in (TOP, *(places for _css, _label, places in CHAIN), LOW) for place in places]
    offered = shown((*CREATE, *pages), request.actor)
    wanted = q.casefold().split()
    return [item for item in offered if all(word in str(item["label"]).casefold() for word in wanted)]
