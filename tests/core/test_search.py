"""Search: finds by two characters, sees what the asking person sees, and follows changes."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import search
from core.models import SearchGram, SearchText
from core.tenancy import acting_for
from tenancy.models import Department
from tests.core.conftest import house


@pytest.fixture(autouse=True, params=[1000, 3, 1], ids=["rare", "frequent", "all frequent"])
def departments_are_searched(request, monkeypatch):
    """Whatever is found is found whether its words count as rare or as frequent ones."""
    monkeypatch.setattr("core.finding.FEW", request.param)
    monkeypatch.setattr(search, "KINDS", {})
    search.register(
        Department, text=lambda d: [d.name, d.code], title=lambda d: d.name, url=lambda d: f"/d/{d.pk}/"
    )


def named(*names):
    made = [Department.objects.create(code=f"c{n}", name=name) for n, name in enumerate(names)]
    search.index(made)
    return made


def found(q):
    rows = Department.objects.order_by("pk")
    every, first = (
        [row.name for row in rows.filter(search.matching(Department, q, first=first))]
        for first in (False, True)
    )
    assert every == first
    return every


def test_two_chinese_characters_suffice(tenant):
    named("苏州恒岳精密机械有限公司", "上海浦东装备", "恒山重工")

    assert found("恒岳") == ["苏州恒岳精密机械有限公司"]
    assert found("浦东") == ["上海浦东装备"]
    assert found("恒") == ["苏州恒岳精密机械有限公司", "恒山重工"]
    assert found("司") == ["苏州恒岳精密机械有限公司"]


def test_longer_words_are_matched_exactly(tenant):
    named("精密机械精工", "机械精密", "abcab")

    assert found("精密机械") == ["精密机械精工"]
    assert found("abcabc") == []
    assert found("cab") == ["abcab"]


def test_numbers_are_found_whole_and_by_their_end(tenant):
    named("LD-2026-000123", "LD-2026-000124", "LD-2026-001230")

    assert found("ld-2026-000123") == ["LD-2026-000123"]
    assert found("0123") == ["LD-2026-000123", "LD-2026-001230"]
    assert found("000123线") == []


def test_every_word_must_be_there(tenant):
    named("苏州恒岳精密机械", "苏州新区")

    assert found("精密 苏州") == ["苏州恒岳精密机械"]
    assert found("苏州 恒山") == []


WORDS = st.text(alphabet="苏州恒abx", min_size=1, max_size=4)


@given(st.lists(WORDS, min_size=1, max_size=8), st.lists(WORDS, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_what_holds_every_word_is_found(tenant, names, words):
    with transaction.atomic():
        named(*names)
        expected = [name for name in names if all(word in name for word in words)]
        assert found(" ".join(words)) == expected
        transaction.set_rollback(True)


def test_width_case_and_spaces_do_not_matter(tenant):
    named("ＡＢＣ Robotics 上海")

    for q in ("abc", "ABC", "ａｂｃ", "robotics上海", "ROBO"):
        assert len(found(q)) == 1, q


def test_words_do_not_run_into_each_other(tenant):
    made = Department.objects.create(code="海港", name="上海")
    search.index([made])

    assert found("海海") == []


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", "\0", "😀😀", "a\0b", "恒%岳", "x" * 5000])
def test_odd_input_finds_nothing_and_breaks_nothing(tenant, q):
    named("恒岳")

    assert found(q) in ([], ["恒岳"]) and (q == "\0" or found(q) == [])


def test_changed_record_is_found_by_its_new_words_only(tenant):
    [made] = named("恒岳精密")
    made.name = "恒山精密"
    made.save()
    search.index([made])

    assert (found("恒岳"), found("岳精"), found("恒山"), found("精密")) == (
        [],
        [],
        ["恒山精密"],
        ["恒山精密"],
    )


def test_unchanged_record_writes_nothing(tenant, django_assert_num_queries):
    made = named("恒岳精密", "恒山精密")

    with django_assert_num_queries(1):
        search.index(made)


def test_deleted_record_leaves_nothing(tenant):
    [made] = named("恒岳精密")
    search.forget(Department, [made.pk])

    assert not SearchText.objects.exists() and not SearchGram.objects.exists()


def test_new_records_take_one_round_to_the_database(tenant, django_assert_num_queries):
    made = [Department.objects.create(code=str(n), name=f"部门{n}") for n in range(20)]

    with django_assert_num_queries(1):
        search.index(made, new=True)


def test_loaded_in_the_database_it_finds_the_same(tenant):
    for n, name in enumerate(("苏州恒岳 精密", "Ａcme Robotics")):
        Department.objects.create(code=f"c{n}", name=name)
    table = Department._meta.db_table

    assert (
        search.index_in_sql(
            Department, f"select id, name || E'\\n' || code from {table} where code like %s", ["c%"]
        )
        == 2
    )
    assert (found("岳精"), found("acme"), found("c1")) == (
        ["苏州恒岳 精密"],
        ["Ａcme Robotics"],
        ["Ａcme Robotics"],
    )

    by_sql = set(SearchGram.objects.values_list("gram", "object_id"))
    SearchGram.objects.all().delete()
    SearchText.objects.all().delete()
    search.index(Department.objects.all())
    assert set(SearchGram.objects.values_list("gram", "object_id")) == by_sql


def test_other_tenants_records_are_not_found(tenant):
    named("恒岳精密")

    with acting_for(house()):
        assert found("恒岳") == []


def test_everywhere_shows_what_the_person_sees(by, monkeypatch):
    [_old, new] = named("恒岳一部", "恒岳二部")

    hits = search.everywhere("恒岳", by, limit_per_kind=1)
    assert [(hit.title, hit.url, hit.kind) for hit in hits] == [
        ("恒岳二部", f"/d/{new.pk}/", "tenancy.department")
    ]
    assert search.everywhere("  ", by) == []

    monkeypatch.setattr(search, "visible", lambda rows, by: rows.none())
    assert search.everywhere("恒岳", by) == []
