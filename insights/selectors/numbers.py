"""This quarter's figures, each with its verdict: measured against the quarter before and the time that has passed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.money import from_minor
from core.sight import visible
from core.tenancy import current_tenant
from deals.models import Agreement, Deal
from deals.sight import my_deals
from opportunities.models import Opportunity
from opportunities.states import IN_WORK
from receivables.models import LedgerEntry, Receivable
from receivables.states import EntryKind, ReceivableState


@dataclass(frozen=True)
class Quarter:
    """A calendar quarter; `ends_before` is the first day of the next."""

    starts_on: date
    ends_before: date

    @property
    def name(self) -> str:
        return f"{self.starts_on.year} Q{(self.starts_on.month + 2) // 3}"

    def elapsed(self, day: date) -> Decimal:
        """The share of the quarter that is over at the end of `day`."""
        return Decimal((day - self.starts_on).days + 1) / Decimal((self.ends_before - self.starts_on).days)

    def days_left(self, day: date) -> int:
        return (self.ends_before - day).days - 1


@dataclass(frozen=True)
class Measure:
    """A sum of this quarter beside that of the last one, in the tenant's currency; `points` ahead of time, or None."""

    label: object
    value: Decimal
    before: Decimal
    elapsed: Decimal

    @property
    def points(self) -> Decimal | None:
        # As it is shown: what rounds to nothing is neither ahead nor behind.
        return round((self.value / self.before - self.elapsed) * 100, 1) if self.before else None

    @property
    def elapsed_part(self) -> Decimal:
        """The passed time on the scale of the bar."""
        return self.before * self.elapsed

    @property
    def tone(self) -> str:
        return "brand" if self.points is None else "ok" if self.points >= 0 else "warn"


def quarter_of(day: date) -> Quarter:
    """The quarter that `day` lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Quarter(first, next_quarter(first))


def next_quarter(first: date) -> date:
    """The first day of the quarter after the one that starts on `first`."""
    return date(first.year + 1, 1, 1) if first.month == 10 else date(first.year, first.month + 3, 1)


def measures(deals) -> list[Measure]:
    """Signed and collected, this quarter and last, over these deals."""
    now = quarter_of(local_day())
    before = quarter_of(now.starts_on - timedelta(days=1))
    elapsed = now.elapsed(local_day())
    return [
        Measure(label, total(deals, now), total(deals, before), elapsed)
        for label, total in ((pgettext_lazy("measure", "Signed"), signed), (_("Cash collected"), collected))
    ]


def signed(deals, quarter: Quarter) -> Decimal:
    """Contracts signed in the quarter, tax included."""
    agreed = Agreement.objects.filter(
        deal__in=deals, signed_on__gte=quarter.starts_on, signed_on__lt=quarter.ends_before
    )
    return in_home_currency(agreed.aggregate(minor=Sum("deal__amount_minor"))["minor"])


def collected(deals, quarter: Quarter) -> Decimal:
    """Money allocated to receivables in the quarter, reversals taken off."""
    entries = LedgerEntry.objects.filter(
        kind=EntryKind.ALLOCATED, receivable__deal__in=deals,
        counts_on__gte=quarter.starts_on, counts_on__lt=quarter.ends_before,
    )  # fmt: skip
    return -in_home_currency(entries.aggregate(minor=Sum("base_minor"))["minor"])


def pipeline(deals, quarter: Quarter) -> dict:
    """Open opportunities of these deals: total, and what is expected to be signed this quarter."""
    open_ones = Opportunity.objects.filter(deal__in=deals, state__in=IN_WORK)
    due = Q(expected_signing_on__lt=quarter.ends_before)
    sums = open_ones.aggregate(total=Sum("amount_minor"), due=Sum("amount_minor", filter=due))
    return {name: in_home_currency(minor) for name, minor in sums.items()}


def overdue(by, deals) -> dict | None:
    """What these deals' customers owe past its due day, and how many of it for over 60 days; None if nothing."""
    today = local_day()
    late = visible(
        Receivable.objects.filter(state=ReceivableState.OPEN, due_on__lt=today, deal__in=deals), by
    )
    rows = list(late.values_list("balance_minor", "due_on"))
    if not rows:
        return None
    long_ago = today - timedelta(days=60)
    return {
        "amount": in_home_currency(sum(minor for minor, _due in rows)),
        "count": len(rows),
        "over_60": sum(due < long_ago for _minor, due in rows),
    }


def deals_of(by, scope: str):
    """The deals a page counts: one's own and one's teams' (`mine`), or all that one sees."""
    seen = visible(Deal.objects.all(), by)
    if scope != "mine":
        return seen
    # A subquery, not a join: joined rows would be counted once per seat.
    return seen.filter(Q(owner_id=by.user_id) | Q(pk__in=my_deals(by)))


def in_home_currency(minor) -> Decimal:
    """Minor units of the tenant's currency as an amount; None is nothing."""
    return from_minor(minor or 0, current_tenant().currency)
