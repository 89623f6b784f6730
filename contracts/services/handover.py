"""Handover 合同交底: the sale's promises, risks and papers pass to delivery, point by point (ltc.md §6)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.forms import AcceptHandoverForm, HandOverForm
from contracts.models import Contract, HandoverPoint
from contracts.selectors import Due
from contracts.states import PointKind
from contracts.terms import live_lines
from core.attention import close_todos, todo
from core.dates import moment
from core.workflow import Done, perform, serves
from deals.services import start_delivery
from tenancy.models import User

HANDOVER = "contract.handover"


@serves(Contract, "hand_over", form=HandOverForm)
def hand_over(contract, *, by, points=None):
    """Put the points before the FR; without any, those that the contract itself gives."""
    points = points or proposed_points(contract)
    contract = perform(contract, "hand_over", by=by, at=moment(), facts_={"count": len(points)})
    contract.points.all().delete()
    HandoverPoint.objects.bulk_create(
        HandoverPoint(contract=contract, position=position, **point)
        for position, point in enumerate(points, start=1)
    )
    fr = User.objects.get(pk=contract.deal.seat("fr"))
    key = f"{contract.pk}:{contract.version}"
    todo(contract, HANDOVER, user=fr, due_on=contract.as_of, key=key, title=contract.title)
    return contract


@serves(Contract, "accept_handover", form=AcceptHandoverForm)
def accept_handover(contract, *, by, points=None):
    """The FR takes every point over; the contract is in force and the deal enters delivery.

    points: ids of the points taken; None takes them all. Raises ValidationError for points left out.
    """
    contract = perform(contract, "accept_handover", by=by)
    left_out = [point for point in contract.points.all() if points is not None and point.pk not in points]
    if left_out:
        names = "; ".join(point.text for point in left_out)
        raise ValidationError({"points": _("Not taken over yet: {points}.").format(points=names)})
    contract.points.update(accepted_by_id=by.user_id, accepted_at=moment())
    close_todos(contract, HANDOVER)
    opened = start_delivery(contract.agreement, by=by)
    return Done(contract, {name: {"id": str(record.pk)} for name, record in opened.items()})


def proposed_points(contract: Contract) -> list[dict]:
    """The points a handover has at least: what is promised, when money comes, and every deviation accepted."""
    lines = [_promise(line) for line in live_lines(contract.agreement)]
    money = [_payment(part) for part in contract.agreement.instalments.all()]
    rows = contract.clauses.exclude(text=None).select_related("clause")
    return lines + money + [_deviation(row) for row in rows]


def _promise(line) -> dict:
    text = _("{line}, quantity {quantity}").format(
        line=line.description, quantity=f"{line.quantity.normalize():f}"
    )
    return {"kind": PointKind.PROMISE, "text": text}


def _payment(part) -> dict:
    text = _("Payment “{name}”: {due}").format(name=part.name, due=Due(part))
    return {"kind": PointKind.PROMISE, "text": text}


def _deviation(row) -> dict:
    text = _("Deviation in clause {clause}: {text}").format(
        clause=row.clause, text=row.text or _("struck out")
    )
    return {"kind": PointKind.RISK, "text": text}
