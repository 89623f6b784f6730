"""The figures of collection 周转与催收指标 as of any day: DSO, count-back DSO, CEI, overdue share, promises kept.

Each is made of sums that a list shows row by row; its parts carry the way there.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from receivables.ageing import Ageing, ageing, ledger_total
from receivables.ageing_rows import period_entries
from receivables.claim_states import JUDGED, PromiseState
from receivables.figure_settings import (
    CEI_TARGET,
    DSO_TARGET,
    FIGURES_DAYS,
    KEPT_TARGET,
    OVERDUE_TARGET,
)
from receivables.models import Promise
from tenancy.rules import rule

# Sales are counted back so far; what is older than that says that they never covered the balance.
MOST_MONTHS = 36
GOOD, BAD, UNKNOWN = "good", "bad", "unknown"


@dataclass(frozen=True)
class Part:
    """One sum that a figure is made of, and the list whose rows add up to it."""

    label: str
    value: object
    url: str


@dataclass
class Figure:
    """value: None where nothing can be said (no sales, no promise). better: "low" or "high"."""

    code: str
    label: str
    value: Decimal | None
    target: Decimal
    unit: str
    better: str
    parts: list[Part] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.value is None:
            return UNKNOWN
        hit = self.value <= self.target if self.better == "low" else self.value >= self.target
        return GOOD if hit else BAD

    @property
    def gap(self) -> Decimal | None:
        return None if self.value is None else self.value - self.target


def key_figures(by, *, as_of: date, now: Ageing | None = None) -> list[Figure]:
    """The five figures over the period of the tenant's setting that ends on `as_of`."""
    days = rule(FIGURES_DAYS.key)
    first = as_of - timedelta(days=days - 1)
    now = now or ageing(by, as_of=as_of)
    before = ledger_total(by, first - timedelta(days=1))
    sales = _sales(by, first, as_of)
    balance = Part(_("Receivables"), now.money(now.total), rows_url(as_of))
    sold = Part(_("Sales of the period"), now.money(sales), entries_url(first, as_of))
    opening = Part(_("Receivables before"), now.money(before), rows_url(first - timedelta(days=1)))
    current = Part(_("Not due"), now.money(now.amounts["not_due"]), rows_url(as_of, bucket="not_due"))
    overdue = Part(_("Overdue"), now.money(now.overdue), rows_url(as_of, bucket="overdue"))
    return [
        Figure("dso", _("DSO"), _ratio(now.total * days, sales), Decimal(rule(DSO_TARGET.key)), "days", "low",
               [balance, sold]),
        Figure("countback_dso", _("Count-back DSO"), count_back(by, as_of, now.total), Decimal(rule(DSO_TARGET.key)),
               "days", "low", [balance]),
        Figure("cei", _("CEI"), cei(before, sales, now.total, now.amounts["not_due"]),
               Decimal(rule(CEI_TARGET.key)), "%", "high", [opening, sold, balance, current]),
        Figure("overdue_share", _("Overdue share"), _ratio(now.overdue * 100, now.total),
               Decimal(rule(OVERDUE_TARGET.key)), "%", "low", [overdue, balance]),
        _kept(by, first, as_of),
    ]  # fmt: skip


def cei(opening: Decimal, sales: Decimal, closing: Decimal, current: Decimal) -> Decimal | None:
    """Collection effectiveness: of what could be collected in the period, how much was, in percent (handbook §8)."""
    return _ratio((opening + sales - closing) * 100, opening + sales - current)


def count_back(by, as_of: date, balance: Decimal) -> Decimal | None:
    """For how many days back the sales add up to the balance; None where three years of sales don't."""
    days, last = Decimal(0), as_of
    for _month in range(MOST_MONTHS):
        if balance <= 0:
            return days
        first = last.replace(day=1)
        length = (last - first).days + 1 if last == as_of else monthrange(last.year, last.month)[1]
        sales = _sales(by, first, last)
        if sales >= balance:
            return _places(days + length * balance / sales)
        balance -= max(sales, Decimal(0))
        days, last = days + length, first - timedelta(days=1)
    return None


def _sales(by, first: date, last: date) -> Decimal:
    units = period_entries(by, first=first, last=last).aggregate(sum=Sum("base_minor"))["sum"] or 0
    return from_minor(units, current_tenant().currency)


def _kept(by, first: date, last: date) -> Figure:
    """How many of the promises for days of the period were kept; partly kept ones count as not kept."""
    judged = visible(Promise.objects.filter(state__in=JUDGED, promised_on__range=(first, last)), by)
    counts = dict(judged.order_by().values_list("state").annotate(n=Count("pk")))
    whole, kept = sum(counts.values()), counts.get(PromiseState.KEPT, 0)
    days = {"promised_on__gte": first, "promised_on__lte": last}
    all_of_them = ",".join(str(state) for state in JUDGED)
    parts = [
        Part(_("Promises kept"), kept, promises_url(state=str(PromiseState.KEPT), **days)),
        Part(_("Promises judged"), whole, promises_url(state__in=all_of_them, **days)),
    ]
    value = _ratio(Decimal(kept * 100), Decimal(whole))
    return Figure(
        "promise_kept_rate", _("Promise-kept rate"), value, Decimal(rule(KEPT_TARGET.key)), "%", "high", parts
    )


def rows_url(as_of: date, **asked) -> str:
    """The receivables behind a balance of a day."""
    return f"{reverse('receivables:ageing-rows')}?{urlencode({'as_of': as_of, **asked})}"


def entries_url(first: date, last: date) -> str:
    """The entries behind the sales of a period."""
    return f"{reverse('receivables:sales-entries')}?{urlencode({'first': first, 'last': last})}"


def promises_url(**asked) -> str:
    """The promises behind the rate of those kept."""
    return f"{reverse('receivables:promises')}?{urlencode(asked)}"


def _ratio(part, whole) -> Decimal | None:
    return _places(Decimal(part) / Decimal(whole)) if whole else None


def _places(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def figure_json(figure: Figure) -> dict:
    """A figure as the API shows it."""
    return {
        "code": figure.code, "label": figure.label, "value": None if figure.value is None else str(figure.value),
        "target": str(figure.target), "unit": figure.unit, "verdict": figure.verdict,
        "parts": [
            {"label": part.label, "value": part.value.as_json() if isinstance(part.value, Money) else part.value,
             "url": part.url}
            for part in figure.parts
        ],
    }  # fmt: skip
