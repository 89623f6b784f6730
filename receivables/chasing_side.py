"""What stands beside a receivable on its page: its ladder, promises, causes, cases, and the forms to note them."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.forms import MoveForm
from core.record_parts import page_parts
from receivables.chasing_forms import BlockForm, CauseForm, PromiseForm, WhyForm
from receivables.models import DunningBlock, DunningProcedure
from receivables.rules.dunning import BLOCK, resting
from receivables.services.by_hand import standing
from receivables.services.causes import needs_cause
from receivables.services.pauses import ACTION, CASE, DISPUTE, PROMISE
from receivables.states import ReceivableState
from receivables.who import chasing

SHOWN = 5
PAUSED_BY = {
    DISPUTE: _("Dispute"), PROMISE: _("Promise to pay"), ACTION: _("Corrective action"), CASE: _("Legal case"),
    BLOCK: pgettext_lazy("dunning", "Stopped"),
}  # fmt: skip


def chasing_side(record, by) -> dict:
    """Context of receivables/_chasing_side.html."""
    today = local_day()
    open_now = record.state == ReceivableState.OPEN and record.balance > 0
    late = open_now and record.days_overdue(today) > 0
    may = open_now and chasing(record, by)
    may_state = may and late and needs_cause(record)
    forms: dict[str, type[MoveForm]] = {"promise": PromiseForm} if may else {}
    forms |= {"step": WhyForm, "skip": WhyForm, "block": BlockForm} if may and late else {}
    forms |= {"cause": CauseForm} if may_state else {}
    return {
        "promises": record.promises.order_by("-promised_on", "-created_at")[:SHOWN],
        "causes": record.causes.order_by("-found_on", "-created_at")[:SHOWN],
        "cases": record.case_items.select_related("case").order_by("-added_on"),
        "stands": stands_on(record, today) if late else None,
        "blocks": blocks_of(record, today) if late else [],
        "may_chase": may,
        "may_state_cause": may_state,
        "parts": page_parts(by, record, **forms),
    }


def stands_on(record, today) -> dict:
    """The item's place on its ladder in words: level, the next and its day, what rests, what holds it back."""
    found = standing(record, today)
    pauses = [
        {"label": PAUSED_BY[pause.kind], "amount": pause.amount, "ends_on": pause.ends_on}
        for pause in resting(found["pauses"], today)
        if pause.kind != BLOCK
    ]
    following = found["next"]
    due = record.due_on + timedelta(days=following.days) if following else None
    earliest = today + timedelta(days=1) if found["last_on"] == today else today
    procedure = DunningProcedure.objects.get(pk=found["ladder"].procedure_id)
    return found | {"pauses": pauses, "procedure": procedure, "next_on": due and max(due, earliest)}


def blocks_of(record, today):
    """Blocks that hold now, of the item and of its customer."""
    rows = DunningBlock.objects.filter(Q(receivable=record) | Q(customer_id=record.customer_id))
    return rows.filter(lifted_on=None, until__gte=today).order_by("until")
