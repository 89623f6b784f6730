"""Reads about the relation: whom one was with last, who works there, how far it is trusted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from core import search
from core.dates import local_day
from core.sight import visible
from customers.models import Commitment, Contact, Customer, Visit
from customers.rules import FULL, GOOD_RATING, LEAST_FACTS, MONTHS, WEIGHTS, WINDOW
from customers.states import CommitmentState, Touch, VisitState
from customers.trust import Terms, Trust, trust
from tenancy.rules import rule

# What fits on a phone above the keyboard.
MOST_OFFERED, LOOKED_THROUGH, MOST_PEOPLE = 6, 60, 12


def last_customers(by) -> list[Customer]:
    """The customers of the person's last visits, filled up with those the person looks after."""
    seen = visible(Customer.objects.all(), by)
    visited = Visit.objects.filter(owner_id=by.user_id).order_by("-planned_on", "-id")
    ids = list(dict.fromkeys(visited.values_list("customer_id", flat=True)[:LOOKED_THROUGH]))[:MOST_OFFERED]
    known = {one.pk: one for one in seen.filter(pk__in=ids)}
    found = [known[pk] for pk in ids if pk in known]
    if len(found) < MOST_OFFERED:
        own = seen.filter(owner_id=by.user_id).exclude(pk__in=ids).order_by("-created_at", "-id")
        found += own[: MOST_OFFERED - len(found)]
    return found


def customers_found(q: str, by) -> list[Customer]:
    """Customers that hold the words of `q`, by name."""
    rows = Customer.objects.filter(search.matching(Customer, q, first=True))
    return list(visible(rows, by).order_by("sort_key", "pk")[:MOST_OFFERED])


def people_of(customer) -> list[Contact]:
    """Contacts of a customer who are still there, those with most influence first."""
    rows = Contact.objects.filter(customer=customer, is_active=True)
    return list(rows.order_by("-influence", "name", "pk")[:MOST_PEOPLE])


@dataclass(frozen=True)
class Relation:
    """The trust of a relation with the facts that each part is made of, the latest first."""

    trust: Trust
    since: date
    exchanges: list[Visit]
    promises: list[Commitment]
    touches: list[Visit]
    meetings: int

    def facts_of(self, part: str) -> list:
        """The records a part is made of; that the relation has lasted is told by its touches."""
        made_of: dict[str, list] = {"expertise": self.exchanges, "reliability": self.promises}
        return made_of.get(part, self.touches)


def relation_of(customer, as_of: date) -> Relation:
    """Trust with its parts and facts on a day, by the company's weights; visits and promises read once each."""
    terms = terms_in_force()
    visits = list(
        Visit.objects.filter(customer=customer, state=VisitState.REPORTED, visited_on__lte=as_of)
        .order_by("-visited_on", "-id")
    )  # fmt: skip
    promises = _decided(customer, as_of)
    touches = [one for one in visits if one.visited_on > as_of - timedelta(days=terms.window_days)]
    exchanges = [one for one in visits if one.kind == Touch.TOPIC_EXCHANGE and one.rating is not None]
    since = min([local_day(customer.created_at), *(one.visited_on for one in visits)])
    found = trust(
        ratings=[one.rating for one in exchanges],
        kept=[one.is_on_time for one in promises],
        touches=[rule(WEIGHTS[Touch(one.kind)].key) for one in touches],
        days_known=(as_of - since).days,
        meetings=len(visits),
        terms=terms,
    )
    return Relation(found, since, exchanges, promises, touches, len(visits))


def terms_in_force() -> Terms:
    """The terms of trust in the tenant in force."""
    return Terms(*(rule(one.key) for one in (LEAST_FACTS, GOOD_RATING, WINDOW, FULL, MONTHS)))


def _decided(customer, as_of: date) -> list[Commitment]:
    """Promises of which one knows how they went: kept, broken, or still open after their day."""
    late = Q(state=CommitmentState.PENDING, due_on__lt=as_of)
    rows = Commitment.objects.filter(~Q(state=CommitmentState.PENDING) | late, customer=customer)
    return list(rows.order_by("-due_on", "-id"))
