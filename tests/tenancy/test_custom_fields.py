"""Custom fields: typed, kept, found, shown; the same by page and API."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contracts.models import Contract
from core.custom import carried
from core.models import CustomField, CustomValue, Event
from core.workflow import run
from customers.models import Customer
from customers.services.merging import merge_all
from leads.services.capture import update_lead
from opportunities.models import Opportunity
from tenancy.actor import system
from tenancy.custom_fields import MOST_FIELDS, add_field, change_field, set_in_use, shift_field
from tests.factories.customers import make_customer
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db

OPTIONS = [
    {"code": "gold", "label": "金牌", "label_en": "Gold"},
    {"code": "tin", "label": "锡牌", "label_en": "Tin"},
]
TYPES = list(CustomField.Type.values)


@pytest.fixture
def fields(world):
    """One field of each type on customers."""
    by = world.by("admin")
    return {
        type: add_field(
            by=by, kind="customers", code=f"my_{type}", label=f"字段 {type}", label_en=f"Field {type}", type=type,
            options=OPTIONS if type in ("choice", "choices") else (),
        )
        for type in TYPES
    }  # fmt: skip


def values_of(world) -> dict:
    """{type: (what is sent, what is answered, a filter that finds it, one that does not)}."""
    person = {"id": str(world.ar.pk), "name": world.ar.name}
    return {
        "text": ("  Kunshan ", "Kunshan", "=Kunshan", "=Suzhou"),
        "long_text": ("one\ntwo", "one\ntwo", None, None),
        "integer": (12, 12, "__gte=12", "__gte=13"),
        "decimal": ("1.50", "1.5", "=1.5", "__lte=1.49"),
        "money": ({"amount": "1200.5", "currency": "CNY"}, {"amount": "1200.50", "currency": "CNY"},
                  "__gte=1200.50", "__gte=1200.51"),
        "date": ("2026-02-28", "2026-02-28", "__lte=2026-02-28", "__lte=2026-02-27"),
        "choice": ("gold", "gold", "=gold", "__not_in=gold"),
        "choices": (["gold", "tin"], ["gold", "tin"], "__in=tin", "__isnull=true"),
        "flag": (False, False, "=false", "=true"),
        "user": (str(world.ar.pk), person, f"={world.ar.pk}", f"={world.sr.pk}"),
    }  # fmt: skip


@pytest.mark.parametrize("type", TYPES)
def test_a_value_of_each_type_is_kept_answered_and_found(world, fields, api, type):
    sent, answered, finds, misses = values_of(world)[type]
    ar, code = api("ar"), f"my_{type}"
    made = ar.post("/customers/", {"name": "昆山精工有限公司", "custom": {code: sent}})
    assert made.status_code == 201, made.json()
    assert made.json()["custom"][code] == answered
    assert {value for name, value in made.json()["custom"].items() if name != code} == {None}
    for found, query in ((1, finds), (0, misses)):
        if query is not None:
            listed = ar.get(f"/customers/?custom.{code}{query}")
            assert listed.status_code == 200, listed.json()
            assert len([row for row in listed.json()["results"] if row["id"] == made.json()["id"]]) == found
    emptied = ar.patch(f"/customers/{made.json()['id']}/", {"custom": {code: None}})
    assert emptied.json()["custom"][code] is None
    assert not CustomValue.objects.filter(record_id=made.json()["id"]).exists()


@pytest.mark.parametrize(
    "type, wrong",
    [
        ("text", "x" * 201), ("text", 5), ("integer", "1.5"), ("integer", True), ("decimal", "1.1234567"),
        ("decimal", "9" * 13), ("money", {"amount": "1", "currency": "USD"}), ("money", "a"), ("date", "2026-02-30"),
        ("choice", "silver"), ("choices", "gold"), ("choices", ["silver"]), ("flag", "perhaps"), ("user", "nobody"),
        ("date", "0026-02-03"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_and_nothing_kept(world, fields, api, type, wrong):
    answer = api("ar").post("/customers/", {"name": "昆山精工有限公司", "custom": {f"my_{type}": wrong}})
    assert answer.status_code == 422, answer.json()
    assert answer.json()["errors"][0]["pointer"] == f"#/custom/my_{type}"
    assert not CustomValue.objects.exists()


def test_an_unknown_field_and_something_else_than_an_object_are_named(world, fields, api):
    ar = api("ar")
    unknown = ar.post("/customers/", {"name": "甲有限公司", "custom": {"my_nothing": 1}})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "#/custom/my_nothing")
    assert ar.post("/customers/", {"name": "甲有限公司", "custom": [1]}).status_code == 422
    assert ar.get("/customers/?custom.my_nothing=1").status_code == 400
    assert ar.get("/customers/?custom.my_long_text=1").status_code == 400


def test_what_is_not_named_stays(world, fields, api):
    ar = api("ar")
    made = ar.post(
        "/customers/", {"name": "甲有限公司", "custom": {"my_text": "one", "my_integer": 3}}
    ).json()
    path = f"/customers/{made['id']}/"
    assert ar.patch(path, {"custom": {"my_integer": 4}}).json()["custom"]["my_text"] == "one"
    assert ar.patch(path, {"industry": "汽车"}).json()["custom"]["my_integer"] == 4
    told = Event.objects.filter(record_id=made["id"], kind="customer.updated").earliest("at")
    assert told.facts["changes"] == {"custom-my_integer": [3, 4]}


def test_a_required_field_is_asked_of_new_records_only(world, fields, api):
    before = make_customer(world, owner=world.ar)
    change_field(fields["text"], by=world.by("admin"), is_required=True)
    ar = api("ar")
    missing = ar.post("/customers/", {"name": "甲有限公司"})
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "#/custom/my_text")
    assert ar.patch(f"/customers/{before.pk}/", {"industry": "汽车"}).status_code == 200
    assert ar.patch(f"/customers/{before.pk}/", {"custom": {"my_text": None}}).status_code == 422


def test_a_field_out_of_use_keeps_its_values(world, fields, api):
    ar = api("ar")
    made = ar.post("/customers/", {"name": "甲有限公司", "custom": {"my_text": "kept"}}).json()
    path = f"/customers/{made['id']}/"
    set_in_use(fields["text"], False, by=world.by("admin"))
    assert "my_text" not in ar.get(path).json()["custom"]
    assert ar.patch(path, {"custom": {"my_text": "x"}}).status_code == 422
    ar.patch(path, {"custom": {"my_integer": 1}})
    set_in_use(fields["text"], True, by=world.by("admin"))
    assert ar.get(path).json()["custom"]["my_text"] == "kept"
    assert len(ar.get("/customers/?custom.my_text=kept").json()["results"]) == 1


def test_a_choice_left_out_keeps_its_word(world, fields):
    field = change_field(fields["choice"], by=world.by("admin"), options=OPTIONS[:1])
    assert field.options_words() == {"gold": "Gold", "tin": "Tin"}
    assert [one.get("in_use", True) for one in field.options] == [True, False]


def test_fields_have_an_order_and_a_bound(world, fields):
    by = world.by("admin")
    shift_field(fields["date"], -1, by=by)
    order = list(CustomField.objects.order_by("position").values_list("type", flat=True))
    assert order.index("date") == TYPES.index("date") - 1
    for number in range(MOST_FIELDS - len(TYPES)):
        add_field(by=by, kind="customers", code=f"more{number}", label="更多", type="text")
    with pytest.raises(ValidationError):
        add_field(by=by, kind="customers", code="toomuch", label="更多", type="text")
    with pytest.raises(ValidationError):
        add_field(by=by, kind="leads", code="a", label="一", type="choice")


def test_a_list_asks_once_however_many_fields_and_rows(world, fields, api, django_assert_max_num_queries):
    ar = api("ar")
    for number in range(5):
        ar.post("/customers/", {"name": f"第{number}有限公司", "custom": {"my_user": str(world.ar.pk)}})
    with django_assert_max_num_queries(12):
        rows = ar.get("/customers/?custom.my_user=me").json()["results"]
    assert len(rows) == 5


def test_a_company_without_custom_fields_asks_nothing_more(world, api, django_assert_num_queries):
    ar = api("ar")
    ar.post("/leads/", {"title": "先来", "company_name": "甲", "source": "import"})
    with django_assert_num_queries(0, info="reading the note of the rules costs no statement"):
        from core.custom import fields_of
        from leads.models import Lead
        from tenancy.rules import rule

        rule("custom_fields.leads")
        assert fields_of(Lead) == []


def test_the_page_asks_shows_and_changes_them(world, fields, signed_in):
    browser = signed_in("ar")
    asked = browser.get("/customers/new/").content.decode()
    assert 'name="custom-my_money"' in asked and "Field choices" in asked
    sent = {
        "name": "昆山精工有限公司", "payment_mode": "credit", "custom-my_text": "页面", "custom-my_money": "1,200.50",
        "custom-my_choices": ["gold", "tin"], "custom-my_flag": "on", "custom-my_date": "2026-03-01",
    }  # fmt: skip
    assert browser.post("/customers/new/", sent).status_code == 303
    customer = Customer.objects.get(name="昆山精工有限公司")
    assert customer.custom == {
        "my_text": "页面", "my_money": {"amount": "1200.50", "currency": "CNY"}, "my_choices": ["gold", "tin"],
        "my_flag": True, "my_date": "2026-03-01",
    }  # fmt: skip
    shown = browser.get(f"/customers/{customer.pk}/").content.decode()
    assert "1,200.50" in shown and "Gold · Tin" in shown
    cell = browser.get(f"/customers/{customer.pk}/fields/custom-my_money/")
    assert cell.status_code == 200 and "1200.50" in cell.content.decode()
    browser.post(f"/customers/{customer.pk}/fields/custom-my_money/", {"custom-my_money": "7"})
    customer.refresh_from_db()
    assert Decimal(customer.custom["my_money"]["amount"]) == 7
    listed = browser.get("/customers/?view=all&columns=name,custom.my_money&custom.my_money__lte=7")
    assert "7.00" in listed.content.decode()


def test_settings_make_change_and_retire_a_field(world, signed_in):
    admin = signed_in("admin")
    sent = {"kind": "leads", "label": "展位号", "label_en": "Stand", "code": "stand", "type": "choice",
            "options": "东馆 | East hall\n西馆"}  # fmt: skip
    assert admin.post("/settings/fields/", sent).status_code == 303
    field = CustomField.objects.get(code="stand")
    assert [one["code"] for one in field.options] == ["east_hall", "option_2"]
    page = admin.get(f"/settings/fields/{field.pk}/").content.decode()
    assert "东馆 | East hall | east_hall" in page
    admin.post(
        f"/settings/fields/{field.pk}/", {"label": "展位", "options": "东馆 | East | east_hall", "version": 1}
    )
    field.refresh_from_db()
    assert (field.label, len(field.options)) == ("展位", 2)
    admin.post(f"/settings/fields/{field.pk}/retire/")
    field.refresh_from_db()
    assert not field.is_active
    assert signed_in("ar").get("/settings/fields/").status_code == 403


def test_a_lead_has_its_own_and_no_others(world, fields, api):
    add_field(by=world.by("admin"), kind="leads", code="stand", label="展位", type="text")
    lead = make_lead(world)
    shown = api("ar").get(f"/leads/{lead.pk}/").json()["custom"]
    assert shown == {"stand": None}


# --- along the chain, by files, in search -----------------------------------------------------------------------


def same_field(world, kind, **values):
    return add_field(
        by=world.by("admin"), kind=kind, code="stand", **{"label": "展位", "type": "text"} | values
    )


def test_what_the_lead_knows_is_not_typed_again(world):
    same_field(world, "leads")
    same_field(world, "opportunities")
    same_field(world, "contracts", type="integer")
    lead = update_lead(make_lead(world, at="qualified"), by=world.by("ar"), custom={"stand": "E7"})
    opened = run(lead, "convert", by=world.by("ar")).extra["opportunity"]["id"]
    assert Opportunity.objects.get(pk=opened).custom == {"stand": "E7"}
    assert CustomValue.objects.filter(kind="opportunities", record_id=opened, text="E7").exists()
    # A field of another type is another fact.
    assert carried(Opportunity.objects.get(pk=opened), Contract) == {}


def test_a_merge_takes_along_what_the_other_lacks(world):
    same_field(world, "customers")
    same = {"by": world.by("admin"), "kind": "customers", "label": "等级", "type": "text"}
    add_field(code="rank", **same)
    left = make_customer("甲一有限公司", owner=world.ar, custom={"stand": "A", "rank": "low"})
    right = make_customer("乙二有限公司", owner=world.ar, custom={"rank": "high"})
    merge_all(right, [left], by=system(), keep={}, reason="同一家")
    right.refresh_from_db()
    assert right.custom == {"stand": "A", "rank": "high"}


def test_search_finds_texts_and_words_of_choices(world, fields, api):
    ar = api("ar")
    ar.post("/customers/", {"name": "甲有限公司", "custom": {"my_text": "阳澄湖畔", "my_choice": "gold"}})
    assert [row["name"] for row in ar.get("/customers/?q=澄湖").json()["results"]] == ["甲有限公司"]
    assert len(ar.get("/customers/?q=金牌").json()["results"]) == 1
