"""The decision inbox, and one decision with its evidence, opinions and vote."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from approvals import selectors, services
from approvals.evidence import COSTS, checks_of, evidence_of, label_of, written
from approvals.forms import CONDITION_ROWS, PersonForm, VoteForm, conditions_in
from approvals.frozen_papers import papers_in
from approvals.models import Approval, Condition
from approvals.services.deciding import changes_since
from approvals.sight import sees_costs
from approvals.states import ApprovalState, Vote
from core.dates import moment
from core.errors import Refused
from core.http import refuse, reply
from core.sight import visible
from tenancy.people import members


def inbox(request):
    """What waits for the person's vote, by gate and waiting time; the first of it is open beside the list."""
    found = selectors.inbox(request.actor)
    tab = tab_of(request, found)
    context = listed(request, found, tab) | {"on_list": True}
    first = next((row for group in context["groups"] for row in group["rows"]), None)
    if first is not None:
        context |= decision(request, first.approval)
    return render(request, "approvals/inbox.html", context)


def tab_of(request, found) -> str:
    """The chosen tab; without a choice the first that holds something."""
    wanted = request.GET.get("tab", "")
    return wanted if wanted in selectors.TABS else next((tab for tab in selectors.TABS if found[tab]), "mine")


def page(request, pk):
    """One decision."""
    return render(request, "approvals/inbox.html", context_of(request, seen(request, pk)))


def seen(request, pk) -> Approval:
    """The approval, if the person sees it; else 404."""
    return get_object_or_404(visible(Approval.objects.select_related("asker"), request.actor), pk=pk)


def context_of(request, approval) -> dict:
    """The list with this approval open beside it."""
    found = selectors.inbox(request.actor)
    holding = next(
        (tab for tab in selectors.TABS if any(row.approval.pk == approval.pk for row in found[tab])), "mine"
    )
    return listed(request, found, holding, approval) | decision(request, approval)


def listed(request, found, tab, approval=None) -> dict:
    """The list of a tab by gate, and where in it one stands: the one before and after, for J and K."""
    groups = selectors.by_gate(found[tab])
    rows = [row.approval.pk for group in groups for row in group["rows"]]
    at = rows.index(approval.pk) if approval is not None and approval.pk in rows else 0
    return {
        "inbox": found,
        "tab": tab,
        "groups": groups,
        "month": selectors.my_month(request.actor),
        "place": {"at": at + 1, "of": len(rows)} if rows else None,
        "before": rows[at - 1] if rows and at > 0 else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
    }


def decision(request, approval) -> dict:
    """Everything the work area shows of one approval."""
    record = apps.get_model(approval.record_type).objects.filter(pk=approval.record_id).first()
    vote = services.may_vote(approval, request.actor)
    with_costs = sees_costs(approval, request.actor)
    changed = (
        changes_since(record, approval)
        if approval.state == ApprovalState.PENDING and record
        else approval.void_reason
    )
    address = getattr(record, "get_absolute_url", None)
    return {
        "approval": approval,
        "record": record,
        "record_url": address()
        if address and visible(type(record).objects.filter(pk=record.pk), request.actor).exists()
        else "",
        "evidence": evidence_of(approval.frozen, with_costs=with_costs),
        "checks": checks_of(approval),
        "papers": papers_in(approval),
        "opinions": selectors.opinions(approval),
        "waited": waited(approval, vote),
        "round": selectors.rounds(approval),
        "last_change": selectors.last_change(approval) if changed else None,
        "conditions": approval.conditions.select_related("owner"),
        "changes": [
            change_in_words(change) for change in changed if with_costs or change["field"] not in COSTS
        ],
        "may_vote": vote,
        "may_withdraw": approval.asker_id == request.actor.user_id
        and approval.state == ApprovalState.PENDING,
        "people": members().exclude(pk__in=[approval.asker_id, request.actor.user_id]).order_by("name")
        if vote
        else (),
        "condition_rows": entered_conditions(request),
        "votes": [
            ("approve", _("Approve"), 1),
            ("condition", pgettext("vote", "Conditional"), 2),
            ("return", _("Return"), 3),
            ("reject", _("Reject"), 4),
        ],
    }


def entered_conditions(request) -> list[dict]:
    """The rows for conditions, with what was entered where a vote was refused."""
    names = {"text": "condition_text", "owner": "condition_owner", "due": "condition_due"}
    sent = {key: request.POST.getlist(name) for key, name in names.items()}
    return [
        {key: values[row] if row < len(values) else "" for key, values in sent.items()}
        for row in range(CONDITION_ROWS)
    ]


def waited(approval, vote) -> int | None:
    """The days that the open step has waited for this person."""
    opened = vote.step.opened_at if vote is not None else None
    return (moment() - opened).days if opened else None


def change_in_words(change: dict) -> dict:
    """A difference to the frozen copy for people; lists and nested terms are only said to differ."""
    plain = all(not isinstance(change[side], dict | list) for side in ("was", "is"))
    return {"label": label_of(change["field"]), "plain": plain,
            "was": written(change["field"], change["was"]) if plain else "",
            "is": written(change["field"], change["is"]) if plain else ""}  # fmt: skip


@require_POST
def vote(request, pk):
    """Cast a vote; the last approving one makes the move."""
    approval = seen(request, pk)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return again(request, approval, _("Choose approve, conditional, return or reject."), 422)
    chosen = form.cleaned_data["decision"]
    try:
        approval = services.decide(
            approval,
            by=request.actor,
            decision=Vote.APPROVE if chosen == "condition" else chosen,
            comment=form.cleaned_data["comment"],
            conditions=needed_conditions(request) if chosen == "condition" else (),
        )
    except ValidationError as error:
        return again(request, approval, " ".join(error.messages), 422)
    except Refused as error:
        return again(request, approval, str(error), error.status)
    return reply(request, after(request), said(approval))


def needed_conditions(request) -> list[dict]:
    """The conditions of a conditional approval; at least one."""
    found = conditions_in(request.POST)
    if not found:
        raise ValidationError(_("A conditional approval names at least one condition."))
    return found


def after(request) -> str:
    """The next decision that waits, else the inbox."""
    left = selectors.inbox(request.actor)["mine"]
    return reverse("approvals:page", args=[left[0].approval.pk]) if left else reverse("approvals:inbox")


def said(approval) -> str:
    """What the vote led to."""
    return _("{gate} {title}: {state}").format(
        gate=approval.gate, title=approval.title, state=approval.get_state_display()
    )


def again(request, approval, problem: str, status: int):
    """The page once more with what did not go."""
    return refuse(
        request,
        "approvals/inbox.html",
        context_of(request, approval) | {"problem": problem, "sent": request.POST},
        status,
    )


@require_POST
def hand_on(request, pk):
    """Hand one's vote on to a colleague."""
    return with_person(request, pk, services.hand_on, _("Handed on to {name}"))


@require_POST
def add_approver(request, pk):
    """Ask one more colleague; then all of the step must agree."""
    return with_person(request, pk, services.add_approver, _("{name} decides as well"))


def with_person(request, pk, service, text):
    """Call a service that takes a colleague, and say so."""
    approval = seen(request, pk)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return again(request, approval, _("Choose a colleague."), 422)
    try:
        service(approval, form.cleaned_data["user"], by=request.actor)
    except ValidationError as error:
        return again(request, approval, " ".join(error.messages), 422)
    except Refused as error:
        return again(request, approval, str(error), error.status)
    return reply(
        request, reverse("approvals:page", args=[pk]), text.format(name=form.cleaned_data["user"].name)
    )


@require_POST
def withdraw(request, pk):
    """The asker takes the request back."""
    approval = seen(request, pk)
    try:
        approval = services.withdraw(approval, by=request.actor)
    except Refused as error:
        return again(request, approval, str(error), error.status)
    return reply(request, reverse("approvals:page", args=[pk]), said(approval))


@require_POST
def close_condition(request, pk):
    """Close a condition with what shows that it is done."""
    condition = get_object_or_404(Condition.objects.select_related("approval"), pk=pk)
    approval = seen(request, condition.approval_id)
    try:
        services.close_condition(
            condition, by=request.actor, evidence=request.POST.get("evidence", "")[:2000]
        )
    except ValidationError as error:
        return again(request, approval, " ".join(error.messages), 422)
    except Refused as error:
        return again(request, approval, str(error), error.status)
    return reply(request, reverse("approvals:page", args=[approval.pk]), _("Condition closed"))
