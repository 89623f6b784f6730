"""Admission in the browser: a rule tried and added, a file of facts put in force, the tab clean on every screen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from core.dates import local_day
from customers.models import AdmissionRule
from customers.services.fact_files import load, take_over, upload
from customers.services.fact_sources import save_source
from tests.factories.customers import make_customer


@pytest.fixture
def customer(world):
    """An admitted customer whose facts come from a file."""
    with world.acting():
        made = make_customer("苏州恒岳精密机械有限公司", by=world.by("ar"))
        source = save_source(None, by=world.by("admin"), kind="file", name="征信月报")
        content = f"name,dishonest,pledge_ratio\n{made.name},no,86%\n?,maybe,1\n".encode()
        file = upload(source, by=world.by("credit"), file=SimpleUploadedFile("facts.csv", content))
        mapping = {"dishonest": "dishonest", "pledge_ratio": "pledge_ratio"}
        load(file, by=world.by("credit"), mapping=mapping, name_column="name")
        take_over({"file": str(file.pk)})
    return made


def test_a_rule_is_tried_before_it_is_added(at_desk, customer, world):
    person = at_desk("admin")
    person.open("/customers/rules/").clean()
    page = person.page
    page.locator("#id_fact").select_option("lawsuits_12m")
    page.locator("#id_operator").select_option("lt")
    page.locator("#id_value").fill("1")
    page.locator("#id_effect").select_option("veto")
    page.get_by_label("试算客户").select_option(label="苏州恒岳精密机械有限公司")

    page.get_by_role("button", name="用在档数据试算").click()
    expect(page.get_by_role("status").filter(has_text="苏州恒岳")).to_contain_text("不予准入")
    page.get_by_role("button", name="添加规则").click()
    expect(page.get_by_role("link", name="近 12 个月被诉未结 < 1")).to_be_visible()

    with world.acting():
        assert AdmissionRule.objects.get(value="1").position == AdmissionRule.objects.count()
    person.dark().clean().phone().clean()


def test_sources_and_the_admission_tab_are_clean(at_desk, customer, world):
    person = at_desk("admin")
    for path in ("sources/", "sources/new/http/", "sources/new/file/"):
        person.open(f"/customers/{path}").clean()
    person.open("/customers/sources/")
    person.page.get_by_role("link", name="征信月报").click()
    expect(person.page.get_by_text("1 家企业")).to_be_visible()
    person.clean().phone().clean()

    with world.acting():
        today = str(local_day())
    credit = at_desk("credit")
    credit.open(f"/customers/{customer.pk}/?tab=admission")
    expect(credit.page.get_by_role("cell", name="征信月报").first).to_be_visible()
    expect(credit.page.get_by_role("cell", name=today).first).to_be_visible()
    credit.clean().dark().clean().phone().clean()
