"""Numbers: sequences with gaps, counters without."""

import threading
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from core.numbering import next_gapless, next_number, next_numbers
from core.tenancy import acting_for
from tests.core.conftest import house

DAY = date(2026, 3, 1)


def test_numbers_count_up_within_series_and_year(tenant):
    assert next_number("LD", DAY) == "LD-2026-000001"
    assert next_numbers("LD", DAY, 3) == ["LD-2026-000002", "LD-2026-000003", "LD-2026-000004"]
    assert next_number("LD", date(2027, 1, 1)) == "LD-2027-000001"
    assert next_number("CT-D", DAY) == "CT-D-2026-000001"


def test_each_tenant_counts_for_itself(db):
    for _tenant in range(2):
        with acting_for(house()):
            assert next_number("LD", DAY) == "LD-2026-000001"
            assert next_gapless("CT", 2026) == "CT-2026-000001"


def test_unknown_form_of_series_is_refused(tenant):
    for series in ("", "ld", "LD; drop", "LDX"):
        with pytest.raises(ValueError):
            next_number(series, DAY)


def test_serving_role_cannot_touch_the_sequences(tenant):
    next_number("LD", DAY)

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"select setval('numbering.\"{tenant.pk.hex}_ld_2026\"', 1)")


def test_gapless_number_comes_back_after_a_rollback(lasting):
    with acting_for(lasting):
        assert next_gapless("IV", 2026) == "IV-2026-000001"
    with pytest.raises(RuntimeError), acting_for(lasting):
        next_gapless("IV", 2026)
        raise RuntimeError
    with acting_for(lasting):
        assert next_gapless("IV", 2026) == "IV-2026-000002"


def test_twenty_first_users_at_once_get_twenty_numbers(lasting):
    taken, start = [], threading.Barrier(20)

    def take():
        start.wait()
        try:
            with acting_for(lasting):
                taken.append((next_number("LD", DAY), next_gapless("CT", 2026)))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({number for number, _contract in taken}) == 20
    assert sorted(contract for _number, contract in taken) == [f"CT-2026-{n:06d}" for n in range(1, 21)]
