"""What keeps admission in order: sellers ask for a check, facts that grow old are asked anew, overrides end."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from core.attention import notify, todo
from core.dates import local_day, moment, working_day_after
from core.errors import Denied
from core.events import happened
from customers.fact_file import oldest_day
from customers.facts import DERIVED
from customers.models import AdmissionCheck, AdmissionFact, Customer
from customers.selectors import rules_in_use
from customers.services.admission import ASKED_TODO, ASKING, STALE_TODO, check_admission, waits
from customers.services.fact_reading import ask_sources
from customers.states import CustomerState
from desk.models import Todo
from tenancy.actor import system
from tenancy.people import members_with_role

TRUSTED = (CustomerState.ADMITTED, CustomerState.CONDITIONAL)
CHUNK = 500


@transaction.atomic
def ask_check(customer: Customer, *, by, note: str = "") -> Todo:
    """A seller asks for a check: a to-do for credit, and the sources are read meanwhile.

    Raises Denied, ValidationError while credit has not answered the last asking.
    """
    if not ASKING(customer, by):
        raise Denied(ASKING.sentence)
    if waits(customer, ASKED_TODO):
        raise ValidationError(_("The credit controller has been asked already and has it as a to-do."))
    asked = todo(
        customer, ASKED_TODO, role="credit", due_on=working_day_after(local_day()), customer=customer.name,
        who=by.name, note=note or "–", asker=str(by.user_id or ""), key=f"{customer.pk}:{moment().isoformat()}",
    )  # fmt: skip
    happened(customer, "customer.check_asked", by=by, note=note or "–")
    ask_sources(customer)
    return asked


# --- each morning -------------------------------------------------------------------------------------------------


def remind_of_stale(as_of: date) -> int:
    """Credit gets a to-do for each admitted customer with facts older than the rules allow; sources are read anew.

    Returns how many to-dos were made: one per customer and oldest day, so that a second run makes none.
    """
    oldest = oldest_day(as_of)
    if oldest is None:
        return 0
    found = list(_oldest_facts(oldest).items())
    chunks = (dict(found[start : start + CHUNK]) for start in range(0, len(found), CHUNK))
    return sum(_remind_those(days, as_of) for days in chunks)


def _remind_those(days: dict, as_of: date) -> int:
    keys = {_stale_key(pk, day): pk for pk, day in days.items()}
    known = set(Todo.objects.filter(kind=STALE_TODO, key__in=keys).values_list("key", flat=True))
    new = Customer.objects.filter(pk__in=[pk for key, pk in keys.items() if key not in known])
    for customer in new:
        _remind(customer, days[customer.pk], as_of)
    return len(new)


def _oldest_facts(oldest: date) -> dict:
    """{customer id: day of its oldest fact} of trusted customers whose newest word on some fact is too old."""
    asked = [rule.fact for rule in rules_in_use() if rule.fact not in DERIVED]
    newer = AdmissionFact.objects.filter(
        customer=OuterRef("customer"), code=OuterRef("code"), at__gt=OuterRef("at")
    )
    rows = AdmissionFact.objects.filter(code__in=asked, day__lt=oldest, customer__state__in=TRUSTED)
    found: dict = {}
    for pk, day in rows.exclude(Exists(newer)).order_by("-day").values_list("customer", "day"):
        found[pk] = day
    return found


def _stale_key(pk, day: date) -> str:
    return f"{pk}:{day}"


@transaction.atomic
def _remind(customer, day: date, as_of: date) -> None:
    todo(
        customer, STALE_TODO, role="credit", due_on=working_day_after(as_of), key=_stale_key(customer.pk, day),
        customer=customer.name, days=(as_of - day).days,
    )  # fmt: skip
    ask_sources(customer)


def end_overrides(as_of: date) -> int:
    """Check customers anew whose override ended before `as_of` and tell owner and credit; returns how many.

    One that came to a review is not checked again each morning: it waits for credit.
    """
    over = list(Customer.objects.filter(admitted_until__lt=as_of).select_related("owner").order_by("pk"))
    checks = AdmissionCheck.objects.filter(customer__in=over).values_list("customer").annotate(Max("at"))
    last = {pk: local_day(at) for pk, at in checks}
    due = [one for one in over if one.pk not in last or last[one.pk] <= one.admitted_until]
    for customer in due:
        _ended(customer)
    return len(due)


@transaction.atomic
def _ended(customer) -> None:
    day = customer.admitted_until
    check = check_admission(customer, by=system())
    people = {person.pk: person for person in (customer.owner, *members_with_role("credit")) if person}
    notify(
        list(people.values()), "override_ended", record=customer, key=f"override_ended:{customer.pk}:{day}",
        customer=customer.name, day=str(day), result=str(check.result),
    )  # fmt: skip
