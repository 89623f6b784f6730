"""Shipping holds that dunning, broken promises and legal cases place, and what lifts them."""

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from core.dates import local_day
from core.ids import one_of
from customers.models import CreditHold
from customers.services.credit import lift_holds, place_holds
from receivables.claim_states import UNDER_WAY, PromiseState, StepOrigin
from receivables.models import DunningLevel, DunningStep, LegalCase, Promise, Receivable
from receivables.services.procedures import YEAR
from receivables.settings import BROKEN_HOLDS, LEGAL_HOLDS
from tenancy.actor import system
from tenancy.rules import rule

KEY, PROMISES, LEGAL = "dunning", "promises", "legal_case"


def lift_where_paid(customer_ids) -> None:
    """Lift the holds of customers who no longer owe what dunning or their broken word placed them for."""
    holds = CreditHold.objects.filter(
        one_of("customer", customer_ids), key__in=(KEY, PROMISES), released_at=None
    )
    held: dict = {KEY: set(), PROMISES: set()}
    for key, customer in holds.values_list("key", "customer_id"):
        held[key].add(customer)
    if held[KEY]:
        free = held[KEY] - _owing_by_steps(held[KEY])
        lift_holds(free, key=KEY, by=system(), reason=_("The overdue items are paid."))
    if held[PROMISES]:
        lift_for_word(held[PROMISES])


def _owing_by_steps(customer_ids) -> set:
    """Those who still owe something that reached a level which holds shipments."""
    owing = Receivable.objects.overdue(local_day()).filter(customer_id__in=customer_ids)
    steps = DunningStep.objects.filter(receivable__in=owing, cycle=F("receivable__cycle"))
    held = steps.filter(_holding()).exclude(how=StepOrigin.SKIPPED)
    return set(held.values_list("customer_id", flat=True))


def _holding() -> Q:
    """Steps of a level that holds shipments, each by its own procedure."""
    found = Q(pk__in=[])
    rows = DunningLevel.objects.filter(holds=True).values("procedure_id", "procedure__is_default").order_by()
    for row in rows.annotate(first=Min("level")):
        own = Q(procedure=row["procedure_id"]) | (
            Q(procedure=None) if row["procedure__is_default"] else Q(pk__in=[])
        )
        found |= own & Q(level__gte=row["first"])
    return found


# --- a broken word ------------------------------------------------------------------------------------------------


def hold_for_word(customer_ids) -> None:
    """Hold shipments to those of these customers who broke their word as often as the company bears in a year."""
    reasons = {
        customer: _("{n} promises to pay were broken within a year").format(n=broken)
        for customer, broken in _unreliable(customer_ids).items()
    }
    if reasons:
        place_holds(reasons, key=PROMISES, by=system())


def lift_for_word(customer_ids) -> None:
    """Lift that hold where a word turned out to be kept, or what was promised is no longer owed."""
    late = Receivable.objects.overdue(local_day()).filter(
        customer_id__in=_unreliable(customer_ids), promises__state=PromiseState.BROKEN
    )
    free = set(customer_ids) - set(late.values_list("customer_id", flat=True))
    if free:
        lift_holds(free, key=PROMISES, by=system(), reason=_("What was promised is paid."))


def _unreliable(customer_ids) -> dict:
    """{customer: promises broken in a year}, from the company's bound on; 0 bears any number."""
    most = rule(BROKEN_HOLDS.key)
    if not most:
        return {}
    broken = Promise.objects.filter(
        receivable__customer__in=customer_ids, state=PromiseState.BROKEN, ended_on__gt=local_day() - YEAR
    )
    counted = broken.order_by().values_list("receivable__customer").annotate(n=Count("pk"))
    return dict(counted.filter(n__gte=most))


# --- a legal case -------------------------------------------------------------------------------------------------


def hold_for_case(case: LegalCase) -> None:
    """Hold shipments to the customer while Legal acts against it, where the company wants that."""
    if rule(LEGAL_HOLDS.key):
        reason = _("Legal case {number} is under way").format(number=case.number)
        place_holds({case.customer_id: reason}, key=LEGAL, by=system())


def lift_for_case(case: LegalCase) -> None:
    """Lift that hold, unless another case goes on."""
    if not LegalCase.objects.filter(customer=case.customer_id, state__in=UNDER_WAY).exists():
        reason = _("Legal case {number} is closed.").format(number=case.number)
        lift_holds([case.customer_id], key=LEGAL, by=system(), reason=reason)
