"""An account plan for each of the two customers who bought most."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum

from contracts.models import Contract
from core.dates import local_day
from customers.models import Customer
from customers.services.plans import add_move, ended_quarter, finish_move, open_plan, set_goals, write_review
from integrations.demo.company import Company

STRATEGY = "三年内把柔性装配产能翻一番，关键工序国产化率到 80%"
PAINS = "换型时间长，装配一次合格率 92%；海外基地交付周期不稳"
POSITION = "已入围战略供应商；视觉检测仍由对手供货"
GOALS: list[dict] = [
    {"measure": "signed", "text": "全年签约", "target": Decimal(12_000_000)},
    {"measure": "collected", "text": "全年回款", "target": Decimal(10_000_000)},
    {"measure": "champions", "text": "支持我方的关键人", "target": Decimal(5)},
    {"measure": "", "text": "进入其年度框架协议", "target": None},
]


def plan_accounts(company: Company) -> None:
    """Opened by the client manager, one move done and one ahead, the last quarter reviewed."""
    by, today = company.by("ar"), local_day()
    year, quarter = ended_quarter(today)
    bought = Contract.objects.order_by().values_list("customer").annotate(sum=Sum("amount_minor"))
    for pk, _sum in bought.order_by("-sum", "customer")[:2]:
        customer = Customer.objects.get(pk=pk)
        plan = open_plan(
            by=by, year=year, customer=customer, strategy=STRATEGY, pains=PAINS, position=POSITION
        )
        set_goals(plan, GOALS, by=by)
        held = add_move(plan, by=by, text="与设备部开换型时间专题会", due_on=today - timedelta(days=4))
        finish_move(held, by=by, done_on=today - timedelta(days=6), result="确认换型目标 8 分钟")
        add_move(plan, by=by, text="邀请生产副总参观样板线", due_on=today + timedelta(days=16))
        write_review(plan, by=by, quarter=quarter, text="已签项目按期验收，回款正常；视觉检测机会还未打开。")
