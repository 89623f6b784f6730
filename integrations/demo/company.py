"""A demo company: its tenant, departments, people, customers with admission and limits."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random

from stdnum.cn import uscc

from approvals.models import Approval
from approvals.services import current_step, decide
from approvals.states import ApprovalState
from catalogue.services import create_product
from core.dates import acting_at, local_day, moment
from core.money import Money
from core.tenancy import acting_for
from customers.models import Customer
from customers.services.admission import check_admission
from customers.services.contacts import create_contact
from customers.services.credit import request_limit
from customers.services.influence import draw_line
from customers.services.records import create_customer
from integrations.demo import words
from tenancy.actor import Actor, actor_for
from tenancy.models import Department, Tenant, User
from tenancy.people import add_member
from tenancy.roles import BUILT_IN
from tenancy.setup import create_tenant

SALES = ("ar", "sr", "fr")
FACTS = {
    "expected_gross_margin": "0.28",
    "expected_yearly_volume": {"amount": "8000000", "currency": "CNY"},
    "pledge_ratio": "0.20",
    "dishonest": False,
    "lawsuits_12m": 0,
}


def cny(amount) -> Money:
    """An amount in CNY, whole yuan."""
    return Money(Decimal(amount).quantize(Decimal("1.00")), "CNY")


@dataclass
class Company:
    """A tenant and the people who play its story; `by("finance")` is the actor of a role."""

    tenant: Tenant
    users: dict[str, User]
    seats: dict[str, list[User]]
    rng: Random
    customers: list[Customer] = field(default_factory=list)

    def by(self, role: str) -> Actor:
        return actor_for(self.users[role])


def make_company(about: dict, names: dict, password: str, rng: Random, more=()) -> Company:
    """The tenant with its departments and people; one person per role, named by the role's code."""
    tenant = create_tenant(code=about["code"], name=about["name"])
    prefix = about["prefix"]
    with acting_for(tenant):
        departments = _departments()
        users = {
            role: add_member(
                username=f"{prefix}{role}",
                name=names[role],
                email=f"{prefix}{role}@example.com",
                password=password,
                department=departments.get(role)
                or (departments["sales"] if role == "sales_manager" else None),
                roles=[role],
            )
            for role in BUILT_IN
        }
        extra = [
            (role, add_member(username=login, name=name, email=f"{login}@example.com", password=password,
                              department=departments.get(role), roles=[role]))
            for login, name, role in more
        ]  # fmt: skip
    seats = {code: [users[code], *(user for role, user in extra if role == code)] for code in SALES}
    return Company(tenant, users, seats, rng)


def _departments() -> dict[str, Department]:
    sales = Department.objects.create(code="sales", name="销售部")
    names = {"ar": "客户经理组", "sr": "方案组", "fr": "交付组"}
    return {"sales": sales} | {
        code: Department.objects.create(code=code, name=name, parent=sales) for code, name in names.items()
    }


def make_products(company: Company) -> None:
    """What the company sells, from equipment to licences that nobody delivers."""
    for code, name, unit, price, cost, delivered in words.PRODUCTS:
        create_product(
            by=company.by("admin"), code=code, name=name, unit=unit, unit_price=cny(price), unit_cost=cny(cost),
            is_deliverable=delivered, needs_installation=delivered,
        )  # fmt: skip


def make_customers(company: Company, rows) -> None:
    """Customers with contacts, an admission result and, for most, a live limit; a year ago."""
    for serial, (name, industry, region) in enumerate(rows):
        with acting_at(moment() - timedelta(days=380 - serial)):
            company.customers.append(_customer(company, serial, name, industry, region))


def _customer(company: Company, serial: int, name, industry, region) -> Customer:
    rng, owner = company.rng, company.seats["ar"][serial % len(company.seats["ar"])]
    customer = create_customer(
        by=actor_for(owner), name=name, industry=industry, region=region,
        unified_code=_code(serial, company.tenant.code), owner=owner,
        billing_title=name, billing_bank="中国工商银行", billing_account=f"11020{rng.randrange(10**9, 10**10)}",
    )  # fmt: skip
    for position, (function, title, role) in enumerate(words.FUNCTIONS):
        surname = words.SURNAMES[(serial * 3 + position) % len(words.SURNAMES)]
        create_contact(
            by=actor_for(owner), customer=customer, name=f"{surname}{'总' if role == 'decides' else '工'}",
            title=title, function=function, decision_role=role, email=f"c{serial}-{position}@example.com",
            attitude=rng.choice([2, 1, 1, 0, 0, -1]), influence=rng.randint(2, 5),
        )  # fmt: skip
    if serial == 0:
        _organisation(customer, actor_for(owner))
    check_admission(customer, by=company.by("credit"), facts=_facts(serial))
    if serial % 8 != 7:
        amount = cny(rng.choice([3_000_000, 8_000_000, 20_000_000, 30_000_000]))
        until = local_day() + timedelta(days=730)
        approve(
            company,
            request_limit(
                by=company.by("credit"), customer=customer, amount=amount, valid_until=until
            ).approval,
        )
    return Customer.objects.get(pk=customer.pk)


def _organisation(customer, by) -> None:
    """People enough for a power map worth looking at, with their reporting and influence lines."""
    known: dict = {}
    for name, function, title, role, attitude, influence, superior in words.ORGANISATION:
        known[name] = create_contact(
            by=by, customer=customer, name=name, title=title, function=function, decision_role=role,
            attitude=attitude, influence=influence, reports_to=known.get(superior),
        )  # fmt: skip
    for source, target, note in words.INFLUENCE:
        draw_line(by=by, source=known[source], target=known[target], note=note)


def _facts(serial: int) -> dict:
    """Most customers pass; one in twelve is listed, one in twelve needs a second look."""
    if serial % 12 == 10:
        return FACTS | {"lawsuits_12m": 5}
    return FACTS | {"pledge_ratio": "0.86"} if serial % 12 == 11 else FACTS


def _code(serial: int, seed: str) -> str:
    body = f"913205{sum(map(ord, seed)) % 100:02d}MA1{serial:06d}"
    return body + uscc.calc_check_digit(body)


def approve(company: Company, approval: Approval | None, *, comment: str = "同意") -> None:
    """Let the request's own voters agree, one working step after the other."""
    while approval is not None and approval.state == ApprovalState.PENDING:
        voter = current_step(approval).voters.filter(vote="").select_related("user").first()
        approval = decide(approval, by=actor_for(voter.user), decision="approve", comment=comment)
