"""The rule by itself: which level, what rests; no database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables.rules.dunning import BLOCK, Climb, Ladder, Level, Pause, is_blocked, paused_amount

DUE = date(2026, 1, 31)
FIVE = Ladder("p", (Level(1, 5), Level(2, 20), Level(3, 40)))


def on(days):
    return DUE + timedelta(days=days)


def climbed(ladder, days, pauses=(), amount=100):
    """[(day, level)] of an item that is looked at on each of these days overdue."""
    climb, made = Climb(), []
    for overdue in days:
        rung = climb.step(ladder, on(overdue), overdue, amount, pauses)
        if rung is not None:
            climb.take(rung.level, on(overdue))
            made.append((overdue, rung.level))
    return made


def test_at_5_20_and_40_days_each_level_comes_on_its_day():
    assert climbed(FIVE, range(5)) == []
    assert climbed(FIVE, range(50)) == [(5, 1), (20, 2), (40, 3)]


def test_whoever_comes_late_climbs_one_level_a_day_and_leaves_none_out():
    assert climbed(FIVE, range(100, 105)) == [(100, 1), (101, 2), (102, 3)]


def test_a_level_above_the_amount_is_not_on_the_ladder():
    ladder = Ladder("p", (Level(1, 5), Level(2, 20, amount_from=1000), Level(3, 40)))

    assert climbed(ladder, range(50), amount=999) == [(5, 1), (40, 3)]
    assert climbed(ladder, range(50), amount=1000) == [(5, 1), (20, 2), (40, 3)]


@pytest.mark.parametrize(("day", "rests"), [(9, 0), (10, 30), (12, 80), (15, 80), (16, 50), (30, 50)])
def test_pauses_add_up_each_until_its_own_day(day, rests):
    pauses = [Pause("promise", Decimal(30), on(10), on(15)), Pause("dispute", Decimal(50), on(12))]

    assert paused_amount(pauses, on(day), Decimal(100)) == rests
    assert paused_amount(pauses, on(day), Decimal(20)) == min(rests, 20)


def test_only_a_block_stops_steps_in_the_house():
    block = [Pause(BLOCK, None, on(4), on(25))]

    assert climbed(FIVE, range(50), block) == [(26, 1), (27, 2), (40, 3)]
    assert climbed(FIVE, range(50), [Pause("dispute", None, on(0))]) == [(5, 1), (20, 2), (40, 3)]
    assert is_blocked(block, on(25)) and not is_blocked(block, on(26))


ladders = st.lists(st.integers(1, 90), min_size=1, max_size=6, unique=True).map(
    lambda days: Ladder("p", tuple(Level(n + 1, day) for n, day in enumerate(sorted(days))))
)
pauses = st.lists(
    st.builds(
        lambda kind, amount, first, length: Pause(kind, amount, on(first), on(first + length)),
        st.sampled_from(["promise", "dispute", BLOCK]), st.none() | st.integers(1, 90).map(Decimal),
        st.integers(0, 90), st.integers(0, 30),
    ),
    max_size=4,
)  # fmt: skip


@given(ladders, pauses, st.lists(st.integers(0, 120), unique=True, max_size=60).map(sorted))
def test_levels_come_in_order_once_never_early_and_one_a_day(ladder, held, days):
    made = climbed(ladder, days, held)

    assert [level for _day, level in made] == list(range(1, len(made) + 1))
    assert len({day for day, _level in made}) == len(made)
    assert all(day >= ladder.levels[level - 1].days for day, level in made)
    assert not any(is_blocked(held, on(day)) for day, _level in made)
