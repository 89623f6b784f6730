"""Cash forecasts kept day by day, tried on the past, and compared with what came."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import connection

from core.tenancy import acting_for, current_tenant_id
from receivables.forecast import Forecast, cash_forecast
from receivables.forecast_history import PAYING, RISKY, Curves, history
from receivables.models import ForecastSnapshot, LedgerEntry, Receivable
from receivables.rules.backtest import trials_of
from receivables.rules.forecasting import Accuracy, Week, judge
from tenancy.actor import system

# The forecast is tried on so many Mondays, two weeks apart, each time two weeks ahead.
TRIALS, AHEAD = 8, 2
JUDGED_EVERY = timedelta(days=7)
# Daily rows are of use for a while; one of each week stays for good.
KEPT_DAYS = 35
PAST_WEEKS = 4
ONE_DAY = timedelta(days=1)
_CAME = """
select (e.counts_on - %(day)s) / 7, sum(-e.base_minor)::bigint
from {entry} e join {receivable} r on r.tenant_id = e.tenant_id and r.id = e.receivable_id
where e.tenant_id = %(tenant)s and e.kind = any(%(paying)s) and e.counts_on >= %(day)s and e.counts_on < %(end)s
  and r.triggered_on < %(day)s {kept_out}
group by 1
"""
_NOT_RISKY = f"and not {RISKY}"


def keep_forecast(tenant_id, as_of: date) -> ForecastSnapshot:
    """Keep the day's forecast, once; tried on the past where that is a week ago. A repeat answers the kept one."""
    with acting_for(tenant_id):
        kept = ForecastSnapshot.objects.filter(made_on=as_of).first()
        if kept is not None:
            return kept
        accuracy, judged_on = _accuracy(as_of)
        found = cash_forecast(system(), as_of=as_of, scale=accuracy.get("scale", 1.0))
        made = ForecastSnapshot(
            made_on=as_of, currency=found.currency, weeks=[week_json(week) for week in found.weeks],
            total_minor=found.total, at_risk_minor=found.at_risk, later_minor=found.later, basis=dict(found.basis),
            accuracy=accuracy, judged_on=judged_on,
        )  # fmt: skip
        ForecastSnapshot.objects.bulk_create([made], ignore_conflicts=True)
        _thin_out(as_of)
        return ForecastSnapshot.objects.get(made_on=as_of)


def _accuracy(as_of: date) -> tuple[dict, date]:
    last = ForecastSnapshot.objects.exclude(judged_on=None).order_by("-made_on").first()
    if last is not None and timedelta() <= as_of - last.judged_on < JUDGED_EVERY:
        return last.accuracy, last.judged_on
    found = try_out(as_of)
    return (asdict(found) | {"beats_both": found.beats_both} if found else {}), as_of


def try_out(as_of: date) -> Accuracy | None:
    """The forecast on weeks that are over, each by what was known before it; None where the record is too short."""
    monday = as_of - timedelta(days=as_of.weekday())
    trials = []
    for number in range(TRIALS, 0, -1):
        day = monday - timedelta(weeks=AHEAD * number)
        known = history(system(), day)
        if not known.open:
            continue
        curves = Curves(known)
        came = came_by_week(day, AHEAD, _NOT_RISKY)
        trials += trials_of(day, known.open, curves.of, curves.mean_delay, came, horizon=AHEAD)
    return judge(trials)


def came_by_week(day: date, weeks: int, kept_out: str = "") -> dict[int, int]:
    """{number of the week from `day` on: what came of that which was owed before it}."""
    statement = _CAME.format(
        entry=LedgerEntry._meta.db_table, receivable=Receivable._meta.db_table, kept_out=kept_out
    )
    values: dict[str, Any] = {
        "tenant": current_tenant_id(), "day": day, "end": day + timedelta(weeks=weeks), "paying": PAYING,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return dict(cursor.fetchall())


def _thin_out(as_of: date) -> None:
    """Of what is older than a month the first forecast of each week stays."""
    old = ForecastSnapshot.objects.filter(made_on__lt=as_of - timedelta(days=KEPT_DAYS)).order_by("made_on")
    seen, gone = set(), []
    for pk, day in old.values_list("pk", "made_on"):
        week = day.isocalendar()[:2]
        if week in seen:
            gone.append(pk)
        seen.add(week)
    if gone:
        ForecastSnapshot.objects.filter(pk__in=gone).delete()


def past_forecasts(as_of: date, count: int = 8) -> list[dict]:
    """The last weekly forecasts beside what came: for each, its whole weeks that are over (at most PAST_WEEKS).

    [{"made_on", "weeks": n, "expected", "low", "high", "came", "held": did each week's band hold}], minor units.
    """
    firsts: dict = {}
    for row in ForecastSnapshot.objects.filter(made_on__lt=as_of - timedelta(days=7)).order_by("-made_on")[
        :120
    ]:
        firsts[row.made_on.isocalendar()[:2]] = row
        if len(firsts) > count:
            break
    rows = sorted(firsts.values(), key=lambda row: row.made_on, reverse=True)[:count]
    return [row for row in (_beside(one, as_of) for one in rows) if row["weeks"]]


def _beside(snapshot: ForecastSnapshot, as_of: date) -> dict:
    whole = [week for week in snapshot.weeks[1 : 1 + PAST_WEEKS] if date.fromisoformat(week["to"]) < as_of]
    came = _came_since(snapshot.made_on, whole) if whole else {}
    held = [week["low"] <= came.get(week["from"], 0) <= week["high"] for week in whole]
    return {
        "made_on": snapshot.made_on, "weeks": len(whole),
        "expected": sum(week["expected"] for week in whole), "came": sum(came.values()), "held": sum(held),
        "off": sum(abs(week["expected"] - came.get(week["from"], 0)) for week in whole),
    }  # fmt: skip


def _came_since(made_on: date, weeks) -> dict[str, int]:
    """{first day of the week: what came of that which was owed on the day of the forecast}."""
    first, last = date.fromisoformat(weeks[0]["from"]), date.fromisoformat(weeks[-1]["to"])
    entries = LedgerEntry.objects.filter(
        receivable__triggered_on__lte=made_on, kind__in=PAYING, counts_on__range=(first, last)
    )
    found = {week["from"]: 0 for week in weeks}
    for day, units in entries.values_list("counts_on", "base_minor").iterator():
        monday = day - timedelta(days=day.weekday())
        found[monday.isoformat()] = found.get(monday.isoformat(), 0) - units
    return found


def week_json(week: Week) -> dict:
    """A week in minor units."""
    return {
        "from": week.starts_on.isoformat(), "to": week.ends_on.isoformat(), "promised": round(week.promised),
        "modelled": week.expected - round(week.promised), "at_risk": round(week.at_risk), "due": week.due,
        "expected": week.expected, "low": week.low, "high": week.high,
    }  # fmt: skip


def shown_forecast(by, *, as_of: date, whole: bool) -> tuple[dict, ForecastSnapshot | None]:
    """What page and API show of a day: the kept forecast for who sees all, else one made of what somebody sees.

    Until the morning's run has made the day's, the one of the day before is shown: a large company's takes its time.

    Answers {"weeks", "total", "at_risk", "later", "basis", "currency"} in minor units, and the newest kept forecast,
    whose accuracy is the model's own.
    """
    newest = ForecastSnapshot.objects.filter(made_on__lte=as_of).order_by("-made_on").first()
    if whole and newest is not None and as_of - newest.made_on <= ONE_DAY:
        return _kept_json(newest), newest
    scale = newest.accuracy.get("scale", 1.0) if newest else 1.0
    return _json(cash_forecast(by, as_of=as_of, scale=scale)), newest


def _json(found: Forecast) -> dict:
    return {
        "weeks": [week_json(week) for week in found.weeks], "total": found.total, "at_risk": found.at_risk,
        "later": found.later, "basis": dict(found.basis), "currency": found.currency,
    }  # fmt: skip


def _kept_json(row: ForecastSnapshot) -> dict:
    return {
        "weeks": row.weeks, "total": row.total_minor, "at_risk": row.at_risk_minor, "later": row.later_minor,
        "basis": row.basis, "currency": row.currency,
    }  # fmt: skip
