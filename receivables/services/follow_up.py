"""What a level sets going beyond its own transaction: confirmation letters, requests to Legal, proposals.

Each makes a record of its own with papers and to-dos, which would keep the morning's rows locked for long. So the
steps post one note to the outbox; its handler does each thing once, however often it runs.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import todo
from core.outbox import handler, post
from customers.models import Customer
from customers.services.restrictions import propose_blacklist
from receivables.claim_states import RequestKind
from receivables.models import DunningStep
from receivables.services import confirmation
from receivables.services.insurance import report_deadline
from receivables.services.legal_requests import ask_legal
from receivables.services.provisions import propose_specific
from receivables.states import ReceivableState
from tenancy.actor import system

KIND = "dunning_follow_up"
SETS_GOING = (
    "confirms", "checks_insurance", "legal_review", "proposes_legal", "proposes_blacklist", "proposes_provision",
)  # fmt: skip


def ask_follow_up(steps) -> None:
    """Post what these steps set going, level by level; a level that sets nothing going posts nothing."""
    for level, found in _by_level(steps).items():
        wanted = [name for name in SETS_GOING if getattr(level, name)]
        if wanted:
            post(KIND, {"steps": [str(step.id) for step in found], "wanted": wanted})


def _by_level(steps) -> dict:
    found: dict = {}
    for step in steps:
        found.setdefault(step.does, []).append(step)
    return found


@handler(KIND)
def follow_up(payload: dict) -> None:
    """Do what the steps ask for; what was paid meanwhile asks for nothing."""
    rows = DunningStep.objects.filter(pk__in=payload["steps"], receivable__state=ReceivableState.OPEN)
    steps = list(rows.select_related("receivable__customer").order_by("days_overdue", "pk"))
    for name in payload["wanted"]:
        for step in steps:
            with transaction.atomic():
                DOES[name](step)


def _reason(step) -> str:
    number = step.receivable.number
    return _("{number} is {days} days overdue").format(number=number, days=step.days_overdue)


def _confirm(step) -> None:
    """One confirmation letter a customer and day, over all that it owes."""
    customer = Customer.objects.get(pk=step.receivable.customer_id)
    confirmation.make(customer, by=system(), as_of=step.made_on, cause="dunning")


def _check_insurance(step) -> None:
    """Credit is told by when the insurer must hear of a possible loss; what nobody insures asks for nothing."""
    receivable, by = step.receivable, report_deadline(step.receivable)
    if by is None:
        return
    todo(
        receivable, "dunning_insurance", role="credit", due_on=by, key=f"{receivable.pk}:{step.cycle}",
        customer=receivable.customer.name, number=receivable.number, days=step.days_overdue, day=by.isoformat(),
    )  # fmt: skip


def _review(step) -> None:
    ask_legal(RequestKind.REVIEW, step)


def _legal(step) -> None:
    ask_legal(RequestKind.ACTION, step)


def _blacklist(step) -> None:
    customer = Customer.objects.get(pk=step.receivable.customer_id)
    propose_blacklist(customer, _reason(step), cause="dunning")


def _provide(step) -> None:
    propose_specific(step.receivable, by=system(), reason=_reason(step))


DOES = {
    "confirms": _confirm, "checks_insurance": _check_insurance, "legal_review": _review, "proposes_legal": _legal,
    "proposes_blacklist": _blacklist, "proposes_provision": _provide,
}  # fmt: skip
