"""Merging in the browser and over the API: choose, compare, merge, and follow an old address."""

# ruff: noqa: F811  (fixtures of the neighbours, taken by name)

import pytest

from customers.models import Contact, Customer, CustomerMerge
from tests.customers.test_api import call  # noqa: F401
from tests.customers.test_pages import browser  # noqa: F401
from tests.factories.customers import make_contact, make_customer


@pytest.fixture
def pair(alpha):
    """(survivor, its duplicate), the client manager's own."""
    into = make_customer("苏州恒岳精密机械有限公司", by=alpha.by.ar, admitted=False)
    gone = make_customer(
        "苏州恒岳精密机械集团", by=alpha.by.ar, admitted=False, region="华东", industry="机械"
    )
    make_contact(gone, "陆总")
    return into, gone


def test_the_page_offers_who_may_be_the_same_and_finds_others(alpha, browser, pair):
    into, gone = pair
    make_customer("无锡锡澄新能源", by=alpha.by.ar, admitted=False)
    page = browser("ar")

    offered = page.get(f"/customers/{into.pk}/merge/").content.decode()
    searched = page.get(f"/customers/{into.pk}/merge/", {"q": "锡澄"}).content.decode()

    assert gone.name in offered and "锡澄" not in offered
    assert "无锡锡澄新能源" in searched


def test_compared_each_value_shows_and_the_first_there_is_is_chosen(browser, pair):
    into, gone = pair
    content = browser("ar").get(f"/customers/{into.pk}/merge/", {"with": str(gone.pk)}).content.decode()

    assert f'name="keep_region" value="{gone.pk}" checked' in content
    assert f'name="keep_name" value="{into.pk}" checked' in content
    assert "contacts" in content


def test_merged_the_old_address_leads_on(browser, pair):
    into, gone = pair
    sent = {
        "with": [str(gone.pk)],
        "keep_name": str(gone.pk),
        "keep_region": str(into.pk),
        "reason": "同一家",
    }
    page = browser("ar")

    done = page.post(f"/customers/{into.pk}/merge/", sent)

    assert done.status_code == 303 and done["Location"] == into.get_absolute_url()
    after = Customer.objects.get()
    assert (after.pk, after.name, after.region, after.industry) == (into.pk, gone.name, "", "")
    old = page.get(gone.get_absolute_url())
    assert old.status_code == 303 and old["Location"] == into.get_absolute_url()
    record = page.get(CustomerMerge.objects.get().get_absolute_url()).content.decode()
    assert "同一家" in record and "陆总" in record and gone.name in record
    assert "Merged into this customer" in page.get(into.get_absolute_url()).content.decode()


def test_a_merge_of_nobody_says_so(browser, pair):
    answer = browser("ar").post(f"/customers/{pair[0].pk}/merge/", {"with": [str(pair[0].pk), "x"]})
    assert answer.status_code == 422 and b"Choose the customers" in answer.content


def test_without_the_right_there_is_no_page(browser, pair):
    assert browser("finance").get(f"/customers/{pair[0].pk}/merge/").status_code == 403
    assert browser("ar2").get(f"/customers/{pair[0].pk}/merge/").status_code == 404


# --- API ----------------------------------------------------------------------------------------------------------


def test_a_program_merges_and_reads_what_was_merged(call, pair):
    into, gone = pair
    body = {"into": str(into.pk), "keep": ["region"], "reason": "同一家"}

    answer = call.ar.post(f"/customers/{gone.pk}/transitions/merge/", body)

    assert answer.status_code == 200, answer.content
    assert (answer.json()["id"], answer.json()["region"]) == (str(into.pk), "华东")
    assert answer.json()["merged"]["id"] == str(gone.pk)
    (merge,) = call.ar.get(f"/customers/{into.pk}/merges/").json()
    assert merge["merged"] == {"id": str(gone.pk), "name": gone.name}
    assert merge["moved"] == {"customers.contact": 1} and merge["values"]["region"] == ["", "华东"]


def test_a_merged_customer_is_read_but_not_changed(call, pair):
    into, gone = pair
    call.ar.post(f"/customers/{gone.pk}/transitions/merge/", {"into": str(into.pk)})

    read = call.ar.get(f"/customers/{gone.pk}/").json()
    changed = call.ar.patch(f"/customers/{gone.pk}/", {"region": "华南"})

    assert (read["state"], read["merged_into"]["id"]) == ("merged", str(into.pk))
    assert changed.status_code == 409 and changed.json()["blockers"][0]["code"] == "customer_merged"
    assert call.ar2.get(f"/customers/{gone.pk}/").status_code == 404
    assert [one["id"] for one in call.ar.get("/customers/").json()["results"]] == [str(into.pk)]


def test_an_id_that_a_program_kept_still_names_the_customer(call, pair):
    into, gone = pair
    call.ar.post(f"/customers/{gone.pk}/transitions/merge/", {"into": str(into.pk)})

    made = call.ar.post("/contacts/", {"customer": str(gone.pk), "name": "陆", "function": "it"})

    assert made.status_code == 201 and made.json()["customer"]["id"] == str(into.pk)
    assert not Contact.objects.filter(customer=gone.pk).exists()


@pytest.mark.parametrize("body", [{}, {"into": "x"}, {"keep": ["state"]}, {"keep": "name"}])
def test_what_does_not_fit_is_named(call, pair, body):
    into, gone = pair
    full = {"into": str(into.pk)} | body if body and "into" not in body else body
    assert call.ar.post(f"/customers/{gone.pk}/transitions/merge/", full).status_code == 422
