"""What timelines, to-dos and notices say about approvals."""

from django.utils.translation import gettext_lazy as _

from approvals.states import GATE_WORDS
from core.attention import texts
from core.coded import coded
from core.events import sentences, steps

EVENTS = {
    "approval.submitted": _("{actor} submitted for {gate}"),
    "approval.approved": _("{actor} approved {gate}"),
    "approval.rejected": _("{actor} rejected {gate}: {comment}"),
    "approval.returned": _("{actor} returned {gate}: {comment}"),
    "approval.withdrawn": _("{actor} withdrew the {gate} request"),
    "approval.voided": _("The {gate} request is void: what was submitted has changed"),
    "approval.approver_added": _("{actor} added {approver}"),
    "approval.handed_on": _("{actor} handed the vote on to {approver}"),
    "approval.vote_passed_on": _("{actor} handed the vote of {former} on to {approver}: {gate}"),
    "approval.asker_changed": _("{actor} made {successor} the asker instead of {former}: {gate}"),
    "approval.condition_passed_on": _(
        "{actor} handed a condition of {gate} on from {former} to {successor}: {text}"
    ),
}
STEPS = {"approval.pass_gate": _("All have voted: the gate is passed")}
TOLD = {
    "approval.vote": _("Vote on {gate}: {title}"),
    "approval.approved": _("{gate} passed: {title}"),
    "approval.rejected": _("{gate} rejected: {title}"),
    "approval.returned": _("{gate} returned: {title}"),
    "approval.withdrawn": _("{gate} withdrawn: {title}"),
    "approval.voided": _("{gate} is void, submit it again: {title}"),
    "approval.failed": _("{gate} passed but could not be carried out: {title}"),
    "approval.condition": _("Meet the condition of {gate}: {text}"),
    "approval.escalated": _("{gate} has waited too long and came to you: {title}"),
}


def install() -> None:
    """Called when the app is ready."""
    sentences(EVENTS)
    steps(STEPS)
    texts(TOLD)
    coded({kind: {"gate": GATE_WORDS} for kind in (*EVENTS, *TOLD)})
