"""Hand over everything that a person answers for: foreseen first, then done in the background, chunk by chunk.

Each chunk is one posting of the outbox and one transaction, which posts the next: a worker that dies loses nothing. A
record's row is written with its change, so that each is seen to once.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import moment
from core.errors import Blocked, Denied, Refused
from core.events import happened
from core.guards import Blocker
from core.outbox import handler, post
from core.tenancy import current_tenant_id
from tenancy import devices
from tenancy.actor import Actor, actor_for, system
from tenancy.holdings import Holding, Passing, counted, in_order
from tenancy.models import Fate, Handover, HandoverRow, Membership, User
from tenancy.people import members, works_elsewhere
from tenancy.roles import Right, may

CHUNK = 50
# What may be chosen for a kind instead of a successor.
POOL, STAY = "pool", "stay"
MANAGING = may(Right.USERS_MANAGE)
log = structlog.get_logger("tenancy.handing_over")


@dataclass
class Line:
    """A kind as it would be handed over: how many, to whom (None: nobody), and why some would stay."""

    holding: Holding
    count: int
    to: User | None = None
    to_pool: bool = False
    reasons: list[tuple[str, int]] = field(default_factory=list)

    @property
    def stays(self) -> int:
        return sum(count for _reason, count in self.reasons)

    @property
    def moves(self) -> int:
        return self.count - self.stays


class Choices:
    """Who takes which kind, read once: {code: id of a person, "pool" or "stay"}, "" for all the others."""

    def __init__(self, chosen: dict):
        self.chosen = chosen
        ids = {UUID(value) for value in chosen.values() if value not in (POOL, STAY, "")}
        here = Membership.objects.filter(tenant_id=current_tenant_id(), is_active=True, user__is_active=True)
        people = here.filter(user__in=ids).select_related("user")
        self.members = {str(one.user_id): one for one in people}

    def to_pool(self, holding: Holding) -> bool:
        """Do records of this kind go to nobody, for whoever wants them?"""
        return holding.pool is not None and self.chosen.get(holding.code) == POOL

    def member(self, holding: Holding) -> Membership | None:
        """The successor for this kind; None where nobody was chosen, or the one chosen has left meanwhile."""
        return self.members.get(self.chosen.get(holding.code) or self.chosen.get("", ""))

    def against_all(self, holding: Holding) -> str:
        """Why no record of this kind can be handed over, "" where it can."""
        if holding.ends or self.to_pool(holding):
            return ""
        member = self.member(holding)
        if member is None:
            return _("Nobody was chosen for it.")
        if holding.right is not None and holding.right not in member.rights:
            return _("{name} lacks the right “{right}”.").format(
                name=member.user.name, right=holding.right.label
            )
        return ""

    def against(self, holding: Holding, rows) -> dict:
        """{id: why} of the rows that can't be handed over."""
        if reason := self.against_all(holding):
            return {row.pk: reason for row in rows}
        member = self.member(holding)
        if holding.ends or self.to_pool(holding) or member is None:
            return {}
        return holding.against(rows, member.user)


def plan(former: User, chosen: dict) -> list[Line]:
    """What a hand-over would do with everything that the person answers for now; nothing is written."""
    choices = Choices(chosen)
    return [_line(holding, count, choices, former) for holding, count in counted(former.pk)]


def _line(holding: Holding, count: int, choices: Choices, former: User) -> Line:
    member = None if holding.ends else choices.member(holding)
    line = Line(holding, count, member.user if member else None, choices.to_pool(holding))
    if reason := choices.against_all(holding):
        line.reasons = [(reason, count)]
    else:
        rows = (
            holding.of(former.pk).select_related(*holding.related)
            if holding.related
            else holding.of(former.pk)
        )
        line.reasons = Counter(choices.against(holding, rows).values()).most_common()
    return line


def foresee(former: User, *, by: Actor, chosen: dict, retires: bool = False) -> list[Line]:
    """`plan` for a hand-over that could begin now. Raises as `start` does."""
    _check(former, by, chosen, retires)
    _check_alone(_concerned(former, chosen))
    return plan(former, chosen)


@transaction.atomic
def start(former: User, *, by: Actor, chosen: dict, retires: bool = False) -> Handover:
    """Begin to hand over what `former` answers for. retires: the access ends once nothing is left.

    Raises Denied, ValidationError, and Blocked while another hand-over of one of these people is at work.
    """
    # Whoever starts another with one of these people waits here, and then finds this one.
    concerned = _concerned(former, chosen)
    own = Membership.objects.filter(tenant_id=current_tenant_id(), user__in=concerned)
    list(own.order_by("pk").select_for_update().values_list("pk", flat=True))
    _check(former, by, chosen, retires)
    _check_alone(concerned)
    total = sum(count for _holding, count in counted(former.pk))
    if not total and not retires:
        raise ValidationError(_("{name} has nothing to hand over.").format(name=former.name))
    made = Handover.objects.create(
        former=former, choices=chosen, retires=retires, total=total, created_by_id=by.user_id
    )
    happened(made, "handover.started", by=by, former=former.name, count=total)
    _post_next(made)
    return made


def _concerned(former: User, chosen: dict) -> set:
    return {former.pk, *(one.user_id for one in Choices(chosen).members.values())}


def _check(former: User, by: Actor, chosen: dict, retires: bool) -> None:
    if not MANAGING(former, by):
        raise Denied(MANAGING.sentence)
    if retires and former.pk == by.user_id:
        raise ValidationError(
            {"retires": _("You can't take your own access away. Ask another administrator.")}
        )
    people = {value for value in chosen.values() if value not in (POOL, STAY, "")}
    if str(former.pk) in people:
        raise ValidationError({"successor": _("Choose another colleague.")})
    if people - set(Choices(chosen).members):
        raise ValidationError({"successor": _("Choose an active colleague.")})


def _check_alone(concerned: set) -> None:
    """One hand-over at a time: of a person, and of whoever takes something over, or records would go astray."""
    at_work = Handover.objects.filter(finished_at=None).select_related("former")
    for one in at_work:
        if {str(pk) for pk in concerned} & {str(one.former_id), *one.choices.values()}:
            detail = _("A hand-over of {name} is at work.").format(name=one.former.name)
            raise Blocked(
                [Blocker("handover_running", detail, _("Wait until it is done."), one.get_absolute_url())]
            )


# --- the work -------------------------------------------------------------------------------------------------


@handler("handover.step")
def step(payload: dict) -> None:
    """See to the next records and post the step after; posted twice, the second finds its own rows or none."""
    handover = Handover.objects.select_for_update(of=("self",)).select_related("former", "created_by")
    handover = handover.get(pk=payload["handover"])
    if handover.finished_at is not None:
        return
    by = _starter(handover)
    with translation.override(handover.created_by.language):
        choices = Choices(handover.choices)
        if not any(_chunk(handover, holding, choices, by) for holding in in_order()):
            _finish(handover, by)
            return
    handover.save()
    _post_next(handover)


def _post_next(handover: Handover) -> None:
    post("handover.step", {"handover": str(handover.pk)})


def _starter(handover: Handover) -> Actor:
    """Whoever began it; it was allowed then and goes on when that person has left since."""
    try:
        return actor_for(handover.created_by)
    except Membership.DoesNotExist:
        return system()


def _chunk(handover: Handover, holding: Holding, choices: Choices, by: Actor) -> bool:
    """See to some records of this kind; False where none is left."""
    kept = HandoverRow.objects.filter(handover=handover, kind=holding.code).values("record_id")
    left = holding.of(handover.former_id).exclude(pk__in=kept)
    rows = list(left.select_related(*holding.related)[:CHUNK] if holding.related else left[:CHUNK])
    if not rows:
        return False
    member = choices.member(holding)
    to_nobody = holding.ends or choices.to_pool(holding) or member is None
    passing = Passing(
        handover.former, None if to_nobody else member.user, by, None if to_nobody else member.department_id
    )
    against = choices.against(holding, rows)
    made = [_seen_to(handover, holding, choices, passing, row, against.get(row.pk, "")) for row in rows]
    HandoverRow.objects.bulk_create(made)
    for fate, count in Counter(row.fate for row in made).items():
        setattr(handover, fate, getattr(handover, fate) + count)
    handover.total = max(handover.total, handover.done)
    return True


def _seen_to(handover, holding, choices, passing, record, reason: str) -> HandoverRow:
    """One record handed on, or kept with the reason."""
    known = holding.known_as(record)
    fate = Fate.ENDED if holding.ends else Fate.POOLED if choices.to_pool(holding) else Fate.MOVED
    if not reason:
        act = holding.pool if fate == Fate.POOLED else holding.hand
        reason = _attempt(act, record, passing)
    at = getattr(known, "get_absolute_url", None)
    return HandoverRow(
        handover=handover, kind=holding.code, record_id=record.pk, name=title_of(known)[:200],
        url=at() if at else "", successor=None if reason else passing.to,
        fate=Fate.STAYS if reason else fate, reason=reason[:500],
    )  # fmt: skip


def _attempt(act, record, passing) -> str:
    """Hand one record on; why it could not be, "" where it could."""
    try:
        with transaction.atomic():
            act(record, passing)
    except Refused as error:
        return " ".join(str(one.detail) for one in error.blockers) or str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    except OperationalError:
        # A deadlock or a lost connection: the whole chunk is tried again.
        raise
    except Exception as error:
        log.exception("record not handed over", record=str(record.pk), exc_info=error)
        return _("It could not be handed over. Tell whoever runs the platform.")
    return ""


def title_of(record) -> str:
    """Number and title of a record, or what it calls itself."""
    number = getattr(record, "number", "")
    title = getattr(record, "title", "") or getattr(record, "text", "")
    return f"{number} {title}".strip() or str(record)


def _finish(handover: Handover, by: Actor) -> None:
    handover.finished_at = moment()
    handover.has_ended_access = _ends_access(handover) and _end_access(handover.former)
    handover.save()
    counts = {name: getattr(handover, name) for name in ("moved", "ended", "pooled", "stays")}
    happened(handover, "handover.finished", by=by, former=handover.former.name, **counts)
    facts = {"former": handover.former.name}
    if not by.is_system:
        notify([by.user], "handover.finished", record=handover, email=False, **facts, **counts)
    _tell_successors(handover, facts)


def _ends_access(handover: Handover) -> bool:
    """Asked for, and nothing is left that waits for this person: also not what came meanwhile."""
    return handover.retires and not counted(handover.former_id)


def _tell_successors(handover: Handover, facts: dict) -> None:
    rows = handover.rows.exclude(successor=None).values_list("successor_id", flat=True)
    got = Counter(rows)
    for person in members().filter(pk__in=got):
        notify([person], "handover.received", key=str(handover.pk), count=got[person.pk], **facts)


def _end_access(former: User) -> bool:
    """The person gets in no more; sessions of somebody who works elsewhere too are theirs."""
    Membership.objects.filter(tenant_id=current_tenant_id(), user=former).update(is_active=False)
    if not works_elsewhere(former):
        devices.end(devices.devices_of(former))
    return True
