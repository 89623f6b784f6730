"""A lead's customer is found on file or made from what was told; nobody types it twice, and no contact is doubled."""

import pytest

from core.errors import Blocked, Denied
from core.workflow import run
from customers.models import Contact, Customer
from leads.models import Lead
from leads.services.capture import create_lead, update_lead
from leads.services.customers import name_customer
from tests.factories.customers import make_contact, make_customer
from tests.factories.leads import BUDGET, START, make_lead, verify_fully

pytestmark = pytest.mark.django_db
TOLD = {
    "title": "点检机器人", "source": "exhibition", "company_name": "苏州恒岳精密机械公司", "industry": "机械",
    "region": "江苏", "contact_name": "鹤鸣", "phone": "+86 139 0000 1111", "email": "hm@example.com",
}  # fmt: skip


@pytest.fixture
def told(world) -> Lead:
    return create_lead(by=world.by("ar"), owner=world.ar, **TOLD)


def people(customer) -> list[tuple]:
    rows = Contact.objects.filter(customer=customer).order_by("created_at", "pk")
    return [(one.name, one.function, one.phone, one.email) for one in rows]


def test_the_company_as_told_is_matched_with_customers_on_file(world, api, told):
    mine = make_customer("苏州恒岳精密机械有限公司", owner=world.ar)
    other = make_customer("苏州恒岳精密机械集团", owner=world.sales_manager)

    found = api("ar").get(f"/leads/{told.pk}/customer-matches/").json()

    assert {(row["id"], row["name"], row["why"]) for row in found} == {
        (str(mine.pk), mine.name, "name"),
        (None, other.name, "name"),
    }


def test_a_new_customer_is_made_from_what_the_lead_tells(world, told):
    lead = name_customer(
        told, by=world.by("ar"), name="苏州恒岳精密机械有限公司", contact_function="production"
    )

    customer = lead.customer
    assert (customer.name, customer.industry, customer.region) == ("苏州恒岳精密机械有限公司", "机械", "江苏")
    assert customer.owner == world.ar
    assert people(customer) == [("鹤鸣", "production", TOLD["phone"], TOLD["email"])]


@pytest.mark.parametrize(
    "known",
    [
        {"name": "H. Ming", "phone": "13900001111"},
        {"name": "H. Ming", "email": "HM@example.com"},
        {"name": "鹤鸣"},
    ],
)
def test_a_contact_on_file_is_completed_and_not_doubled(world, told, known):
    customer = make_customer(owner=world.ar)
    make_contact(customer, function="quality", **known)

    name_customer(told, by=world.by("ar"), customer=customer)

    whole = {"phone": TOLD["phone"], "email": TOLD["email"]} | known
    assert people(customer) == [(whole["name"], "quality", whole["phone"], whole["email"])]


def test_a_namesake_with_another_number_is_another_person(world, told):
    customer = make_customer(owner=world.ar)
    make_contact(customer, "鹤鸣", "quality", phone="13822223333")

    name_customer(told, by=world.by("ar"), customer=customer)

    assert len(people(customer)) == 2


def test_what_is_no_number_stays_with_the_lead(world):
    lead = create_lead(by=world.by("ar"), owner=world.ar, **TOLD | {"phone": "请微信联系"})
    lead = name_customer(lead, by=world.by("ar"), name="某某公司")
    assert people(lead.customer) == [("鹤鸣", "other", "", TOLD["email"])]


def test_conversion_carries_the_contact_into_the_file(world):
    lead = make_lead(world, at="verifying", contact_name="鹤鸣", phone=TOLD["phone"])
    verify_fully(world, lead)

    for move in ("qualify", "convert"):
        lead = run(lead, move, by=world.by("ar")).record

    assert [row[0] for row in people(lead.customer)] == ["陆总", "骆工", "单经理", "鹤鸣"]
    assert lead.deal.customer == lead.customer


def test_a_blacklisted_company_is_refused_and_nothing_is_left(world, told):
    customer = make_customer(owner=world.ar)
    run(customer, "blacklist", by=world.by("credit"), fields={"reason": "拖欠"})

    with pytest.raises(Blocked) as refused:
        name_customer(told, by=world.by("ar"), customer=Customer.objects.get(pk=customer.pk))

    assert refused.value.blockers[0].code == "customer_blacklisted"
    assert (Lead.objects.get(pk=told.pk).customer, people(customer)) == (None, [])


def test_only_who_leads_the_lead_names_its_customer(world, told):
    with pytest.raises(Denied):
        name_customer(told, by=world.by("fr"), name="某某公司")


def test_from_a_visiting_card_to_an_opportunity_nothing_is_typed_twice(world, api, told):
    ar, path = api("ar"), f"/leads/{told.pk}/"
    named = ar.put(f"{path}customer/", {"name": "苏州恒岳精密机械有限公司", "contact_function": "production"})
    customer = Customer.objects.get(pk=named.json()["customer"]["id"])
    verify_fully(world, Lead.objects.get(pk=told.pk))
    update_lead(told, by=world.by("ar"), budget=BUDGET, expected_start_on=START)

    moved = [ar.post(f"{path}transitions/{move}/", {}) for move in ("verify", "qualify", "convert")]

    assert [answer.status_code for answer in moved] == [200, 200, 200]
    opened = ar.get(f"/opportunities/{moved[-1].json()['opportunity']['id']}/").json()
    assert opened["customer"]["id"] == str(customer.pk)
    assert [row[0] for row in people(customer)] == ["鹤鸣", "陆总", "骆工", "单经理"]


def test_a_code_of_another_customer_and_a_wrong_one_are_refused_by_field(world, api, told):
    make_customer("别的公司", owner=world.sales_manager, unified_code="91350100M000100Y43")
    path = f"/leads/{told.pk}/customer/"
    taken = api("ar").put(path, {"name": "新公司", "unified_code": "91350100M000100Y43"})
    wrong = api("ar").put(path, {"name": "新公司", "unified_code": "91350100M000100Y44"})
    empty = api("ar").put(path, {})
    assert [answer.status_code for answer in (taken, wrong, empty)] == [422, 422, 422]
    assert taken.json()["errors"][0]["pointer"] == wrong.json()["errors"][0]["pointer"] == "#/unified_code"
    assert empty.json()["errors"][0]["pointer"] == "#/name"


def test_the_page_offers_the_matches_and_a_new_customer(world, signed_in, told):
    customer = make_customer(owner=world.ar)
    page = signed_in("ar").get(f"/leads/{told.pk}/").content.decode()
    assert "Who is it?" in page and customer.name in page and "It is this one" in page

    signed_in("ar").post(
        f"/leads/{told.pk}/customer/", {"customer": str(customer.pk), "contact_function": "it"}
    )

    assert Lead.objects.get(pk=told.pk).customer == customer
    page = signed_in("ar").get(f"/leads/{told.pk}/").content.decode()
    assert "Who is it?" not in page and people(customer)[0][1] == "it"


def test_the_page_says_what_is_wrong_with_a_new_customer(world, signed_in, told):
    answer = signed_in("ar").post(f"/leads/{told.pk}/customer/", {"name": "", "unified_code": "1"})
    assert answer.status_code == 422
    assert "Choose a customer on file, or name a new one." in answer.content.decode()


def test_a_contact_whose_function_nobody_knows_verifies_nothing(world, api):
    lead = make_lead(world, at="verifying")
    contact = make_contact(lead.customer, "鹤鸣", "other")
    answer = api("ar").post(
        f"/leads/{lead.pk}/verifications/", {"contact": str(contact.pk), "question": "?", "evidence": "!"}
    )
    assert answer.status_code == 422
