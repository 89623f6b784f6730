"""What the inbox and the page of an approval show."""

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.apps import apps
from django.db.models import Q

from approvals.models import Approval, Voter
from approvals.sight import my_approvals
from approvals.states import ApprovalState, GateCode, Vote
from core.dates import local_day, moment, start_of_day
from core.models import Event
from core.sight import visible
from tenancy.models import Absence

LENGTH = 100
TABS = ("mine", "deputy", "asked", "decided")


@dataclass
class Waiting:
    """An approval in the inbox with the days it has waited, and for whom the person would vote."""

    approval: Approval
    record: object
    days: int
    on_behalf_of: object = None

    @property
    def customer(self):
        return getattr(self.record, "customer", None)


@dataclass
class Opinion:
    """A step as the page shows it: who, what they said, how long it took or has waited."""

    position: int
    name: str
    seat: str
    people: list = field(default_factory=list)
    vote: str = ""
    vote_label: str = ""
    comment: str = ""
    days: float | None = None
    is_now: bool = False
    fell_to_admin: bool = False
    is_conditional: bool = False
    voter_id: object = None


def inbox(by) -> dict[str, list[Waiting]]:
    """The person's approvals by tab: to vote on, to vote on for somebody away, asked for, decided."""
    pending = Approval.objects.filter(state=ApprovalState.PENDING, pk__in=my_approvals(by)).exclude(
        asker_id=by.user_id
    )
    absent = away_for(by)
    rows = list(
        pending.select_related("asker").prefetch_related("steps__voters__user").order_by("created_at", "id")
    )
    asked = Approval.objects.filter(asker_id=by.user_id, state=ApprovalState.PENDING).order_by(
        "created_at", "id"
    )
    since = moment() - timedelta(days=90)
    voted = (
        Voter.objects.filter(Q(user_id=by.user_id) | Q(voted_by_id=by.user_id))
        .exclude(vote="")
        .values("step__approval_id")
    )
    decided = visible(
        Approval.objects.filter(
            Q(pk__in=voted) | Q(asker_id=by.user_id), ~Q(state=ApprovalState.PENDING), created_at__gte=since
        ),
        by,
    )
    records = records_of([*rows, *asked, *decided])
    open_votes = [(row, open_vote(row, by, absent)) for row in rows]
    return {
        "mine": [
            waiting(row, records, vote) for row, vote in open_votes if vote and vote.user_id == by.user_id
        ],
        "deputy": [
            waiting(row, records, vote, vote.user)
            for row, vote in open_votes
            if vote and vote.user_id != by.user_id
        ],
        "asked": [waiting(row, records) for row in asked],
        "decided": [waiting(row, records) for row in decided.order_by("-created_at", "-id")[:LENGTH]],
    }


def away_for(by) -> set:
    """Ids of people who are away today and for whom this person votes."""
    today = local_day()
    return set(
        Absence.objects.filter(deputy_id=by.user_id, starts_on__lte=today, ends_on__gte=today).values_list(
            "user_id", flat=True
        )
    )


def open_vote(approval, by, absent) -> Voter | None:
    """The vote this person may cast in the step that is open, own ones first."""
    step = next((step for step in approval.steps.all() if step.done_at is None), None)
    votes = [v for v in step.voters.all() if not v.vote and not v.handed_on_to_id] if step else []
    own = next((v for v in votes if v.user_id == by.user_id), None)
    return own or next((v for v in votes if v.user_id in absent), None)


def waiting(approval, records, vote=None, on_behalf_of=None) -> Waiting:
    """An approval with its record; the days count from when the open step came up."""
    since = vote.step.opened_at if vote is not None and vote.step.opened_at else approval.created_at
    return Waiting(approval, records.get(approval.record_id), (moment() - since).days, on_behalf_of)


def by_gate(rows) -> list[dict]:
    """[{gate, label, rows}] in the order of the gates; the longest wait first."""
    groups = []
    for gate in GateCode:
        some = sorted((row for row in rows if row.approval.gate == gate), key=lambda row: -row.days)
        if some:
            groups.append(
                {"gate": gate.value, "label": gate.label, "is_code": gate.value.isupper(), "rows": some}
            )
    return groups


def my_month(by) -> dict:
    """{count, days}: the person's votes of this month, and half of them took no longer than so many days."""
    first = start_of_day(local_day().replace(day=1))
    votes = Voter.objects.filter(voted_by_id=by.user_id, voted_at__gte=first, step__opened_at__isnull=False)
    took = [
        (voted - opened) / timedelta(days=1)
        for voted, opened in votes.values_list("voted_at", "step__opened_at")
    ]
    return {"count": len(took), "days": round(median(took), 1) if took else None}


def last_change(approval):
    """The last event by a person on the record since the request: who made the change that voided it."""
    events = Event.objects.filter(
        record_id=approval.record_id, at__gt=approval.created_at, by__isnull=False
    ).exclude(kind__startswith="approval.")
    return events.select_related("by").order_by("-at").first()


def rounds(approval) -> int:
    """The how-manieth request of this record at this gate it is."""
    return Approval.objects.filter(
        record_id=approval.record_id, gate=approval.gate, created_at__lte=approval.created_at
    ).count()


def records_of(approvals) -> dict:
    """{record id: record} of what was asked about, with its customer."""
    wanted: dict[str, set] = {}
    for approval in approvals:
        wanted.setdefault(approval.record_type, set()).add(approval.record_id)
    found: dict = {}
    for label, ids in wanted.items():
        model = apps.get_model(label)
        rows = (
            model.objects.select_related("customer")
            if any(f.name == "customer" for f in model._meta.fields)
            else model.objects.all()
        )
        found |= rows.in_bulk(ids)
    return found


def opinions(approval) -> list[Opinion]:
    """Every step in order with its people and votes."""
    conditional = set(approval.conditions.values_list("created_by_id", flat=True))
    steps = approval.steps.prefetch_related("voters__user", "voters__voted_by", "voters__handed_on_to")
    open_step = (
        next((step.pk for step in steps if step.done_at is None), None)
        if approval.state == ApprovalState.PENDING
        else None
    )
    found = [opinion for step in steps for opinion in _opinions_of(step, step.pk == open_step)]
    for opinion in found:
        opinion.is_conditional = opinion.vote == Vote.APPROVE and opinion.voter_id in conditional
    return found


def _opinions_of(step, is_now: bool) -> list[Opinion]:
    votes = [voter for voter in step.voters.all() if not voter.handed_on_to_id]
    cast = [voter for voter in votes if voter.vote]
    if not cast or is_now:
        open_ones = [voter for voter in votes if not voter.vote]
        rest = [_opinion(step, open_ones, None, is_now)] if open_ones else []
        return [_opinion(step, [voter], voter, False) for voter in cast] + rest
    return [_opinion(step, [voter], voter, False) for voter in cast]


def _opinion(step, voters, cast, is_now) -> Opinion:
    until = (cast.voted_at if cast else moment()) if step.opened_at else None
    return Opinion(
        position=step.position,
        name=" / ".join(voter.user.name for voter in voters) or "–",
        seat=step.seat or step.role,
        people=[voter.user for voter in voters],
        vote=cast.vote if cast else "",
        vote_label=cast.get_vote_display() if cast else "",
        comment=cast.comment if cast else "",
        days=round((until - step.opened_at) / timedelta(days=1), 1) if until else None,
        is_now=is_now,
        fell_to_admin=step.fell_to_admin,
        voter_id=cast.voted_by_id if cast else None,
    )


def was_asked(record) -> bool:
    """Has a gate ever been asked for this record? Then it is part of what was decided, and stays."""
    return Approval.objects.filter(record_id=record.pk).exists()
