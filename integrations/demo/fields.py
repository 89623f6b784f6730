"""Custom fields of the first demo company, filled in on some of its records."""

from decimal import Decimal
from random import Random

from core.money import Money
from core.workflow import edit
from customers.models import Customer
from integrations.demo.company import Company
from tenancy.actor import system
from tenancy.custom_fields import add_field

TIERS = [
    {"code": "strategic", "label": "战略", "label_en": "Strategic"},
    {"code": "key", "label": "重点", "label_en": "Key"},
    {"code": "standard", "label": "一般", "label_en": "Standard"},
]
# kind, code, name, English name, type
FIELDS = [
    ("customers", "tier", "客户分级", "Tier", "choice"),
    ("customers", "machines", "在用设备台数", "Machines in use", "integer"),
    ("customers", "line_budget", "年度技改预算", "Yearly budget for lines", "money"),
    ("leads", "stand", "展位号", "Stand", "text"),
    ("opportunities", "tender_agent", "招标代理机构", "Tender agent", "text"),
    ("contracts", "archive_number", "归档号", "Archive number", "text"),
]


def add_fields(company: Company) -> None:
    """The fields themselves."""
    for kind, code, label, label_en, type in FIELDS:
        add_field(
            by=company.by("admin"), kind=kind, code=code, label=label, label_en=label_en, type=type,
            options=TIERS if type == "choice" else (),
        )  # fmt: skip


def fill_fields(random: Random) -> None:
    """Values on two of three customers, as somebody would have kept them."""
    for customer in Customer.objects.order_by("created_at", "pk"):
        if random.random() < 2 / 3:
            budget = Money(Decimal(random.randrange(2, 40) * 500_000), "CNY")
            values = {"tier": random.choice(TIERS)["code"], "machines": random.randrange(3, 60),
                      "line_budget": budget.as_json()}  # fmt: skip
            edit(customer, by=system(), custom=values)
