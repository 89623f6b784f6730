"""The cash forecast over what somebody sees: each payer by the own record, else the company's, else on the due date."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from core.sight import visible
from core.tenancy import current_tenant
from receivables.models import Receivable
from receivables.rules.forecasting import FACTS_NEEDED, Open, Week, forecast
from receivables.states import ReceivableState

WEEKS = 13
# How people paid longer ago says little of how they pay now.
RECORD_DAYS = 730
CUSTOMER, COMPANY, DUE_DATE = "customer", "company", "due_date"


@dataclass
class Forecast:
    """Minor units of the tenant's currency. `later` is what is open and expected in no week; basis: {record: items}."""

    as_of: date
    currency: str
    weeks: list[Week]
    total: int
    basis: Counter

    @property
    def later(self) -> int:
        return self.total - sum(week.expected for week in self.weeks)


def cash_forecast(by, *, as_of: date) -> Forecast:
    """Open receivables at booked rates, by week of payment from `as_of` on."""
    record, basis, items = delays(by, as_of), Counter(), []
    seen = visible(Receivable.objects.open(), by)
    for customer_id, due_on, amount in seen.values_list("customer_id", "due_on", "balance_minor"):
        kind, known = _record_of(customer_id, record)
        basis[kind] += 1
        items.append(Open(amount, due_on, known))
    weeks = forecast(items, as_of=as_of, weeks=WEEKS)
    return Forecast(as_of, current_tenant().currency, weeks, sum(item.amount for item in items), basis)


def delays(by, as_of: date) -> dict:
    """{customer id: sorted days from due date to settlement}; under None those of the whole company."""
    paid = visible(Receivable.objects.filter(state=ReceivableState.SETTLED, due_on__isnull=False), by)
    found: dict = defaultdict(list)
    recent = paid.filter(settled_on__gte=as_of - timedelta(days=RECORD_DAYS), settled_on__lte=as_of)
    for customer_id, due_on, settled_on in recent.values_list("customer_id", "due_on", "settled_on"):
        late = (settled_on - due_on).days
        found[customer_id].append(late)
        found[None].append(late)
    return {key: sorted(days) for key, days in found.items()}


def _record_of(customer_id, record: dict) -> tuple[str, list[int]]:
    for kind, key in ((CUSTOMER, customer_id), (COMPANY, None)):
        if len(record.get(key, ())) >= FACTS_NEEDED:
            return kind, record[key]
    return DUE_DATE, [0]
