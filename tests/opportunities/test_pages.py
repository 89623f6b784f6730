"""Pages of opportunities and quotes: the board, a record, the editor."""

import pytest

from opportunities.models import Opportunity, Quote
from opportunities.views.quotes import as_sent
from tests.factories.customers import make_customer
from tests.factories.opportunities import line, make_opportunity, make_quote, prepare_ati

pytestmark = pytest.mark.django_db
ROW = {
    "lines-0-description": "柔性装配单元", "lines-0-quantity": "2", "lines-0-unit_price": "100000.5",
    "lines-0-unit_cost": "60000", "lines-0-tax_rate": "13", "lines-1-tax_rate": "13", "currency": "CNY",
    "valid_until": "2099-12-31", "note": "",
}  # fmt: skip


def test_the_board_shows_columns_with_their_sums(world, signed_in):
    customer = make_customer(owner=world.ar)
    make_opportunity(world, customer=customer)
    second = make_opportunity(world, customer=customer, title="涂装车间 AGV 调度")

    page = signed_in("ar").get("/opportunities/board/").content.decode()

    assert second.title in page
    assert "¥2.40M" in page and "¥0.24M" in page
    assert "no AR" not in page and "no SR FR" in page


def test_a_cards_menu_says_where_it_may_go_and_why_not(world, signed_in):
    opportunity = make_opportunity(world)

    menu = signed_in("ar").get(f"/opportunities/{opportunity.pk}/targets/").content.decode()

    assert 'data-to="initiated" data-ok="0"' in menu
    assert "The estimate is empty." in menu


def test_a_refused_drop_brings_the_card_back_with_the_reasons(world, signed_in):
    opportunity = make_opportunity(world)

    answer = signed_in("ar").post(f"/opportunities/{opportunity.pk}/drop/", {"to": "initiated"})

    assert answer.status_code == 409
    assert "The triangle has no SR, FR." in answer.content.decode()
    assert Opportunity.objects.get(pk=opportunity.pk).state == "identified"


def test_a_drop_on_a_column_without_a_way_is_refused(world, signed_in):
    opportunity = make_opportunity(world)

    answer = signed_in("ar").post(f"/opportunities/{opportunity.pk}/drop/", {"to": "negotiating"})

    assert answer.status_code == 409


def test_a_stale_card_is_refused(world, signed_in):
    opportunity = make_opportunity(world, at="initiated")

    answer = signed_in("ar").post(f"/opportunities/{opportunity.pk}/drop/", {"to": "guiding", "version": "1"})

    assert answer.status_code == 409
    assert Opportunity.objects.get(pk=opportunity.pk).state == "initiated"


def test_a_drop_runs_the_move_of_its_column(world, signed_in):
    opportunity = make_opportunity(world, at="initiated")
    fields = {"to": "guiding", "version": str(opportunity.version)}

    answer = signed_in("ar").post(f"/opportunities/{opportunity.pk}/drop/", fields)

    assert answer.status_code == 303
    assert Opportunity.objects.get(pk=opportunity.pk).state == "guiding"


def test_a_drop_before_a_gate_asks_it(world, signed_in):
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)

    signed_in("ar").post(f"/opportunities/{opportunity.pk}/drop/", {"to": "initiated"})

    assert Opportunity.objects.get(pk=opportunity.pk).pending_gate == "ATI"


def test_an_opportunitys_page_shows_cost_only_to_who_may_see_it(world, signed_in):
    opportunity = make_opportunity(world, at="initiated")

    assert "Expected cost" in signed_in("ar").get(f"/opportunities/{opportunity.pk}/").content.decode()
    page = signed_in("legal").get(f"/opportunities/{opportunity.pk}/").content.decode()
    assert "Expected cost" not in page and "Expected revenue" in page


def test_insight_estimate_and_risks_are_written_on_the_page(world, signed_in):
    opportunity = make_opportunity(world)
    browser, here = signed_in("ar"), f"/opportunities/{opportunity.pk}/"

    answers = [
        browser.post(f"{here}insight/", {"market": "增长 8%\n进口替代", "customer": "扩产"}),
        browser.post(f"{here}estimate/", {"revenue": "1200000", "cost": "800000"}),
        browser.post(f"{here}risks/", {"risks": "交期紧\n汇率"}),
    ]

    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert opportunity.findings.filter(dimension="market").count() == 2
    assert (opportunity.estimated_revenue, opportunity.risks.count()) == (1200000, 2)


def test_the_opinion_is_refused_to_others_than_the_fr(world, signed_in):
    opportunity = make_opportunity(world, at="bidding")

    answer = signed_in("ar").post(f"/opportunities/{opportunity.pk}/opinion/", {"delivery_opinion": "没问题"})

    assert answer.status_code == 403


def test_an_opportunity_is_entered_and_edited(world, signed_in):
    customer = make_customer(owner=world.ar)
    browser = signed_in("ar")

    made = browser.post(
        "/opportunities/new/", {"customer": str(customer.pk), "title": "维保续约", "amount": "300000"}
    )
    opportunity = Opportunity.objects.get(title="维保续约")
    saved = browser.post(
        f"/opportunities/{opportunity.pk}/edit/",
        {
            "title": "维保续约 2027",
            "amount": "310000",
            "forecast": "commit",
            "version": str(opportunity.version),
        },
    )

    assert (made.status_code, saved.status_code) == (303, 303)
    assert Opportunity.objects.get(pk=opportunity.pk).forecast == "commit"


def test_a_quote_is_written_in_the_editor(world, signed_in):
    opportunity = make_opportunity(world, at="bidding")

    answer = signed_in("ar").post(f"/opportunities/{opportunity.pk}/quotes/new/", ROW)

    quote = Quote.objects.get(opportunity=opportunity)
    assert answer["Location"] == f"/opportunities/quotes/{quote.pk}/"
    assert (quote.net, str(quote.lines.get().tax_rate)) == (200001, "0.1300")


def test_a_refused_line_keeps_what_was_entered(world, signed_in):
    opportunity = make_opportunity(world, at="bidding")

    answer = signed_in("ar").post(
        f"/opportunities/{opportunity.pk}/quotes/new/", ROW | {"lines-0-quantity": "viele"}
    )

    assert answer.status_code == 422
    assert "viele" in answer.content.decode()


def test_a_draft_is_edited_and_a_sent_quote_is_not(world, signed_in):
    quote = make_quote(world, make_opportunity(world, at="bidding"))
    browser, here = signed_in("sr"), f"/opportunities/quotes/{quote.pk}/"
    page = browser.get(f"{here}edit/").content.decode()

    saved = browser.post(f"{here}edit/", ROW | {"version": str(quote.version)})
    browser.post(f"{here}send/")
    refused = browser.post(f"{here}edit/", ROW)

    assert 'value="600000"' in page and 'value="13"' in page
    assert (saved.status_code, refused.status_code) == (303, 409)


def test_a_new_version_leads_to_its_page(world, signed_in):
    quote = make_quote(world, make_opportunity(world, at="bidding"))

    answer = signed_in("ar").post(
        f"/opportunities/quotes/{quote.pk}/supersede/", {"valid_until": "2099-01-01"}
    )

    made = Quote.objects.get(opportunity_id=quote.opportunity_id, revision=2)
    assert answer["Location"] == f"/opportunities/quotes/{made.pk}/"


@pytest.mark.parametrize(
    ("percent", "share"), [("13", "0.13"), ("6%", "0.06"), ("0", "0.00"), ("0.5", "0.005"), ("x", "x")]
)
def test_the_editor_takes_tax_in_percent(percent, share):
    row = {"lines-0-description": "a", "lines-0-tax_rate": percent}

    assert as_sent(row)["lines"][0]["tax_rate"] == share


@pytest.mark.parametrize("address", ["/opportunities/", "/opportunities/quotes/", "/opportunities/new/"])
def test_the_other_pages_answer(world, signed_in, address):
    make_quote(world, make_opportunity(world), lines=[line()])

    assert signed_in("ar").get(address).status_code == 200
