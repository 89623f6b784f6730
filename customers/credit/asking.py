"""Asking credit at a check point: what holds back, what only warns, and the case that lets one through.

A customer's check point (contract, release, shipment) says from where on credit holds back; before it, it warns.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import local_day
from core.guards import Blocker
from customers.credit.engine import Exposure, Line, lines_of, room_of, summed, written
from customers.credit_states import CaseState, CheckPoint
from customers.guards import customer_not_frozen
from customers.models import CreditCase, CreditHold, CreditTerms, Customer
from customers.rules import BLOCK
from tenancy.rules import rule

AT_CONTRACT, AT_RELEASE, AT_SHIPMENT = CheckPoint.CONTRACT, CheckPoint.RELEASE, CheckPoint.SHIPMENT
IN_ORDER = (AT_CONTRACT, AT_RELEASE, AT_SHIPMENT)
# What a credit case can let through; a freeze is lifted, never passed.
CREDIT_CODES = ("over_credit_limit", "no_credit_limit", "credit_hold")


@dataclass(frozen=True)
class Answer:
    """What credit says: blockers hold back, warnings are told. `over`: by how much what is asked goes beyond.

    case: the released credit case without which it would be held back; whoever goes on uses it up.
    """

    blockers: list[Blocker] = field(default_factory=list)
    warnings: list[Blocker] = field(default_factory=list)
    after: Exposure = field(default_factory=Exposure)
    over: Decimal = Decimal(0)
    case: CreditCase | None = None

    @property
    def is_credit(self) -> bool:
        """Is it held back by credit alone, so that a case can be opened? Not for a frozen customer."""
        return bool(self.blockers) and all(one.code in CREDIT_CODES for one in self.blockers)


def ask(
    customer,
    additional: Decimal,
    at_point: str,
    *,
    agreement_id=None,
    record=None,
    worth: Decimal | None = None,
    warned: bool = True,
) -> Answer:
    """What credit says to something that adds `additional` (tenant's currency, incl. tax) at a check point.

    Called under lock_account; reads the customer afresh, since it may have been frozen while we waited for the lock.
    With agreement_id the addition is weighed against what that contract was billed already: a paid advance is room.
    record: what asks, whose released credit case counts. worth: its value, where a hold stops all of it.
    warned=False: who asks wants blockers only, so where limits merely warn they are not looked at.
    """
    customer = Customer.objects.select_related("group").get(pk=customer.pk)
    standing, binding = customer_not_frozen(customer), holds_back(customer, at_point)
    if not binding and not warned:
        return Answer(standing)
    found = _found(customer, (customer.pk, agreement_id, additional), at_point, record, worth or additional)
    if binding:
        return replace(found, blockers=standing + found.blockers)
    return replace(found, blockers=standing, warnings=found.blockers)


def credit_blockers(
    customer, additional: Decimal, at_point: str = AT_RELEASE, agreement_id=None, record=None
) -> list[Blocker]:
    """What holds back; see ask."""
    return ask(
        customer, additional, at_point, agreement_id=agreement_id, record=record, warned=False
    ).blockers


def holds_back(customer, at_point: str) -> bool:
    """Does credit hold this customer back at the point, or does it only warn there?"""
    terms = terms_of(customer)
    own = terms.check_point if terms else ""
    return IN_ORDER.index(CheckPoint(at_point)) >= IN_ORDER.index(
        CheckPoint(own or str(rule("credit.check_point")))
    )


def terms_of(customer) -> CreditTerms | None:
    """The customer's own check point and tolerance, if it has any."""
    if "_credit_terms" not in customer.__dict__:
        customer._credit_terms = CreditTerms.objects.filter(customer=customer.pk).first()
    return customer._credit_terms


def tolerance_of(customer) -> Decimal:
    """By how many percent a limit may be passed."""
    terms = terms_of(customer)
    if terms is not None and terms.tolerance_percent is not None:
        return terms.tolerance_percent
    return Decimal(str(rule("credit.tolerance_percent")))


def _found(customer, extra, at_point, record, worth) -> Answer:
    """What stands against it, the released case weighed in."""
    found = _over_limit(customer, extra, _place(customer, at_point, record))
    if at_point == AT_SHIPMENT and (holds := _holds(customer, _place(customer, at_point, record))):
        found = replace(found, blockers=[*holds, *found.blockers], over=max(found.over, worth))
    case = released_case(record, at_point) if found.blockers and record is not None else None
    if case is not None and case.granted is not None and found.over <= case.granted:
        return replace(found, blockers=[], case=case, after=_with_case(found.after, case))
    waiting = open_case(record, at_point) if found.blockers and record is not None else None
    return (
        found if waiting is None else replace(found, blockers=[waits(one, waiting) for one in found.blockers])
    )


def released_case(record, at_point) -> CreditCase | None:
    """The case that lets this record through at the point: released, not used, not past its last day."""
    rows = CreditCase.objects.filter(
        record_id=record.pk,
        at_point=at_point,
        state=CaseState.RELEASED,
        used_at=None,
        expires_on__gte=local_day(),
    )
    return rows.order_by("-granted").first()


def open_case(record, at_point) -> CreditCase | None:
    """The case about this record at the point that nobody has decided yet."""
    return CreditCase.objects.filter(record_id=record.pk, at_point=at_point, state=CaseState.OPEN).first()


def waits(blocker: Blocker, case) -> Blocker:
    """What holds back, and that the controller was asked."""
    fix = _("Credit case {number} is with the credit controller.").format(number=case.number)
    return replace(blocker, fix=fix, url=case.get_absolute_url())


def _with_case(after: Exposure, case) -> Exposure:
    """The case as a line of what is allowed."""
    label = _("Credit case {number}, once, until {day}").format(number=case.number, day=case.expires_on)
    return summed(after.lines, [*after.room, Line("case", label, case.granted)])


def _place(customer, at_point, record) -> str:
    """Where the way on is: the form that asks for a release, the open case, or the customer's limits."""
    if record is None:
        return reverse("customers:page", args=[customer.pk]) + "?tab=credit"
    return reverse("customers:case-ask", args=[at_point, record.pk])


def _holds(customer, url) -> list[Blocker]:
    holds = CreditHold.objects.filter(customer=customer, released_at=None).values_list("reason", flat=True)
    fix = _("Ask the credit controller to lift the hold once the customer has paid.")
    return [
        Blocker(
            "credit_hold", _("Shipments to the customer are on hold: {reason}.").format(reason=r), fix, url
        )
        for r in holds
    ]


def _over_limit(customer, extra, url) -> Answer:
    """The customer's own limit and its group's: both hold where both are set; one of them is needed."""
    on = local_day()
    own = room_of(on, customer_id=customer.pk)
    group = room_of(on, group_id=customer.group_id) if customer.group_id else []
    after = summed(lines_of([customer.pk], extra), _tolerated(customer, own))
    if not own and not group:
        return _no_limit(after, url)
    found = Answer(after=after)
    if own:
        found = _beyond(found, after, own, url)
    if group:
        members = Customer.objects.filter(group_id=customer.group_id).values_list("pk", flat=True)
        whole = summed(lines_of(members, extra), _tolerated(customer, group))
        found = _beyond(found, whole, group, url)
    return found


def _tolerated(customer, room: list[Line]) -> list[Line]:
    """What is allowed with the tolerance as a line of its own."""
    percent = tolerance_of(customer)
    if not room or not percent:
        return room
    limit = sum((line.amount for line in room), Decimal(0))
    label = _("Tolerance of {percent}%").format(percent=f"{percent.normalize():f}")
    return [*room, Line("tolerance", label, limit * percent / 100)]


def _no_limit(after: Exposure, url) -> Answer:
    if after.total <= 0 or rule("credit.no_limit") != BLOCK:
        return Answer(after=after)
    detail = _("The customer has no live credit limit; this makes an exposure of {exposure}.")
    fix = _("Ask the credit controller for a limit, or agree payment before release.")
    blocker = Blocker("no_credit_limit", detail.format(exposure=written(after.total)), fix, url)
    return Answer([blocker], after=after, over=after.total)


def _beyond(found: Answer, after: Exposure, room: list[Line], url) -> Answer:
    """What was found so far, and what goes beyond this limit."""
    if after.total <= (after.limit or Decimal(0)):
        return found
    limit = sum((line.amount for line in room), Decimal(0))
    detail = _("An exposure of {exposure} is {over} over the limit of {limit}.").format(
        exposure=written(after.total), over=written(after.total - limit), limit=written(limit)
    )
    fix = _("Release less, or ask the credit controller for a temporary raise.")
    blocker = Blocker("over_credit_limit", detail, fix, url)
    return replace(
        found,
        blockers=[*found.blockers, blocker],
        after=after if after.limit is not None and after.total - after.limit > found.over else found.after,
        over=max(found.over, after.total - (after.limit or Decimal(0))),
    )
