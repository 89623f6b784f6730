"""The figures beside the sidebar's entries: red = mine and overdue or due today, grey = how long the list is."""

from contracts.models import Contract
from contracts.states import ContractState
from core.dates import local_day
from core.sight import visible
from delivery.models import DeliveryOrder
from delivery.states import OrderState
from desk.models import Notice
from insights.selectors.tasks import open_todos
from leads.models import Lead
from leads.states import OPEN as OPEN_LEADS
from opportunities.models import Opportunity
from opportunities.states import OPEN as OPEN_OPPORTUNITIES

MOST = 999
OVER = {ContractState.CLOSED, ContractState.TERMINATED}
DELIVERED = {OrderState.CLOSED, OrderState.CANCELLED}


def counts(by) -> list[dict]:
    """[{name, text, hot}] for the places of insights.shell; nothing where the count is 0."""
    urgent = open_todos(by).filter(due_on__lte=local_day())
    votes = open_todos(by).filter(kind="approval.vote")
    lists = {
        "leads": visible(Lead.objects.filter(state__in=OPEN_LEADS), by),
        "opportunities": visible(Opportunity.objects.filter(state__in=OPEN_OPPORTUNITIES), by),
        "contracts": visible(Contract.objects.exclude(state__in=OVER), by),
        "delivery": visible(DeliveryOrder.objects.exclude(state__in=DELIVERED), by),
    }
    figures = [figure("workbench", urgent, hot=True), figure("approvals", votes)]
    return figures + [figure(name, rows) for name, rows in lists.items()]


def figure(name: str, rows, *, hot: bool = False) -> dict:
    """A count that stops looking at 999."""
    n = rows.order_by().values("pk")[: MOST + 1].count()
    return {"name": name, "text": "999+" if n > MOST else str(n or ""), "hot": hot and n > 0}


def unread(by) -> int:
    """Notices the person has not read."""
    return Notice.objects.filter(user_id=by.user_id, read_at=None).count()
