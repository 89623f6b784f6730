"""Quotes: prices, versions, discounts, and who sees what they cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from approvals.models import Approval
from approvals.services import decide
from core.dates import local_day
from core.errors import Blocked, Denied, Stale
from core.models import Event, TransitionRecord
from core.money import Money
from core.workflow import available_moves, run
from opportunities.api.serializers import QuoteSerializer
from opportunities.models import Opportunity, Quote
from opportunities.pricing import line_amounts, quote_amounts
from opportunities.services.quoting import create_quote, update_quote
from opportunities.states import QuoteState
from opportunities.tasks import expire_quotes_tenant
from tenancy.actor import system
from tests.factories.opportunities import FAR, cny, line, make_opportunity, make_quote

pytestmark = pytest.mark.django_db
MOVES_FROM = {
    "draft": {"approve_discount", "send", "supersede"},
    "discount_review": {"approve_discount"},
    "sent": {"accept", "decline", "supersede"},
    "accepted": set(),
    "declined": {"supersede"},
    "expired": {"supersede"},
    "superseded": set(),
}
DEAR = {"list_price": cny(700000)}


def codes(error) -> set:
    return {blocker.code for blocker in error.value.blockers}


def quote_at(world, state) -> Quote:
    """A quote in this state, by real moves."""
    opportunity = make_opportunity(world, at="bidding")
    quote = make_quote(world, opportunity, lines=[line(**DEAR)] if state == "discount_review" else None)
    moves = {"discount_review": ["approve_discount"], "sent": ["send"], "accepted": ["send", "accept"],
             "declined": ["send", "decline"], "expired": ["send", "expire"], "superseded": ["supersede"]}  # fmt: skip
    for move in moves.get(state, []):
        quote = run(quote, move, by=system() if move == "expire" else world.by("ar")).record
    return Quote.objects.get(pk=quote.pk)


def test_the_table_of_moves_is_complete():
    assert set(MOVES_FROM) == set(QuoteState.values)


@pytest.mark.parametrize("state", sorted(MOVES_FROM))
def test_each_state_offers_its_moves_and_no_others(world, state):
    assert {move.name for move in available_moves(quote_at(world, state), system())} == MOVES_FROM[state]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("ar", True),
        ("sr", True),
        ("fr", False),
        ("sales_manager", False),
        ("finance", False),
        ("admin", False),
    ],
)
def test_ar_and_sr_seats_move_a_quote_others_do_not(world, role, may):
    allowed = {
        move.name for move in available_moves(quote_at(world, "draft"), world.by(role)) if not move.denied
    }

    assert allowed == (MOVES_FROM["draft"] if may else set())


# --- prices ---------------------------------------------------------------------------------------------------


def test_lines_are_rounded_half_up_to_the_minor_unit():
    amounts = line_amounts(Decimal("3"), Decimal("0.005"), Decimal("0.001"), None, Decimal("0.13"), "CNY")

    assert (amounts.net, amounts.tax, amounts.total) == (Decimal("0.02"), Decimal("0.00"), Decimal("0.02"))


def test_a_quote_is_the_sum_of_its_lines_and_knows_no_margin_while_a_cost_is_missing():
    known = line_amounts(Decimal(2), Decimal(100), Decimal(60), Decimal(125), Decimal("0.13"), "CNY")
    unknown = line_amounts(Decimal(1), Decimal(50), None, None, Decimal("0.13"), "CNY")

    whole, part = quote_amounts([known]), quote_amounts([known, unknown])

    assert (whole.net, whole.margin, whole.margin_rate) == (200, 80, Decimal("0.4"))
    assert (whole.discount, whole.discount_rate) == (50, Decimal("0.2000"))
    assert (part.net, part.margin) == (250, None)


def test_unit_prices_keep_six_decimals(world):
    quote = make_quote(
        world, make_opportunity(world), lines=[line(quantity="1000000", unit_price="0.123457")]
    )

    assert quote.lines.get().unit_price == Decimal("0.123457")
    assert quote.net == Decimal("123457.00")


def test_a_quote_has_one_currency(world):
    lines = [line(), line(unit_price="1") | {"unit_price": Money(Decimal(1), "EUR")}]

    with pytest.raises(ValidationError) as error:
        make_quote(world, make_opportunity(world), lines=lines)

    assert "lines" in error.value.error_dict


def test_an_amount_beyond_the_column_is_refused_not_an_error_of_the_database(world):
    with pytest.raises(ValidationError):
        make_quote(
            world, make_opportunity(world), lines=[line(quantity="99999999", unit_price="9999999999999")]
        )


# --- versions -------------------------------------------------------------------------------------------------


def test_a_new_quote_replaces_the_version_before_and_sets_the_deals_amount(world):
    opportunity = make_opportunity(world)
    first = make_quote(world, opportunity)

    second = make_quote(world, opportunity, lines=[line(unit_price="500000")])

    assert (second.revision, Quote.objects.get(pk=first.pk).state) == (2, "superseded")
    assert Opportunity.objects.get(pk=opportunity.pk).amount == second.total
    assert Opportunity.objects.get(pk=opportunity.pk).deal.amount == second.total


def test_supersede_answers_a_draft_with_the_same_lines(world):
    quote = quote_at(world, "sent")

    outcome = run(quote, "supersede", by=world.by("sr"))

    made = Quote.objects.get(pk=outcome.extra["quote"]["id"])
    assert (made.state, made.revision, made.total) == ("draft", 2, quote.total)
    assert outcome.record.state == "superseded"


def test_a_sent_quote_is_not_changed(world):
    with pytest.raises(Blocked) as error:
        update_quote(quote_at(world, "sent"), by=world.by("sr"), lines=[line()])

    assert codes(error) == {"quote_not_draft"}


def test_a_stale_version_is_refused(world):
    quote = quote_at(world, "draft")

    with pytest.raises(Stale):
        update_quote(quote, by=world.by("sr"), expected_version=quote.version + 1, lines=[line()])


def test_only_ar_and_sr_write_quotes(world):
    opportunity = make_opportunity(world, at="bidding")

    for code in ("fr", "sales_manager", "finance"):
        with pytest.raises(Denied):
            create_quote(opportunity, by=world.by(code), valid_until=FAR, lines=[line()])


def test_a_quote_that_ends_today_is_still_accepted_and_one_that_ended_is_not(world):
    opportunity = make_opportunity(world, at="bidding")
    quote = run(make_quote(world, opportunity, valid_until=local_day()), "send", by=world.by("ar")).record
    Quote.objects.filter(pk=quote.pk).update(valid_until=local_day() - timedelta(days=1))

    with pytest.raises(Blocked) as error:
        run(quote, "accept", by=world.by("ar"))
    Quote.objects.filter(pk=quote.pk).update(valid_until=local_day())

    assert codes(error) == {"quote_expired"}
    assert run(quote, "accept", by=world.by("ar")).record.state == "accepted"


# --- discounts ------------------------------------------------------------------------------------------------


def test_a_discount_beyond_the_right_is_sent_only_after_approval(world):
    quote = make_quote(world, make_opportunity(world, at="bidding"), lines=[line(**DEAR)])

    with pytest.raises(Blocked) as error:
        run(quote, "send", by=world.by("ar"))
    outcome = run(quote, "approve_discount", by=world.by("ar"))
    assert (outcome.record.state, outcome.approval.amount) == ("discount_review", 200000)
    decide(outcome.approval, by=world.by("sales_manager"), decision="approve")

    assert codes(error) == {"needs_discount_approval"}
    approved = Quote.objects.get(pk=quote.pk)
    assert (approved.state, approved.discount_approved) == ("draft", True)
    assert run(approved, "send", by=world.by("ar")).record.state == "sent"


def test_a_refused_discount_opens_the_draft_again(world):
    quote = make_quote(world, make_opportunity(world, at="bidding"), lines=[line(**DEAR)])
    approval = run(quote, "approve_discount", by=world.by("ar")).approval

    decide(approval, by=world.by("sales_manager"), decision="reject", comment="太低")

    assert Quote.objects.get(pk=quote.pk).state == "draft"
    assert not Quote.objects.get(pk=quote.pk).discount_approved


def test_new_lines_need_a_new_approval(world):
    quote = make_quote(world, make_opportunity(world, at="bidding"), lines=[line(**DEAR)])
    run(quote, "approve_discount", by=world.by("ar"), approved=True)

    update_quote(Quote.objects.get(pk=quote.pk), by=world.by("sr"), lines=[line(unit_price="500000", **DEAR)])

    assert not Quote.objects.get(pk=quote.pk).discount_approved


@pytest.mark.parametrize(("listed", "beyond"), [("652173.91", False), ("652174", True)])
def test_eight_percent_is_within_the_sellers_right(world, listed, beyond):
    quote = make_quote(world, make_opportunity(world), lines=[line(list_price=cny(listed))])

    moves = {move.name: move for move in available_moves(quote, world.by("ar"))}

    assert moves["send"].allowed != (quote.discount_rate > Decimal("0.08"))
    assert beyond or moves["send"].allowed


def test_within_the_right_no_approval_is_asked(world):
    with pytest.raises(Blocked) as error:
        run(quote_at(world, "draft"), "approve_discount", by=world.by("ar"))

    assert codes(error) == {"within_right"}


# --- cost -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "sees"), [("ar", True), ("fr", True), ("finance", True), ("legal", False)])
def test_cost_and_margin_are_shown_to_the_triangle_and_who_has_the_right(world, role, sees):
    quote = quote_at(world, "draft")

    shown = QuoteSerializer(context={"by": world.by(role)}).shown(quote)

    assert (shown["cost"] is not None) == sees
    assert (shown["margin"] is not None) == sees
    assert (shown["lines"][0]["unit_cost"] is not None) == sees


# --- time -----------------------------------------------------------------------------------------------------


def test_a_sent_quote_expires_the_day_after_its_last_and_a_repeat_changes_nothing(world):
    quote = quote_at(world, "sent")
    day = local_day()
    Quote.objects.filter(pk=quote.pk).update(valid_until=day)

    expire_quotes_tenant(str(world.tenant.pk), day.isoformat())
    on_its_last_day = Quote.objects.get(pk=quote.pk).state
    for _run in range(2):
        expire_quotes_tenant(str(world.tenant.pk), (day + timedelta(days=1)).isoformat())

    assert on_its_last_day == "sent"
    assert Quote.objects.get(pk=quote.pk).state == "expired"
    assert TransitionRecord.objects.filter(record_id=quote.pk, move="expire").count() == 1


@pytest.mark.parametrize("state", sorted(MOVES_FROM))
def test_only_a_draft_is_deleted(world, api, state):
    quote = quote_at(world, state)

    answer = api("ar").delete(f"/quotes/{quote.pk}/")

    assert answer.status_code == (204 if state == "draft" else 409)
    assert Quote.objects.filter(pk=quote.pk).exists() is (state != "draft")


def test_a_draft_that_came_back_from_approvers_stays(world, api):
    quote = quote_at(world, "discount_review")
    decide(
        Approval.objects.get(record_id=quote.pk),
        by=world.by("sales_manager"),
        decision="return",
        comment="低了",
    )
    assert Quote.objects.get(pk=quote.pk).state == "draft"

    assert api("ar").delete(f"/quotes/{quote.pk}/").json()["blockers"][0]["code"] == "not_a_draft"


def test_a_draft_is_deleted_on_its_page_and_the_version_is_free_again(world, signed_in):
    opportunity = make_opportunity(world, at="bidding")
    make_quote(world, opportunity)
    second = make_quote(world, opportunity)
    assert signed_in("finance").post(f"/opportunities/quotes/{second.pk}/delete/").status_code == 303
    assert Quote.objects.filter(pk=second.pk).exists()

    page = signed_in("sr")
    assert "Delete draft" in page.get(second.get_absolute_url()).content.decode()
    assert page.post(f"/opportunities/quotes/{second.pk}/delete/").status_code == 303

    assert not Quote.objects.filter(pk=second.pk).exists()
    assert Event.objects.get(kind="quote.deleted").deal_id == opportunity.deal_id
    assert make_quote(world, opportunity).revision == 2
