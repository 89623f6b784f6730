"""Who is away in the demo and who stands in, and a seat that has just changed hands."""

from datetime import timedelta

from core.dates import local_day
from deals.models import Deal
from deals.services import set_team, stand_in
from deals.states import CHAIN
from integrations.demo.company import Company
from tenancy.absences import plan_absence
from tenancy.actor import actor_for


def change_seats(company: Company) -> None:
    """An FR is away this week, with a stand-in on one of the deals; an SR's latest deal goes to the named SR."""
    absent, leaver = company.seats["fr"][-1], company.seats["sr"][-1]
    today, fr, manager = local_day(), company.users["fr"], company.by("sales_manager")
    until = today + timedelta(days=5)
    if absent != fr:
        plan_absence(by=actor_for(absent), user=absent, deputy=fr, starts_on=today, ends_on=until)
        for deal in _of(absent)[:1]:
            stand_in(deal, "fr", by=manager, user=fr, since=today, until=until)
    if leaver != company.users["sr"]:
        for deal in _of(leaver)[:1]:
            set_team(deal, by=manager, sr=company.users["sr"])


def _of(user) -> list[Deal]:
    """The open deals on whose triangle the person sits, the latest first."""
    rows = Deal.objects.filter(stage__in=CHAIN, team__user=user, team__left_on=None)
    return list(rows.order_by("-created_at"))
