"""Demo data of admission: facts half a year old or fresh, a file of them in force, a service set up, an override."""

from datetime import timedelta

from django.core.files.base import ContentFile

from core.dates import acting_at, local_day, moment
from core.workflow import run
from customers.models import Customer
from customers.services.admission import check_admission
from customers.services.admission_upkeep import ask_check
from customers.services.fact_files import load, take_over, upload
from customers.services.fact_sources import save_source
from integrations.demo.company import FACTS, Company
from tenancy.actor import actor_for

HEADER = "统一社会信用代码,企业名称,控股股东股权质押比例,失信被执行人,近 12 个月被诉未结,查询日期"
# The last ones keep the facts of a year ago: credit sees what has grown old.
LEFT_OLD = 2
OWN_ESTIMATES = {name: FACTS[name] for name in ("expected_gross_margin", "expected_yearly_volume")}


def keep_admission(company: Company) -> None:
    """Checks of three months ago, a file of last week, a service not in use yet, one override and one asking."""
    credit, fresh = company.by("credit"), company.customers[:-LEFT_OLD]
    with acting_at(moment() - timedelta(days=90)):
        for customer in fresh:
            check_admission(customer, by=credit, facts=OWN_ESTIMATES)
    _file(company, fresh)
    save_source(
        None, by=company.by("admin"), kind="http", name="企业信息服务", is_active=False, header_name="X-Api-Key",
        url="https://api.example.com/companies/{code}", day_from="updated",
        mapping={"pledge_ratio": "equity.pledge_ratio", "tax_abnormal": "tax.abnormal"},
    )  # fmt: skip
    refused = Customer.objects.filter(state="rejected").order_by("pk").first()
    if refused is not None:
        until = str(local_day() + timedelta(days=60))
        fields = {"result": "conditional", "reason": "集团母公司出具付款担保", "expires_on": until}
        run(refused, "override_admission", by=credit, fields=fields)
    last = company.customers[-1]
    ask_check(last, by=actor_for(last.owner), note="客户本周要报价，请先核查")


def _file(company: Company, customers) -> None:
    """A monthly file, taken over as people do it; one row has a value that can't be read."""
    day = local_day() - timedelta(days=6)
    lines = [
        f"{one.unified_code},{one.name},{_pledge(n)},否,{_suits(n)},{day}" for n, one in enumerate(customers)
    ]
    lines.append(f",某某贸易有限公司,待查,否,0,{day}")
    source = save_source(None, by=company.by("admin"), kind="file", name="征信月报")
    content = ContentFile("\n".join([HEADER, *lines]).encode(), name="征信月报-2026-11.csv")
    made = upload(source, by=company.by("credit"), file=content)
    source.refresh_from_db()
    load(
        made, by=company.by("credit"), mapping=source.mapping, code_column=source.code_column,
        name_column=source.name_column, day_from=source.day_from,
    )  # fmt: skip
    take_over({"file": str(made.pk)})


def _pledge(serial: int) -> str:
    return "86%" if serial % 12 == 11 else f"{8 + serial * 3 % 40}%"


def _suits(serial: int) -> int:
    return 5 if serial % 12 == 10 else serial % 3
