"""Loads the demo: atomic per deal, the same for the same day and seed, continued where it was interrupted."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random

from django.db import transaction
from django.utils.translation import override

from core.dates import acting_at, moment
from core.models import Outbox
from core.tenancy import acting_for
from core.workflow import run
from customers.models import Customer
from deals.models import Deal
from integrations.demo import letters, money, provisions, words
from integrations.demo.admission import keep_admission
from integrations.demo.billing import bill
from integrations.demo.bills import take_bills
from integrations.demo.campaigns import advertise
from integrations.demo.chasing import chase
from integrations.demo.company import Company, cny, make_company, make_customers, make_products
from integrations.demo.credit import give_credit
from integrations.demo.fields import add_fields, fill_fields
from integrations.demo.plans import plan_accounts
from integrations.demo.relation import keep_touch, verify_lead
from integrations.demo.seats import change_seats
from integrations.demo.story import Story
from leads.models import Lead
from leads.services.capture import create_lead
from leads.states import LeadState
from tenancy.actor import actor_for, system
from tenancy.models import Membership, RoleGrant, Tenant, User
from tenancy.rules import declare, rule, set_rule

SEED = 2026
PASSWORD = "l2cplat-demo"
DONE = declare("demo.loaded", 0, "", "")
# How much of what is loaded behind the running site is there: a later start goes on from it.
MORE_DEALS, MORE_LEADS = declare("demo.more_deals", 0, "", ""), declare("demo.more_leads", 0, "", "")
TWISTS = ["", "", "invalid", "", "", "lost", "", "", "abandoned", ""]
# Every fifth deal is an opportunity of these weeks: each column of the board has some.
RESTS = ["prepare", "guide", "bid", "quote", "negotiate", "win"]
# How far a lead came that is no opportunity yet.
WAYS = [
    (),
    ("assign",),
    ("assign", "verify"),
    ("assign", "verify", "nurture"),
    ("pool",),
    ("assign", "invalidate"),
]
# How often those that are being verified were.
VERIFIED = [0, 2, 1, 3]
Say = Callable[[str], None]
Note = Callable[[int], None]


def load(deals: int, say: Say) -> None:
    """Make both companies and `deals` stories of the first; what exists already is left alone."""
    with override("zh-hans"):
        _first(deals, say)
        _second(max(deals // 8, 1), say)


def load_rest(say: Say, leads: int = 120, deals: int = 40) -> bool:
    """More leads and deals for the first company, behind the site that already answers; False where all is there."""
    with override("zh-hans"):
        company = _known(words.FIRST["code"], Random(SEED + 1))
        with acting_for(company.tenant):
            done, more_deals, more_leads = (rule(one.key) for one in (DONE, MORE_DEALS, MORE_LEADS))
        _stories(
            company, done + more_deals, done + deals, say, note=lambda end: _note(MORE_DEALS, end - done)
        )
        _leads(company, leads, say, begin=more_leads, note=partial(_note, MORE_LEADS))
    return more_deals < deals or more_leads < leads


def _note(progress, value: int) -> None:
    set_rule(progress.key, value, by=system())


def _first(deals: int, say: Say) -> None:
    company = _company(words.FIRST, words.ROLE_NAMES, words.CUSTOMERS, say, more=words.MORE_PEOPLE)
    if company is not None:
        _play(company, deals, say)
        _leads(company, 36, say)


def _second(deals: int, say: Say) -> None:
    company = _company(words.SECOND, words.SECOND_NAMES, words.CUSTOMERS[14:22], say)
    if company is not None:
        _play(company, deals, say)


def _company(about, names, customers, say, more=()) -> Company | None:
    """The company new, or as an interrupted load left it; None when it is complete."""
    if Tenant.objects.filter(code=about["code"]).exists():
        company = _known(about["code"], Random(SEED))
        with acting_for(company.tenant):
            return None if rule(DONE.key) else company
    with transaction.atomic():
        company = make_company(about, names, PASSWORD, Random(SEED), more)
        with acting_for(company.tenant):
            make_products(company)
            make_customers(company, customers)
            _keep_in_the_house()
    say(f"{about['name']}: {len(customers)} customers")
    return company


def _known(code: str, rng: Random) -> Company:
    tenant = Tenant.objects.get(code=code)
    with acting_for(tenant):
        grants = list(RoleGrant.objects.select_related("role").order_by("pk"))
        people = User.objects.in_bulk([grant.user_id for grant in grants])
        named = {grant.role.code: people[grant.user_id] for grant in reversed(grants)}
        seats = {
            seat: [people[g.user_id] for g in grants if g.role.code == seat] for seat in ("ar", "sr", "fr")
        }
        return Company(tenant, named, seats, rng, list(Customer.objects.order_by("created_at")))


def _play(company: Company, deals: int, say: Say) -> None:
    with acting_for(company.tenant):
        begun = Deal.objects.count()
    _stories(company, begun, deals, say)
    with acting_for(company.tenant), transaction.atomic():
        lines = money.pay(company)
        take_bills(company)
        closed = money.close_contracts(company)
        steps = money.dun(company)
        bill(company)
        letters.ask(company)
        chase(company)
        provisions.provide(company)
        provisions.forecast(company)
        keep_admission(company)
        change_seats(company)
        advertise(company)
        add_fields(company)
        fill_fields(Random(SEED))
        plan_accounts(company)
        keep_touch(company)
        give_credit(company)
        set_rule(DONE.key, deals, by=company.by("admin"))
        _keep_in_the_house()
    say(f"{company.tenant.name}: {lines} bank lines, {closed} contracts closed, {steps} dunning steps")


def _keep_in_the_house() -> None:
    """What the past would have mailed stays unsent: the story's people were told in the app."""
    Outbox.objects.filter(kind__in=("notice_mail", "mail"), sent_at=None).update(sent_at=moment())


def _stories(company: Company, begin: int, end: int, say: Say, note: Note | None = None) -> None:
    today = moment()
    for serial in range(begin, end):
        with acting_for(company.tenant), transaction.atomic():
            _story(company, serial, end, today).tell()
            _keep_in_the_house()
            if note:
                note(serial + 1)
        if (serial + 1) % 10 == 0 or serial + 1 == end:
            say(f"{company.tenant.name}: {serial + 1} of {end} deals")


def _story(company: Company, serial: int, count: int, today) -> Story:
    """Story number `serial`: begun between a year and three weeks ago, the older ones first."""
    rng = company.rng
    age = 330 - int(310 * serial / max(count, 1)) + rng.randint(-6, 6)
    customer = company.customers[(serial * 5) % len(company.customers)]
    # Every second deal is the named people's own, so that their pages are full.
    people = {
        seat: users[0] if serial % 2 == 0 else rng.choice(users) for seat, users in company.seats.items()
    }
    story = Story(
        company=company, customer=customer, title=f"{customer.name[2:4]}{words.NEEDS[serial % len(words.NEEDS)]}",
        amount=Decimal(rng.choice([380_000, 640_000, 1_200_000, 1_800_000, 2_600_000, 4_200_000, 5_800_000])),
        clock=today - timedelta(days=max(age, 12), hours=rng.randint(0, 6)), today=today,
        ends=TWISTS[serial % len(TWISTS)], pace=rng.uniform(0.7, 1.25), people=people,
    )  # fmt: skip
    if serial % 5 == 4:
        story.rests = RESTS[serial // 5 % len(RESTS)]
        story.clock = today - timedelta(days=story.days_before_rest() + rng.randint(2, 24))
    return story


def _leads(company: Company, count: int, say: Say, begin: int = 0, note: Note | None = None) -> None:
    """Leads in the states before conversion, some of them in the pool."""
    today = moment()
    for serial in range(begin, count):
        at = today - timedelta(days=company.rng.randint(0, 25), hours=company.rng.randint(0, 9))
        with acting_for(company.tenant), acting_at(at), transaction.atomic():
            _lead(company, serial)
            _keep_in_the_house()
            if note:
                note(serial + 1)
        if (serial + 1) % 40 == 0 or serial + 1 == count:
            say(f"{company.tenant.name}: {serial + 1} of {count} leads")


def _lead(company: Company, serial: int) -> Lead:
    rng = company.rng
    owner = company.seats["ar"][serial % len(company.seats["ar"])]
    customer = rng.choice(company.customers)
    lead = create_lead(
        by=actor_for(owner), title=rng.choice(words.NEEDS), customer=customer, source=rng.choice(words.SOURCES),
        need="客户提出改造意向", expected_amount=cny(rng.choice([90_000, 360_000, 860_000, 1_540_000, 5_300_000])),
    )  # fmt: skip
    fields = {"assign": {"owner": str(owner.pk)}, "invalidate": {"reason": rng.choice(words.INVALID)}}
    for move in WAYS[serial % len(WAYS)]:
        lead = run(lead, move, by=company.by("sales_manager"), fields=fields.get(move, {})).record
    if lead.state in (LeadState.VERIFYING, LeadState.NURTURING) and (
        times := VERIFIED[serial // len(WAYS) % 4]
    ):
        verify_lead(company, lead, times=times)
    return lead


def logins() -> list[tuple[str, str, str]]:
    """(company, user name, role) of the people named by their role, in the order of the handbook."""
    found = []
    for about in (words.FIRST, words.SECOND):
        tenant = Tenant.objects.filter(code=about["code"]).first()
        names = [f"{about['prefix']}{role}" for role in words.ROLE_NAMES]
        members = Membership.objects.filter(tenant=tenant, user__username__in=names).select_related("user")
        by_name = {member.user.username: member for member in members}
        found += [(about["name"], name, by_name[name].user.name) for name in names if name in by_name]
    return found
