"""Month close 月结: what is closed stays as it was; late facts count from the first open day (handbook §8).

A writer holds the books while it writes, a closer takes them alone: no entry slips into a month that is being closed.
The database refuses what would go round this (migration 0007).
"""

from dataclasses import replace
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from core.dates import local_day
from core.errors import Blocked, Unavailable
from core.guards import Blocker
from core.tenancy import current_tenant_id
from core.workflow import perform, run, serves
from receivables.forms import ReasonForm
from receivables.models import AccountingMonth, LedgerEntry
from receivables.states import MonthState

DAY = timedelta(days=1)


def closed_until() -> date | None:
    """The last day that is closed; None where no month is."""
    last = AccountingMonth.objects.filter(state=MonthState.CLOSED).order_by("-month").first()
    return last.last_day if last else None


def check_open(day: date) -> None:
    """Nothing may be dated into a closed month. Raises Blocked, naming the first open day."""
    closed = closed_until()
    if closed is not None and day <= closed:
        detail = _("The books are closed until {day}.").format(day=closed.isoformat())
        fix = _("Choose {day} or later, or have the month opened again.")
        raise Blocked([Blocker("month_closed", detail, fix.format(day=(closed + DAY).isoformat()))])


def open_day(day: date) -> date:
    """The day itself, or the first open day where its month is closed."""
    closed = closed_until()
    return day if closed is None or day > closed else closed + DAY


def date_into_open(entries) -> None:
    """Entries of closed days count from the first open one and keep their true day; the books are held."""
    hold_books()
    closed = closed_until()
    for entry in entries:
        if closed is not None and entry.counts_on <= closed:
            entry.happened_on = entry.happened_on or entry.counts_on
            entry.counts_on = closed + DAY


def hold_books(alone: bool = False) -> None:
    """Write in the books until the transaction ends; `alone` waits for every other writer and keeps them waiting."""
    how = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select pg_advisory_xact_lock{how}(hashtextextended(%s, 0))", [f"books:{current_tenant_id()}"]
        )


def first_month() -> date:
    """The first month that has entries; the current one where there are none."""
    first = LedgerEntry.objects.aggregate(first=Min("counts_on"))["first"]
    return (first or local_day()).replace(day=1)


def open_before(month: AccountingMonth) -> str | None:
    """The oldest month before this one that still is open, in words; None where all are closed."""
    closed = set(
        AccountingMonth.objects.filter(month__lt=month.month, state=MonthState.CLOSED).values_list(
            "month", flat=True
        )
    )
    # Months before the first closed one were over before the books were kept here.
    day = min(closed) if closed else first_month()
    while day < month.month:
        if day not in closed:
            return str(AccountingMonth(month=day))
        day = next_month(day)
    return None


def next_month(first: date) -> date:
    """The first day of the month after the one that begins on `first`."""
    return (first.replace(day=28) + 4 * DAY).replace(day=1)


def month_of(day: date) -> AccountingMonth:
    """The record of a day's month, made where there is none."""
    found, _made = AccountingMonth.objects.get_or_create(
        tenant_id=current_tenant_id(), month=day.replace(day=1)
    )
    return found


@transaction.atomic
def close_month(day: date, *, by) -> AccountingMonth:
    """Close the month of a day. Raises Denied, Blocked (not over, an earlier one open), Unavailable (closed)."""
    return run(month_of(day), "close", by=by).record


@transaction.atomic
def close_through(day: date, *, by) -> list[AccountingMonth]:
    """Close every open month up to the one of a day, each through its own move and in their order: all or none.

    Raises what close_month raises, naming the first month that can't be closed.
    """
    return [_close_named(first, by=by) for first in _open_until(day) or [day]]


def _open_until(day: date) -> list[date]:
    """The first days of the months that are open up to the one of a day."""
    closed = closed_until()
    first, found = first_month() if closed is None else closed + DAY, []
    while first <= day:
        found.append(first)
        first = next_month(first)
    return found


def _close_named(first: date, *, by) -> AccountingMonth:
    try:
        return close_month(first, by=by)
    except Unavailable:
        raise
    except Blocked as refused:
        said = _("{month}: {detail}")
        named = [replace(one, detail=said.format(month=AccountingMonth(month=first), detail=one.detail))
                 for one in refused.blockers]  # fmt: skip
        raise Blocked(named) from refused


@serves(AccountingMonth, "close")
def close(month, *, by):
    """Close a month that is over, once nobody writes in the books any more."""
    hold_books(alone=True)
    return perform(month, "close", by=by, facts_={"month": f"{month.month:%Y-%m}"})


@serves(AccountingMonth, "reopen", form=ReasonForm)
def reopen(month, *, by, reason):
    """Open the last closed month again; the reason stays with it and in its history."""
    hold_books(alone=True)
    return perform(month, "reopen", by=by, reason=reason, facts_={"month": f"{month.month:%Y-%m}"})
