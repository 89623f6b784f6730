"""Opportunities and quotes for tests, brought to their state by real moves. Within acting_for(tenant)."""

from datetime import date
from decimal import Decimal

from core.money import Money
from core.workflow import run
from deals.services import set_team
from opportunities.models import Opportunity, Quote
from opportunities.services.opening import create_opportunity
from opportunities.services.preparation import give_opinion, write_estimate, write_insight, write_risks
from opportunities.services.quoting import create_quote
from tests.factories.customers import make_customer

FAR = date(2099, 12, 31)
# A gated move is made as by an approval, which tests of gates do themselves.
WAY = {
    "identified": [],
    "initiated": ["initiate"],
    "guiding": ["initiate", "guide"],
    "bidding": ["initiate", "guide", "prepare_bid"],
    "submitted": ["initiate", "guide", "prepare_bid", "submit"],
    "negotiating": ["initiate", "guide", "prepare_bid", "submit", "negotiate"],
    "won": ["initiate", "guide", "prepare_bid", "submit", "negotiate", "win"],
    "lost": ["lose"],
    "abandoned": ["abandon"],
    "suspended": ["initiate", "suspend"],
}
REASONS = {move: {"reason": "客户停项目"} for move in ("lose", "abandon", "suspend")}


def cny(amount) -> Money:
    """An amount in CNY."""
    return Money(Decimal(str(amount)), "CNY")


def line(description="柔性装配单元", quantity="2", unit_price="600000", unit_cost="400000", **values) -> dict:
    """A line as create_quote takes it."""
    return {
        "description": description,
        "quantity": Decimal(quantity),
        "unit_price": cny(unit_price),
        "unit_cost": None if unit_cost is None else cny(unit_cost),
        "tax_rate": Decimal("0.13"),
    } | values


def make_opportunity(world, *, at="identified", customer=None, **values) -> Opportunity:
    """An opportunity of the AR in state `at`, with team, insight, estimate and, from `bidding` on, a quote."""
    fields = {
        "customer": customer or make_customer(owner=world.ar),
        "title": "柔性装配线二期",
        "amount": cny(1200000),
        "budget": cny(1500000),
        "expected_start_on": date(2027, 3, 1),
    } | values
    opportunity = create_opportunity(by=world.by("ar"), **fields)
    if WAY[at][:1] == ["initiate"]:
        prepare_ati(world, opportunity)
    for move in WAY[at]:
        if move == "submit":
            prepare_atb(world, opportunity)
        opportunity = step(world, opportunity, move)
    return Opportunity.objects.get(pk=opportunity.pk)


def step(world, opportunity, move) -> Opportunity:
    """One move of the way by the AR; gates count as approved."""
    return run(opportunity, move, by=world.by("ar"), fields=REASONS.get(move, {}), approved=True).record


def prepare_ati(world, opportunity) -> None:
    """All that ATI asks for."""
    set_team(opportunity.deal, by=world.by("ar"), ar=world.ar, sr=world.sr, fr=world.fr)
    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    findings = {name: [{"text": f"{name} 洞察"}] for name in ("market", "customer", "product", "competition")}
    write_insight(opportunity, findings, by=world.by("ar"))
    write_estimate(opportunity, by=world.by("ar"), revenue=cny(1200000), cost=cny(800000))


def prepare_atb(world, opportunity, **quote) -> Quote:
    """All that ATB asks for."""
    made = make_quote(world, opportunity, **quote)
    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    write_risks(opportunity, [{"text": "交期紧"}], by=world.by("sr"))
    give_opinion(opportunity, "可交付，W51 排产", by=world.by("fr"))
    return made


def make_quote(world, opportunity, *, lines=None, valid_until=FAR) -> Quote:
    """The next version of the opportunity's quote, written by the SR."""
    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    return create_quote(opportunity, by=world.by("ar"), valid_until=valid_until, lines=lines or [line()])
