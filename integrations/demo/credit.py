"""The demo's credit: a plan for the year, evidence, insured customers, cases open and released, a claim paid."""

from datetime import timedelta
from decimal import Decimal

from core.dates import acting_at, local_day, moment, start_of_day
from core.errors import Refused
from core.workflow import run
from customers.models import CreditCase, CreditLimit, CreditStandard, InsurancePolicy
from customers.services.credit_plans import keep_for, set_plan
from customers.services.credit_terms import record_evidence, set_terms
from customers.services.insurance import insure, save_policy
from customers.services.restrictions import propose_blacklist
from delivery.models import DeliveryOrder
from delivery.states import OrderState
from integrations.demo.company import Company, cny
from receivables.models import Receivable
from receivables.services.insurance import prepare

MILLION = Decimal(1_000_000)
INSURED, EVIDENCED = 4, 10
# So many customers' orders are held back.
HELD_BACK = 2
SOURCES = {
    "state_grid": "2026 年合格供方名录",
    "bank_rating": "工商银行评级 AA+",
    "insurer_list": "信保限额批复单",
}


def give_credit(company: Company) -> None:
    """Everything about credit that the stories themselves don't bring."""
    _plan(company)
    _evidence(company)
    policy = _insurance(company)
    _cases(company)
    _claim(company, policy)
    late = Receivable.objects.overdue(local_day() - timedelta(days=90)).order_by("due_on", "pk").first()
    if late is not None and not late.customer.blacklisted:
        propose_blacklist(late.customer, "逾期超过 90 天，多次承诺未兑现")


def _plan(company: Company) -> None:
    """A third more than what is given, a part of it kept for the two largest customers."""
    given = CreditLimit.objects.in_force(local_day()).total()
    total = (given * 4 / 3 / MILLION).quantize(Decimal(1)) * MILLION + MILLION
    plan = set_plan(by=company.by("credit"), year=local_day().year, total=cny(total), budget=cny(total * 3))
    for customer in company.customers[:2]:
        kept = CreditLimit.objects.in_force(local_day()).filter(customer=customer).total()
        keep_for(
            plan, by=company.by("credit"), customer=customer, amount=cny(kept + MILLION), note="二期扩产"
        )


def _evidence(company: Company) -> None:
    standards = {row.code: row for row in CreditStandard.objects.all()}
    for serial, customer in enumerate(company.customers[:EVIDENCED]):
        code = list(SOURCES)[serial % len(SOURCES)]
        record_evidence(
            customer, by=company.by("credit"), standard=standards[code], source=SOURCES[code],
            seen_on=local_day() - timedelta(days=30 + serial),
        )  # fmt: skip
    set_terms(
        company.customers[1], by=company.by("credit"), check_point="contract", reason="去年两次超额发货"
    )
    set_terms(
        company.customers[0],
        by=company.by("credit"),
        tolerance_percent=Decimal(5),
        reason="战略客户，付款稳定",
    )


def _insurance(company: Company) -> InsurancePolicy:
    """A policy since last year over the customers who owe most, whoever they are."""
    credit, today = company.by("credit"), local_day()
    policy = save_policy(
        None, by=credit, insurer="中国出口信用保险公司", policy_number=f"SCH{today.year}-0417",
        starts_on=today - timedelta(days=400), ends_on=today + timedelta(days=330), premium=cny(186_000),
    )  # fmt: skip
    policy = run(policy, "put_in_force", by=credit).record
    owing = Receivable.objects.overdue(today).order_by("due_on", "pk").values_list("customer", flat=True)
    chosen = list(dict.fromkeys([*owing, *(one.pk for one in company.customers)]))[:INSURED]
    for customer in company.customers:
        if customer.pk in chosen:
            insure(policy, by=credit, customer=customer, amount=cny(6 * MILLION))
    return policy


def _cases(company: Company) -> None:
    """Two customers' orders that credit holds back at their release: one case waits, the other was released."""
    rows = DeliveryOrder.objects.filter(state=OrderState.REVIEWING, customer__frozen=False)
    held: dict = {}
    for order in rows.select_related("customer").order_by("created_at", "pk"):
        if order.customer_id not in held and len(held) < HELD_BACK and (case := _held(order, company)):
            held[order.customer_id] = case
    for case in list(held.values())[1:]:
        last = str(local_day() + timedelta(days=10))
        fields = {"amount": case.money.as_json(), "expires_on": last, "reason": "已收到付款承诺函"}
        run(case, "release", by=company.by("credit"), fields=fields)


def _held(order, company: Company) -> CreditCase | None:
    """The case that a refused release opened; None where the order went, or something else stands in its way."""
    try:
        run(order, "release", by=company.by("planner"))
    except Refused:
        return CreditCase.objects.filter(record_id=order.pk).first()
    return None


def _claim(company: Company, policy: InsurancePolicy) -> None:
    """The longest overdue insured item went the whole way to the insurer's money, as far as its days have come."""
    insured = policy.limits.values("customer")
    rows = Receivable.objects.overdue(local_day() - timedelta(days=45)).filter(customer__in=insured)
    late = rows.order_by("due_on", "pk").first()
    if late is None:
        return
    credit = company.by("credit")
    try:
        with acting_at(_on(late, 18)):
            claim = prepare(late, by=credit, cause="insolvency", note="客户已进入破产重整")
        for move, days in (("report", 21), ("claim", 35), ("pay", 44)):
            with acting_at(_on(late, days)):
                fields = {"amount": claim.expected.as_json()} if move == "pay" else {}
                claim = run(claim, move, by=credit, fields=fields).record
    except Refused:
        # Paid by the customer meanwhile: there is nothing to claim.
        return


def _on(late, days: int):
    """A morning so many days after due, or now where it has not come yet."""
    return min(start_of_day(late.due_on + timedelta(days=days)) + timedelta(hours=9), moment())
