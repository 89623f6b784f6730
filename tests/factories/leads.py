"""Leads for tests, brought to their state by the moves that people make. Within acting_for(tenant)."""

from datetime import date
from decimal import Decimal

from core.money import Money
from core.workflow import run
from leads.models import Lead
from leads.services.capture import create_lead, set_helpers, update_lead
from leads.services.verification import log_verification
from tests.factories.customers import make_contact, make_customer

BUDGET = Money(Decimal("7000000.00"), "CNY")
START = date(2027, 3, 1)
# What each state of a lead in work needs before: moves in order.
WAY = {
    "new": [],
    "assigned": ["assign"],
    "verifying": ["assign", "verify"],
    "nurturing": ["assign", "verify", "nurture"],
    "qualified": ["assign", "verify", "qualify"],
    "converted": ["assign", "verify", "qualify", "convert"],
    "invalid": ["invalidate"],
    "pooled": ["pool"],
}


def make_lead(world, *, at="new", owner=None, customer=None, verified=None, **values) -> Lead:
    """A lead of the AR in state `at`; verified to opportunity grade where the state asks for it."""
    owner = owner or world.ar
    customer = customer or make_customer(owner=owner)
    fields = {
        "title": "电机定子柔性装配线",
        "customer": customer,
        "source": "technical_exchange",
        "need": "节拍 42 秒",
        "solution": "柔性装配线",
        "expected_amount": Money(Decimal("6400000.00"), "CNY"),
    } | values
    lead = create_lead(by=world.by("ar"), **fields)
    if verified or (verified is None and at in ("qualified", "converted")):
        verify_fully(world, lead)
    for move in WAY[at]:
        lead = step(world, lead, move, owner)
    return Lead.objects.get(pk=lead.pk)


def step(world, lead, move, owner) -> Lead:
    """One move of the way, by somebody who may make it."""
    fields = {"assign": {"owner": str(owner.pk)}, "invalidate": {"reason": "无需求"}}.get(move, {})
    return run(lead, move, by=world.by("sales_manager"), fields=fields).record


def verify_fully(world, lead) -> Lead:
    """Three verifications by AR, SR and FR with production (decides), technology and purchasing; budget and start."""
    contacts = [
        make_contact(lead.customer, "陆总", "production", decision_role="decides"),
        make_contact(lead.customer, "骆工", "technology", decision_role="technical"),
        make_contact(lead.customer, "单经理", "purchasing", decision_role="buys"),
    ]
    set_helpers(lead, [world.sr, world.fr], by=world.by("ar"))
    for code, contact in zip(("ar", "sr", "fr"), contacts, strict=True):
        log_verification(
            lead, by=world.by(code), contact=contact, question="真的要建吗？", evidence="已列入 2027 技改"
        )
    return update_lead(lead, by=world.by("ar"), budget=BUDGET, expected_start_on=START)
