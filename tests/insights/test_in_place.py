"""Deals, contracts and quotes change where they stand, as leads do: by whom, until when, and with the log's entry."""

import json

import pytest

from core.models import Event
from deals.models import Deal
from deals.services import end_deal
from deals.states import Stage
from opportunities.models import Quote
from tenancy.actor import system
from tests.factories.callers import browser, caller
from tests.factories.contracts import fresh, make_contract
from tests.factories.opportunities import make_opportunity, make_quote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("field", "typed", "found"), [
    ("title", "新标题", "新标题"), ("payment_mode", "prepayment", "prepayment"), ("warranty_months", "18", 18),
])  # fmt: skip
def test_a_contracts_terms_change_one_by_one(world, field, typed, found):
    contract = make_contract(world)
    client, address = browser(world, "ar"), f"/contracts/{contract.pk}/fields/{field}/"
    before = {"title": contract.title, "payment_mode": "credit", "warranty_months": "12"}

    assert f'id="f-{field}"' in client.get(f"/contracts/{contract.pk}/").content.decode()
    sent = {field: typed, "was": json.dumps({field: before[field]})}
    assert client.post(address, sent).status_code == 303
    assert client.post(address, sent).status_code == 409

    record = fresh(contract)
    assert getattr(record if field == "title" else record.agreement, field) == found
    assert [str(value) for value in _changes(contract)[field]] == [before[field], typed]


def test_a_signed_contract_does_not_change_where_it_stands(world):
    contract = make_contract(world, "signed")

    assert 'id="f-title"' not in browser(world, "ar").get(f"/contracts/{contract.pk}/").content.decode()
    assert (
        browser(world, "ar").post(f"/contracts/{contract.pk}/fields/title/", {"title": "x"}).status_code
        == 409
    )


def test_a_draft_quote_changes_its_note_and_last_day(world):
    quote = make_quote(world, make_opportunity(world, at="bidding"))
    address = f"/opportunities/quotes/{quote.pk}/fields/"
    ar, finance = browser(world, "ar"), browser(world, "finance")

    assert ar.post(f"{address}note/", {"note": "含安装"}).status_code == 303
    assert ar.post(f"{address}valid_until/", {"valid_until": "2099-01-31"}).status_code == 303
    assert finance.get(f"{address}note/").status_code == 403

    kept = Quote.objects.get(pk=quote.pk)
    assert (kept.note, str(kept.valid_until), kept.lines.count()) == ("含安装", "2099-01-31", 1)


@pytest.mark.parametrize(
    ("role", "status"), [("ar", 303), ("sales_manager", 303), ("sr", 403), ("executive", 403)]
)
def test_a_deal_changes_its_title_by_its_leader(world, role, status):
    deal = Deal.objects.get(pk=make_contract(world).deal_id)

    answer = browser(world, role).post(f"/deals/{deal.pk}/fields/title/", {"title": "二期"})

    assert answer.status_code == status
    assert (Deal.objects.get(pk=deal.pk).title == "二期") is (status == 303)


def test_a_deal_changes_through_the_api_until_it_ends(world):
    deal, ar = Deal.objects.get(pk=make_contract(world).deal_id), caller(world, "ar")

    changed = ar.patch(f"/deals/{deal.pk}/", {"expected_close_on": "2027-01-31"})
    assert changed.status_code == 200 and changed.json()["expected_close_on"] == "2027-01-31"
    assert _changes(deal)["expected_close_on"] == [None, "2027-01-31"]
    assert ar.patch(f"/deals/{deal.pk}/", {"amount": "1"}).status_code == 422

    end_deal(Deal.objects.get(pk=deal.pk), Stage.TERMINATED, by=system())
    refused = ar.patch(f"/deals/{deal.pk}/", {"title": "x"})
    assert refused.status_code == 409 and refused.json()["blockers"][0]["code"] == "deal_ended"


def _changes(record) -> dict:
    return Event.objects.get(record_id=record.pk, kind=f"{record.noun}.updated").facts["changes"]
