"""When money comes: chances add up, what waits counts, and on synthetic payers the forecast beats both simple ways."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from receivables.rules.backtest import trials_of
from receivables.rules.forecasting import (
    Curve,
    DueDate,
    Open,
    Record,
    Word,
    chances,
    forecast,
    judge,
    weeks_from,
)

MONDAY = date(2026, 11, 23)


def record(delays, waiting=(), seen=-30) -> Record:
    """Paid so many days after due; still waiting so many days after due."""
    made = Record()
    for day in delays:
        made.paid[day] = made.paid.get(day, 0) + 1
    for day in waiting:
        made.left[day] = made.left.get(day, 0) + 1
    made.seen[seen] = len(delays) + len(waiting)
    return made


def test_a_long_record_is_followed_closely():
    curve = Curve(record([7, 8, 9, 10] * 50), DueDate())

    weeks = forecast([Open(1000, MONDAY, curve)], as_of=MONDAY, weeks=4)

    assert 700 < weeks[1].expected <= 1000
    assert sum(week.expected for week in weeks) <= 1000


def test_who_has_no_record_leans_on_those_above():
    company = Curve(record([21] * 100), DueDate())
    unknown, quick = Curve(record([], seen=-30), company), Curve(record([0] * 40), company)

    def most_likely(curve):
        return max(chances(Open(1, MONDAY, curve), weeks_from(MONDAY, 9), MONDAY), key=lambda pair: pair[1])[
            0
        ]

    assert most_likely(unknown).starts_on == MONDAY + timedelta(weeks=3)
    assert most_likely(quick).starts_on == MONDAY


def test_those_still_waiting_make_a_record_slower():
    quick, slow = record([3] * 10), record([3] * 10, waiting=[90] * 30)

    soon = [Curve(one, DueDate()).chance(0, 0, 6) for one in (quick, slow)]

    assert soon[0] > 1.5 * soon[1]


def test_what_is_late_is_judged_by_those_who_were_as_late():
    curve = Curve(record([0] * 60 + [40] * 40), DueDate())

    late = Open(1, MONDAY - timedelta(days=35), curve)
    found = {week.starts_on: chance for week, chance in chances(late, weeks_from(MONDAY, 3), MONDAY)}

    assert found[MONDAY] > 0.8


def test_without_a_due_date_it_is_expected_in_no_week():
    assert list(chances(Open(7, None, DueDate()), weeks_from(MONDAY, 5), MONDAY)) == []


def test_promises_go_first_and_risk_is_no_expectation():
    curve = Curve(record([0] * 50), DueDate())

    weeks = forecast(
        [], as_of=MONDAY, weeks=2, words=[Word(1000, MONDAY + timedelta(days=8), 0.8)],
        risky=[Open(500, MONDAY, curve)],
    )  # fmt: skip

    assert [(week.promised, week.expected) for week in weeks] == [(0, 0), (800, 800)]
    assert weeks[0].at_risk > 400 and weeks[0].expected == 0


@settings(max_examples=200)
@given(
    paid=st.lists(st.integers(-30, 200), max_size=40), waiting=st.lists(st.integers(-10, 300), max_size=20),
    due=st.integers(-300, 100), day=st.integers(0, 6),
)  # fmt: skip
def test_chances_are_chances(paid, waiting, due, day):
    as_of = MONDAY + timedelta(days=day)
    curve = Curve(record(paid, waiting), Curve(record([1, 5, 9]), DueDate()))

    found = [
        chance
        for _week, chance in chances(
            Open(1, as_of + timedelta(days=due), curve), weeks_from(as_of, 20), as_of
        )
    ]

    assert all(chance > 0 for chance in found)
    assert sum(found) <= 1 + 1e-9


@settings(max_examples=100)
@given(st.lists(st.integers(-30, 200), min_size=1, max_size=60), st.lists(st.integers(-10, 300), max_size=20))
def test_a_curve_never_falls(paid, waiting):
    curve = Curve(record(paid, waiting), DueDate())

    reached = [curve.hazard(day) for day in range(-60, 400)]

    assert all(after >= before - 1e-9 for before, after in pairwise(reached))


# --- against the simple ways, on history held back ------------------------------------------------------------------

KINDS = {
    "punctual": lambda chosen: chosen.choice([-2, -1, 0, 0, 0, 1, 2]),
    "monthly": lambda chosen: chosen.choice([12, 14, 15, 16, 33, 34, 60]),
    "slow": lambda chosen: int(chosen.lognormvariate(3.3, 0.6)),
    "two minds": lambda chosen: chosen.choice([0, 1, 2, 45, 50, 55]),
    "worse": lambda chosen: chosen.randint(5, 75),
}


def payments(chosen: Random, customers=40, each=60):
    """[(customer, due day, paid day, amount)]: customers of several kinds over two years."""
    begin = MONDAY - timedelta(days=700)
    for customer in range(customers):
        delay = KINDS[sorted(KINDS)[customer % len(KINDS)]]
        for _serial in range(each):
            due = begin + timedelta(days=chosen.randint(0, 700))
            yield customer, due, due + timedelta(days=delay(chosen)), int(chosen.lognormvariate(11, 0.8))


def test_forecast_beats_due_date_and_own_average_delay_and_its_band_holds():
    """Five kinds of payers, three worlds of them, each week judged by what was known before it."""
    found = []
    for seed in (1, 2, 3):
        rows = list(payments(Random(seed)))
        for weeks_back in range(22, 4, -2):
            found += trials_of(*as_known(rows, MONDAY - timedelta(weeks=weeks_back)), horizon=4)

    verdict = judge(found)

    assert len(found) == 108
    assert verdict.model < verdict.by_own_delay
    assert verdict.model < verdict.by_due_date
    assert verdict.crps < min(verdict.by_own_delay, verdict.by_due_date)
    assert 0.70 <= verdict.coverage <= 0.90


def as_known(rows, day):
    """(day, open items, curves by customer, mean delays, actual by week) as they were known before a day."""
    records, whole, open_, came = {}, Record(), {}, {}
    for customer, due, paid, amount in rows:
        seen = due - timedelta(days=30)
        if seen >= day:
            continue
        mine = records.setdefault(customer, Record())
        mine.seen[-30] = mine.seen.get(-30, 0) + 1
        if paid < day:
            mine.paid[(paid - due).days] = mine.paid.get((paid - due).days, 0) + 1
            continue
        waited = (day - due).days - 1
        mine.left[waited] = mine.left.get(waited, 0) + 1
        open_[customer, due] = open_.get((customer, due), 0) + amount
        week = (paid - day).days // 7
        came[week] = came.get(week, 0) + amount
    for one in records.values():
        whole.add(one)
    company = Curve(whole, DueDate())
    curves = {customer: Curve(one, company) for customer, one in records.items()}
    means = {
        customer: sum(d * share for d, share in one.paid.items()) / max(one.facts, 1)
        for customer, one in records.items()
    }
    return day, open_, curves.__getitem__, means.__getitem__, came
