"""Files of customers and contacts taken in, by the services that pages call; and taken back."""

import pytest

from customers.models import Contact, Customer
from integrations.imports.asking import undo
from tests.factories.customers import make_contact, make_customer
from tests.integrations.conftest import counts

CUSTOMERS = "客户名称,统一社会信用代码,行业,规模,付款方式\n"
CONTACTS = "客户,姓名,部门,手机,邮箱\n"


def test_customers_are_made_completed_and_refused_row_by_row(world, bring, write):
    make_customer("苏州瀚成电子有限公司", owner=world.ar, industry="")
    make_customer("别人的客户有限公司", owner=world.sr)
    rows = "苏州瀚成电子,,电子,,\n常州启明动力有限公司,,动力,中型,先款后货\n常州启明动力,,,,\n"
    rows += "别人的客户,,电子,,\n坏码厂,9132O411MA27Q80,,,\n"
    upload = bring(CUSTOMERS + rows, kind="customers")
    foreseen = {"created": 1, "merged": 2, "skipped": 1, "failed": 1}

    assert counts(write(upload, dry_run=True)) == foreseen
    assert counts(write(upload)) == foreseen

    made = Customer.objects.get(name="常州启明动力有限公司")
    assert (made.owner, made.size, made.payment_mode) == (world.ar, "medium", "prepayment")
    assert Customer.objects.get(name="苏州瀚成电子有限公司").industry == "电子"
    assert upload.rows.get(fate="failed").column == "统一社会信用代码"


def test_customers_taken_back_leave_those_that_are_in_use(world, bring, write, work):
    upload = write(bring(CUSTOMERS + "甲厂,,,,\n乙厂,,,,\n", kind="customers"))
    make_contact(Customer.objects.get(name="甲厂"), "陆总", "production")

    undo(upload, by=world.by("ar"))
    upload = work(upload)

    assert (upload.state, upload.taken_back, upload.kept) == ("undone", 1, 1)
    assert [customer.name for customer in Customer.objects.all()] == ["甲厂"]


@pytest.mark.parametrize(
    "row, column",
    [
        ("没有的客户,甲,设备部,,", "客户"),
        ("苏州瀚成,,设备部,,", ""),
        ("苏州瀚成,甲,,,", "部门"),
        ("苏州瀚成,甲,采购,12,", "手机"),
    ],
)
def test_a_contact_names_its_customer_itself_and_its_function(world, bring, write, row, column):
    make_customer("苏州瀚成有限公司", owner=world.ar)

    upload = write(bring(CONTACTS + row + "\n苏州瀚成,乙,采购部,13905120002,\n", kind="contacts"))

    assert counts(upload) == {"created": 1, "failed": 1}
    assert upload.rows.get(fate="failed").column in (column, "姓名")
    assert Contact.objects.get().function == "purchasing"


def test_contacts_that_are_there_are_completed_and_go_back(world, bring, write, work):
    customer = make_customer("苏州瀚成有限公司", owner=world.ar)
    there = make_contact(customer, "单文静", "finance", phone="")
    upload = write(
        bring(
            CONTACTS + "瀚成苏州,x,财务,,\n苏州瀚成,单文静,财务,13905120009,\n苏州瀚成,尤明,总裁办,,\n",
            kind="contacts",
        )
    )
    assert counts(upload) == {"created": 1, "merged": 1, "failed": 1}
    assert Contact.objects.get(name="尤明").function == "总裁办"
    assert Contact.objects.get(pk=there.pk).phone == "13905120009"

    undo(upload, by=world.by("ar"))
    assert work(upload).taken_back == 2

    assert [(contact.name, contact.phone) for contact in Contact.objects.all()] == [("单文静", "")]
