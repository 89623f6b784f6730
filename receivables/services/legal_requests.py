"""What dunning asks of Legal: a review, then action; accepted it leads to a case, declined it says why."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.bulk import run_many
from core.errors import Blocked
from core.events import happened
from core.ids import one_of
from core.workflow import perform, run, serves
from receivables.claim_states import UNDER_WAY, CaseState, RequestState
from receivables.forms import OptionalReasonForm, ReasonForm
from receivables.models import CaseItem, DunningStep, LegalRequest, Receivable
from receivables.states import ReceivableState
from tenancy.actor import system

DECIDE = "legal_request"


def ask_legal(kind: str, step: DunningStep) -> LegalRequest | None:
    """A request of this kind for Legal to decide; None where one of the customer waits already, or this step asked."""
    receivable = step.receivable
    made = LegalRequest(
        kind=kind, customer_id=receivable.customer_id, receivable=receivable, days_overdue=step.days_overdue,
        asked_on=step.made_on, key=f"{receivable.pk}:{step.cycle}:{step.level}", owner_id=None,
        department_id=receivable.department_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    happened(
        made, "legal_request.asked", by=system(), kind_=made.kind, number=receivable.number,
        days=step.days_overdue,
    )  # fmt: skip
    todo(
        made, f"{DECIDE}_{kind}", role="legal", due_on=step.made_on, key=str(made.pk),
        customer=receivable.customer.name, number=receivable.number, days=step.days_overdue,
    )  # fmt: skip
    return made


@serves(LegalRequest, "accept", form=OptionalReasonForm)
def accept(request, *, by, reason=""):
    """Legal takes it: its case covers the item, or one begins with the letter. Raises Blocked where nothing is open."""
    request = perform(request, "accept", by=by, reason=reason)
    receivable = Receivable.objects.get(pk=request.receivable_id)
    item = CaseItem.objects.filter(receivable=receivable, closed_on=None).select_related("case").first()
    if item is None and receivable.state == ReceivableState.OPEN:
        run(receivable, "start_legal", by=by, fields={"reason": reason or _("Asked for by dunning.")})
        item = CaseItem.objects.select_related("case").get(receivable=receivable, closed_on=None)
    if item is None:
        raise Blocked([])
    request.case = item.case
    request.save()
    if request.kind == "action" and item.case.state in UNDER_WAY[: UNDER_WAY.index(CaseState.SUIT)]:
        todo(
            item.case, "legal_case_sue", user=item.case.owner, role="" if item.case.owner_id else "legal",
            due_on=request.as_of, key=str(request.pk), customer=request.customer.name, number=item.case.number,
        )  # fmt: skip
    close_todos(request)
    return request


@serves(LegalRequest, "decline", form=ReasonForm)
def decline(request, *, by, reason):
    """Not a matter for Legal; whoever owns the item hears why."""
    request = perform(request, "decline", by=by, reason=reason)
    close_todos(request)
    owner = request.receivable.owner
    if owner is not None:
        notify(
            [owner], "legal_request_declined", record=request, key=str(request.pk), reason=reason,
            customer=request.customer.name, number=request.receivable.number,
        )  # fmt: skip
    return request


def lapse_requests(receivable_ids) -> None:
    """What is paid is no matter for Legal."""
    rows = LegalRequest.objects.filter(one_of("receivable", receivable_ids), state=RequestState.PROPOSED)
    if not rows.exists():
        return
    outcome = run_many(
        rows.select_related("receivable"), "lapse", by=system(), fields={"reason": _("Settled.")},
        follow=lambda done: [close_todos(one) for one in done],
    )  # fmt: skip
    for _pk, error in outcome.failed:
        raise error
