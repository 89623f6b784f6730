"""Facts are read from the sources in the background: asked for here, taken in when they come, tried again when not.

A source that gives no answer leaves the facts on file as they are, with their days; the reading says since when.
"""

from datetime import timedelta

from django.db import transaction

from core.dates import moment
from core.errors import Denied
from core.events import happened
from core.outbox import handler, post
from customers.models import AdmissionFact, Customer, FactSource, SourceReading
from customers.providers import PROVIDERS, Reading, SourceDown
from customers.selectors import facts_on_file
from customers.services.admission import FACTS, check_admission
from tenancy.actor import system

READ = "read_facts"


@transaction.atomic
def read_again(customer: Customer, *, by) -> int:
    """Credit has every source asked now, however fresh its last answer. Returns how many. Raises Denied."""
    if not FACTS(customer, by):
        raise Denied(FACTS.sentence)
    asked = ask_sources(customer, fresh=True)
    if asked:
        happened(customer, "customer.facts_asked", by=by)
    return asked


def ask_sources(customer: Customer, *, fresh: bool = False) -> int:
    """Have the sources in use read in the background; those whose last answer is still good only when `fresh`.

    Returns how many are asked; one that is being asked already is not asked twice.
    """
    return sum(_ask(customer, source, fresh) for source in FactSource.objects.filter(is_active=True))


def _ask(customer, source, fresh: bool) -> bool:
    SourceReading.objects.bulk_create(
        [SourceReading(customer=customer, source=source)], ignore_conflicts=True
    )
    reading = _locked(customer.pk, source.pk)
    good_until = reading.read_at and reading.read_at + timedelta(hours=source.cache_hours)
    if reading.is_waiting or (not fresh and good_until and good_until > moment()):
        return False
    reading.is_waiting, reading.tried = True, 0
    reading.save(update_fields=["is_waiting", "tried"])
    post(READ, {"customer": str(customer.pk), "source": str(source.pk)})
    return True


@handler(READ)
def read(payload: dict) -> None:
    """Ask one source about one customer; a reading that waits no longer was done already.

    Nothing is locked while the source thinks: whoever asks for a reading meanwhile does not wait for it.
    """
    reading = _readings(payload["customer"], payload["source"]).first()
    if reading is None or not reading.is_waiting:
        return
    found, problem = _asked(reading)
    reading = _locked(payload["customer"], payload["source"])
    if reading is None:
        return
    reading.asked_at, reading.tried, reading.problem = moment(), reading.tried + 1, problem
    if isinstance(found, SourceDown):
        _failed(reading, payload)
    else:
        reading.is_waiting, reading.read_at, reading.failing_since = False, moment(), None
    reading.save()
    if isinstance(found, Reading) and take_in(reading.customer, reading.source, found):
        check_admission(reading.customer, by=system())


def _asked(reading) -> tuple[Reading | SourceDown | None, dict]:
    """What the source says, and the problem to keep beside it."""
    try:
        found = PROVIDERS[reading.source.kind].read(reading.source, reading.customer)
    except SourceDown as error:
        return error, error.problem
    if found is None:
        return None, {"code": "unknown"}
    bad = ", ".join(sorted(found.problems))
    return found, {"code": "values", "facts": bad} if bad else {}


def _failed(reading, payload: dict) -> None:
    reading.failing_since = reading.failing_since or moment()
    reading.is_waiting = reading.tried < reading.source.attempts and reading.source.is_active
    if reading.is_waiting:
        post(READ, payload, pause=timedelta(minutes=reading.source.pause_minutes))


def take_in(customer: Customer, source: FactSource, found: Reading) -> int:
    """Keep what is new or from a later day than what is on file. Returns how many facts."""
    on_file = facts_on_file(customer)
    rows = [
        AdmissionFact(customer=customer, code=code, value=value, source=source.name, day=found.day)
        for code, value in found.values.items()
        if is_news(on_file.get(code), value, found.day)
    ]
    AdmissionFact.objects.bulk_create(rows)
    return len(rows)


def is_news(fact, value: str, day) -> bool:
    """Does it tell more than the fact on file: a later day, or another value of the same day?"""
    return fact is None or fact.day is None or day > fact.day or (day == fact.day and value != fact.value)


def _readings(customer_id, source_id):
    rows = SourceReading.objects.select_related("source", "customer")
    return rows.filter(customer=customer_id, source=source_id)


def _locked(customer_id, source_id) -> SourceReading | None:
    return _readings(customer_id, source_id).select_for_update(of=("self",)).first()
