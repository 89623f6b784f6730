"""The fields that pages and API share: what they take, and the sentence where they don't."""

import uuid
from decimal import Decimal as D

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from core.dates import DAY, local_day
from core.forms import (
    DecimalText,
    JSONList,
    JSONMap,
    MomentField,
    MoneyField,
    MoveForm,
    PastDay,
    RecordChoice,
    UserChoice,
    cleaned,
)  # fmt: skip
from core.money import Money
from tenancy.models import Department
from tenancy.people import add_member

KEY = "0198c000-0000-7000-8000-000000000001"


class Line(MoveForm):
    quantity = DecimalText(positive=True)
    unit_price = MoneyField(places=6)


class Sample(MoveForm):
    title = forms.CharField(max_length=20)
    budget = MoneyField(required=False)
    department = RecordChoice(Department, required=False)
    person = UserChoice(required=False)
    lines = JSONList(item=Line, required=False)
    quantities = JSONMap(required=False)
    wanted_on = forms.DateField(required=False)
    paid_on = PastDay(required=False)
    due_at = MomentField(required=False)


def parse(by, data, **options):
    return cleaned(Sample, data, by=by, **options)


def refused(by, data, **options):
    with pytest.raises(ValidationError) as caught:
        parse(by, data, **options)
    return caught.value.error_dict


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ("1234.50", "1234.50"),
        (1234, "1234"),
        (12.5, "12.5"),
        ("1,234.50", "1234.50"),
        ("１２３４", "1234"),
        ({"amount": "7.10", "currency": "USD"}, "7.10"),
        ({"amount": 0, "currency": "JPY"}, "0"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_money_is_read_exactly(by, given, amount):
    money = parse(by, {"title": "x", "budget": given})["budget"]

    assert money.amount == D(amount)
    assert money.currency == (given["currency"] if isinstance(given, dict) else "CNY")


@pytest.mark.parametrize(
    "given",
    [
        "NaN", "Infinity", "1e5", "1_000", "12.345", 0.1 + 0.2, True, [1], "abc", "1,23", "-1", "12345678901234567.89",
        {"amount": "1", "currency": "XXX"}, {"amount": "1", "currency": None}, {"amount": "1.5", "currency": "JPY"},
        {"amount": "1", "currency": "CNY", "rate": "2"}, {"amount": {"a": 1}, "currency": "CNY"},
        {"amount": "1", "currency": ["CNY"]},
    ],
)  # fmt: skip
def test_bad_money_is_refused_with_a_sentence(by, given):
    [error] = refused(by, {"title": "x", "budget": given})["budget"]

    assert error.messages[0].endswith((".", "。"))


def test_money_of_a_page_comes_in_two_inputs(by):
    data = MultiValueDict({"title": ["x"], "budget": ["12.50"], "budget_currency": ["USD"]})

    assert parse(by, data)["budget"] == Money(D("12.50"), "USD")
    assert 'name="budget_currency"' in str(Sample(by=by)["budget"])


def test_empty_money_is_none(by):
    for given in ("", None, {"amount": "", "currency": "CNY"}):
        assert parse(by, {"title": "x", "budget": given})["budget"] is None


def test_record_by_id_or_object(by):
    hq = Department.objects.create(code="hq", name="总部")

    for given in (str(hq.pk), {"id": str(hq.pk)}, hq.pk):
        assert parse(by, {"title": "x", "department": given})["department"] == hq
    assert "总部" in str(Sample(by=by)["department"])


def test_unknown_and_malformed_ids_are_refused(by):
    assert refused(by, {"title": "x", "department": str(uuid.uuid4())})["department"][0].code == "missing"
    for given in ("12", {"number": 1}, [1]):
        assert refused(by, {"title": "x", "department": given})["department"][0].code == "invalid"


def test_record_out_of_sight_does_not_exist(by, tenant, monkeypatch):
    hq = Department.objects.create(code="hq", name="总部")
    monkeypatch.setattr("core.form_choices.seen", lambda rows, by, pk: None)

    assert refused(by, {"title": "x", "department": str(hq.pk)})["department"][0].code == "missing"


def test_only_members_are_people_to_choose(by):
    colleague = add_member(username="lu", name="陆", password="x" * 12, roles=["ar"])

    assert parse(by, {"title": "x", "person": str(colleague.pk)})["person"] == colleague
    assert refused(by, {"title": "x", "person": KEY})["person"][0].code == "missing"


def test_errors_in_a_list_point_at_entry_and_field(by):
    lines = [{"quantity": "1", "unit_price": "1.123456"}, {"quantity": "0", "unit_price": "x"}, "no"]
    errors = refused(by, {"title": "x", "lines": lines})["lines"]

    assert [error.params["pointer"] for error in errors] == ["1/quantity", "1/unit_price", "2"]


def test_lists_come_as_json_text_list_or_page_rows(by):
    rows = MultiValueDict(
        {"title": ["x"], "lines-0-quantity": ["2"], "lines-0-unit_price": ["3"], "lines-1-quantity": [""]}
    )
    for data in (
        {"title": "x", "lines": '[{"quantity": "2", "unit_price": "3"}]'},
        {"title": "x", "lines": [{"quantity": "2", "unit_price": "3"}]},
        rows,
    ):
        assert [line["quantity"] for line in parse(by, data)["lines"]] == [D(2)]


def test_what_is_no_list_or_map_is_refused(by):
    for given in ("{", "{}", 5, {"a": 1}):
        assert "lines" in refused(by, {"title": "x", "lines": given})
    assert "quantities" in refused(by, {"title": "x", "quantities": [1]})


def test_map_of_quantities(by):
    assert parse(by, {"title": "x", "quantities": {KEY: "2.5"}})["quantities"] == {uuid.UUID(KEY): D("2.5")}
    page = MultiValueDict({"title": ["x"], f"quantities-{KEY}": ["2"], f"quantities-{KEY[:-1]}2": [""]})
    assert parse(by, page)["quantities"] == {uuid.UUID(KEY): D(2)}

    errors = refused(by, {"title": "x", "quantities": {KEY: "-1", "no-id": "1"}})["quantities"]
    assert [error.params["pointer"] for error in errors] == [KEY, "no-id"]


def test_unknown_json_field_is_named(by):
    assert "colour" in refused(by, {"title": "x", "colour": "red", "once": "1"})
    assert parse(by, MultiValueDict({"title": ["x"], "colour": ["red"]}))["title"] == "x"


def test_partial_form_answers_only_what_was_sent(by):
    assert parse(by, {"budget": "5"}, partial=True) == {"budget": Money(D(5), "CNY")}
    assert "title" in refused(by, {"title": ""}, partial=True)
    assert "title" in refused(by, {})


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("wanted_on", "0001-01-01", "out_of_range"),
        ("wanted_on", "1969-12-31", "out_of_range"),
        ("wanted_on", "2200-01-01", "out_of_range"),
        ("wanted_on", "9999-12-31", "out_of_range"),
        ("wanted_on", "2026-02-30", "invalid"),
        ("due_at", "9999-12-31T23:59:59-12:00", "out_of_range"),
        ("due_at", "0001-01-01T00:00:00+14:00", "out_of_range"),
        ("due_at", "2026-11-23T25:00:00+08:00", "invalid"),
    ],
)
def test_impossible_days_are_refused_by_name(by, name, value, code):
    errors = refused(by, {"title": "x", name: value})

    assert [(field, leaf.code) for field, leaves in errors.items() for leaf in leaves] == [(name, code)]


def test_what_has_happened_lies_not_ahead(by):
    today = local_day()

    assert parse(by, {"title": "x", "paid_on": today.isoformat()})["paid_on"] == today
    assert refused(by, {"title": "x", "paid_on": (today + DAY).isoformat()})["paid_on"][0].code == "future"


def test_moment_without_offset_is_on_the_tenants_clock(by):
    told = parse(by, {"title": "x", "due_at": "2026-11-23T09:00:00"})["due_at"]

    assert told.isoformat() == "2026-11-23T09:00:00+08:00"
    assert parse(by, {"title": "x", "due_at": "2026-11-23T01:00:00Z"})["due_at"] == told
