"""Two records of one company become one, in the browser."""

import re

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from tests.factories.customers import make_contact, make_customer

NAME = "苏州恒岳精密机械有限公司"


@pytest.fixture
def pair(world):
    """(survivor, its duplicate with a contact), the AR's own."""
    with world.acting():
        into = make_customer(NAME, by=world.by("ar"), admitted=False, region="华东")
        gone = make_customer("蘇州恆岳精密機械集團", by=world.by("ar"), admitted=False, industry="锂电设备")
        make_contact(gone, "陆总", "management")
    return into, gone


def test_a_duplicate_is_found_compared_and_merged(at_desk, world, pair):
    into, gone = pair
    person = at_desk("ar").open(f"/customers/{into.pk}/")
    page = person.page
    page.locator(f"a[href='/customers/{into.pk}/merge/']").click()
    page.get_by_label(gone.name).check()
    page.locator("form[method=get] button[type=submit]").click()

    expect(page.locator(f"input[name=keep_industry][value='{gone.pk}']")).to_be_checked()
    person.picture("merge").clean()
    person.dark().picture("merge-dark").clean()
    page.locator(f"input[name=keep_name][value='{gone.pk}']").check()
    page.locator("textarea[name=reason]").fill("同一家，登记两次")
    page.locator("form[method=post].stack button[type=submit]").click()

    expect(page.locator("h1")).to_contain_text(gone.name)
    expect(page.locator("#h-merges")).to_be_visible()
    with world.acting():
        after = Customer.objects.get()
        assert (after.pk, after.name, after.industry, after.region) == (
            into.pk,
            gone.name,
            "锂电设备",
            "华东",
        )
        assert after.contacts.count() == 1
    person.open(f"/customers/{gone.pk}/")
    expect(page).to_have_url(re.compile(str(into.pk)))
    page.locator("section[aria-labelledby=h-merges] a").click()
    expect(page.locator("main")).to_contain_text("陆总")
    person.picture("merge-record").clean()
    person.phone().picture("merge-record-mobile").clean()


def test_the_comparison_on_a_phone(at_desk, pair):
    into, gone = pair
    person = at_desk("ar").open(f"/customers/{into.pk}/merge/?with={gone.pk}")
    person.phone().picture("merge-mobile").clean()


def test_contacts_come_from_visiting_cards(at_desk, pair):
    into, _gone = pair
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nORG:恒岳;采购部\nTEL;TYPE=CELL:{}\nEND:VCARD\n"
    cards = card.format("钱工", "13900001234") + card.format("孙经理", "12")
    person = at_desk("ar").open(f"/customers/{into.pk}/vcards/")
    page = person.page
    person.clean()
    page.set_input_files(
        "input[name=file]", {"name": "cards.vcf", "mimeType": "text/vcard", "buffer": cards.encode()}
    )
    page.locator("input[name=function]").fill("production")
    page.locator("form[method=post].pn button[type=submit]").click()

    expect(page.locator("table.cards")).to_contain_text("钱工")
    person.picture("vcards").clean()
    page.locator("button[name=take]").click()
    expect(page.locator("main")).to_contain_text("钱工")


def test_a_told_company_that_is_a_customer_is_chosen_in_the_leads_form(at_desk, pair):
    into, _gone = pair
    page = at_desk("ar").open("/leads/new/").page
    page.locator("#id_company_name").press_sequentially("苏州恒岳精密机械")

    page.locator(f"#duplicates button[data-value='{into.pk}']").click()

    expect(page.locator("#id_customer")).to_have_value(str(into.pk))
    expect(page.locator("#duplicates")).to_be_empty()
