"""The cash forecast over what somebody sees: promises, then each payer by its own record or that of its like."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from core.sight import visible
from core.tenancy import current_tenant
from receivables.claim_states import JUDGED, PromiseState
from receivables.forecast_history import Curves, History, history
from receivables.models import Promise, Receivable
from receivables.rules.forecasting import Open, Week, Word, forecast

WEEKS = 13
# Before promises have a record of their own, seven of ten are taken to be kept.
KEPT, AS_MANY_AS = 0.7, 5


@dataclass
class Forecast:
    """Minor units of the tenant's currency. `later` is what is open and expected in no week; basis: {record: items}.

    total = expected in the weeks + at risk + later.
    """

    as_of: date
    currency: str
    weeks: list[Week]
    total: int
    at_risk: int
    basis: Counter

    @property
    def later(self) -> int:
        return self.total - self.at_risk - sum(week.expected for week in self.weeks)


def cash_forecast(by, *, as_of: date, scale: float = 1.0) -> Forecast:
    """What is open on `as_of` at booked rates, by week of payment from that day on."""
    found = history(by, as_of + timedelta(days=1))
    curves = Curves(found)
    words = promised(by, as_of)
    items = _items(found.open, curves, _uncovered(found, words))
    risky = [Open(amount, due_on, curves.of(customer)) for (customer, due_on), amount in found.risky.items()]
    weeks = forecast(
        items, as_of=as_of, weeks=WEEKS, words=[word for _key, word in words], risky=risky, scale=scale
    )
    basis: Counter = Counter()
    for customer, count in found.counts.items():
        basis[curves.basis(customer)] += count
    at_risk = sum(found.risky.values())
    return Forecast(
        as_of, current_tenant().currency, weeks, sum(found.open.values()) + at_risk, at_risk, basis
    )


def _items(open_, curves, rest) -> list[Open]:
    return [
        Open(rest.get(key, amount), key[1], curves.of(key[0]))
        for key, amount in open_.items()
        if rest.get(key, amount)
    ]


def _uncovered(found: History, words) -> dict:
    """{(customer, due day): what no promise covers}; promises are cut where less is open than was promised."""
    rest = dict(found.open)
    for at, (key, word) in enumerate(words):
        covered = min(word.amount, rest.get(key, 0))
        rest[key] = rest.get(key, 0) - covered
        words[at] = (key, Word(covered, word.on, word.kept))
    return rest


def promised(by, as_of: date) -> list[tuple]:
    """[((customer, due day), promise)] that stand on a day, with the share of promises that are kept."""
    share = kept_share(by, as_of)
    rows = visible(Receivable.objects.open(), by).filter(
        promises__state=PromiseState.OPEN, promises__promised_on__gte=as_of, promises__made_on__lte=as_of
    )
    found = rows.values_list(
        "customer_id", "due_on", "promises__amount_minor", "promises__promised_on"
    ).order_by("promises__promised_on", "promises__pk")
    return [((customer, due_on), Word(amount, on, share)) for customer, due_on, amount, on in found]


def kept_share(by, as_of: date) -> float:
    """How many of the promises that were judged were kept, leaning on KEPT while there are few."""
    judged = visible(Promise.objects.filter(state__in=JUDGED, promised_on__lt=as_of), by)
    states = Counter(judged.values_list("state", flat=True)[:5000])
    whole = sum(states.values())
    return (states[PromiseState.KEPT] + states[PromiseState.PARTLY] / 2 + KEPT * AS_MANY_AS) / (
        whole + AS_MANY_AS
    )
