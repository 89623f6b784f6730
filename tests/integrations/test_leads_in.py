"""Files of leads taken in: tried, written, cancelled, undone; every row accounted for."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.dates import acting_at, moment
from core.errors import Blocked, Denied
from core.models import Event
from customers.models import Customer
from integrations.imports.asking import cancel, start, undo
from integrations.imports.intake import match
from integrations.imports.steps import CHUNK, step
from leads.models import AssignmentRule, Lead
from leads.services.capture import create_lead, update_lead
from tests.factories.customers import make_customer
from tests.integrations.conftest import counts

HEADER = "公司名称,姓名,手机,邮箱,感兴趣的产品,预算（万）,来源渠道,跟进人,省市,备注2\n"
GOOD = "苏州瀚成电子有限公司,骆启航,13905120001,luo@hancheng.example,柔性装配线,640,工博会 · 展台扫码,,江苏苏州,\n"


def many(count, first=0) -> str:
    """A file of so many different leads."""
    rows = (f"第{n}机械厂,联系人{n},138{n:08d},,AGV,,,,,\n" for n in range(first, first + count))
    return HEADER + "".join(rows)


def test_a_row_becomes_a_lead_with_everything_it_told(bring, write):
    upload = write(bring(HEADER + GOOD))

    lead = Lead.objects.get()
    assert (upload.state, counts(upload)) == ("done", {"created": 1})
    assert (lead.company_name, lead.contact_name, lead.phone) == (
        "苏州瀚成电子有限公司",
        "骆启航",
        "13905120001",
    )
    assert (lead.need, lead.budget, lead.source) == ("柔性装配线", 6_400_000, "exhibition")
    assert (lead.source_note, lead.region, lead.title) == ("工博会 · 展台扫码", "江苏苏州", "柔性装配线")
    assert lead.number.startswith("LD-")


def test_a_trial_writes_nothing_and_foresees_what_the_writing_does(bring, write):
    text = (
        HEADER
        + GOOD
        + GOOD
        + "常州启明,单文静,139051288,,AGV,面议,,,,\n"
        + "无锡某厂,尤明,13905120003,,,,,,,\n"
    )
    foreseen = {"created": 2, "merged": 1, "failed": 1}
    upload = bring(text)

    tried = write(upload, dry_run=True)
    assert (counts(tried), Lead.objects.count()) == (foreseen, 0)

    written = write(upload)
    assert (counts(written), Lead.objects.count(), written.state) == (foreseen, 2, "partial")


@pytest.mark.parametrize(
    "cells, column, reason",
    [
        ("某厂,甲,139051288,,,,,,,", "手机", "11 位"),
        ("某厂,甲,,nobody,,,,,,", "邮箱", "邮件地址"),
        ("某厂,甲,,,,面议,,,,", "预算（万）", "不是数字"),
        ("某厂,甲,,,,,,陆工,,", "跟进人", "没有叫这个名字的同事"),
        (",甲,13905120009,,,,,,,", "公司名称", "请选择客户"),
        ("坏客户有限公司,甲,,,,,,,,", "公司名称", "黑名单"),
    ],
)
def test_a_failed_row_says_where_and_why_in_the_importers_language_and_stops_no_other(
    world, bring, write, cells, column, reason
):
    make_customer("坏客户有限公司")
    Customer.objects.filter(name="坏客户有限公司").update(blacklisted=True)

    upload = write(bring(HEADER + GOOD + cells + "\n" + f"无锡某厂,尤明,,,,,,{world.ar.username},,\n"))

    assert counts(upload) == {"created": 2, "failed": 1}
    failed = upload.rows.get(fate="failed")
    assert (failed.number, failed.column) == (3, column)
    assert reason in failed.reason


def test_a_damaged_row_in_the_middle_costs_itself_alone(bring, write):
    damaged = '坏行,"从未闭合的引号,13905120077,,,,,,,\n'
    upload = write(bring(HEADER + GOOD + damaged + many(3).removeprefix(HEADER)))

    assert counts(upload) == {"created": 4, "failed": 1}
    assert upload.rows.get(fate="failed").number == 3


@pytest.mark.parametrize(
    "policy, fate, phone, need",
    [
        ("merge", "merged", "13905120001", "老需求"),
        ("update", "updated", "13905120001", "柔性装配线"),
        ("skip", "skipped", "", "老需求"),
    ],
)
def test_a_lead_that_is_there_is_completed_changed_or_left(world, bring, write, policy, fate, phone, need):
    there = create_lead(
        by=world.by("ar"),
        title="x",
        company_name="瀚成",
        source="api",
        email="luo@hancheng.example",
        need="老需求",
    )
    upload = bring(HEADER + GOOD)
    mapping = {int(at): name for at, name in upload.mapping.items()}
    match(upload, by=world.by("ar"), mapping_=mapping, policy=policy, day_first=None)

    assert counts(write(upload)) == {fate: 1}
    lead = Lead.objects.get()
    assert (lead.pk, lead.phone, lead.need) == (there.pk, phone, need)


def test_a_number_names_the_very_lead_that_is_changed(world, bring, write):
    lead = create_lead(by=world.by("ar"), title="x", company_name="瀚成", source="api", region="苏州")

    upload = write(bring(f"线索编号,省市\n{lead.number},无锡\nLD-2026-999999,常州\n"))

    assert counts(upload) == {"updated": 1, "failed": 1}
    assert Lead.objects.get().region == "无锡"


def test_a_colleagues_lead_is_left_alone(world, bring, write):
    theirs = create_lead(
        by=world.by("sales_manager"),
        owner=world.sr,
        title="x",
        company_name="瀚成",
        source="api",
        phone="13905120001",
    )

    upload = write(bring(HEADER + GOOD))

    assert counts(upload) == {"skipped": 1}
    assert theirs.number in upload.rows.get().reason


def test_known_customers_are_named_not_told(world, bring, write):
    customer = make_customer("苏州瀚成电子有限公司", owner=world.ar)

    write(bring(HEADER + GOOD))

    assert Lead.objects.get().customer == customer


def test_owners_are_those_named_else_those_of_the_rules_in_turn(world, bring, write):
    AssignmentRule.objects.create(position=1, user=world.fr)
    named = f"甲厂,,,,,,,{world.sr.name},,\n"

    write(bring(HEADER + GOOD + named))

    assert {lead.company_name: lead.owner for lead in Lead.objects.all()} == {
        "苏州瀚成电子有限公司": world.fr,
        "甲厂": world.sr,
    }
    assert Lead.objects.filter(state="assigned", respond_by__isnull=False).count() == 2


def test_owners_of_another_system_are_named_and_their_leads_left_to_the_rules_or_out(world, bring, write):
    AssignmentRule.objects.create(position=1, user=world.fr)
    theirs = HEADER + "".join(
        f"{n}厂,,,,,,,{who},,\n" for n, who in enumerate(["Patricia", "Jo Lin", "Jo Lin"])
    )
    chosen = {"mapping_": {0: "company_name", 7: "owner"}, "policy": "merge", "day_first": None}

    left_out = write(match(bring(theirs), by=world.by("ar"), ownerless="refuse", **chosen), dry_run=True)
    remembered = bring(theirs)
    let_in = write(match(left_out, by=world.by("ar"), ownerless="leave", **chosen))

    assert (counts(left_out), left_out.strangers) == ({"failed": 3}, {})
    assert (remembered.ownerless, bring("公司,跟进人\n甲厂,Jo Lin\n").ownerless) == ("refuse", "leave")
    assert (counts(let_in), let_in.strangers) == ({"created": 3}, {"Patricia": 1, "Jo Lin": 2})
    assert {lead.owner for lead in Lead.objects.all()} == {world.fr}


def test_every_lead_of_an_import_is_in_the_feed_and_found_by_search(world, bring, write):
    write(bring(many(3)))

    assert Event.objects.filter(kind="lead.created").count() == 3
    assert {"lead.created"} <= set(
        Event.objects.filter(record_id=Lead.objects.first().pk).values_list("kind", flat=True)
    )


def test_cancelled_half_way_nothing_is_left(world, bring, work):
    upload = bring(many(CHUNK + 10))
    upload = work(upload)
    start(upload, by=world.by("ar"), dry_run=False)
    step({"import": str(upload.pk)})
    assert Lead.objects.count() == CHUNK

    cancel(upload, by=world.by("ar"))
    upload = work(upload)

    assert (upload.state, upload.taken_back, Lead.objects.count()) == ("cancelled", CHUNK, 0)


def test_undone_within_a_day_all_goes_back_but_what_was_worked_on(world, bring, write, work):
    old = create_lead(by=world.by("ar"), title="x", company_name="瀚成", source="api", phone="13905120001")
    upload = write(bring(HEADER + GOOD + many(3).removeprefix(HEADER)))
    touched = Lead.objects.get(company_name="第1机械厂")
    update_lead(touched, by=world.by("ar"), need="改过")

    undo(upload, by=world.by("ar"))
    upload = work(upload)

    assert (upload.state, upload.taken_back, upload.kept) == ("undone", 3, 1)
    assert set(Lead.objects.values_list("pk", flat=True)) == {old.pk, touched.pk}
    assert Lead.objects.get(pk=old.pk).email == ""
    assert upload.rows.get(undone="kept").record_id == touched.pk


def test_after_a_day_an_import_stays(world, bring, write):
    upload = write(bring(HEADER + GOOD))

    with acting_at(moment() + timedelta(hours=24, minutes=1)), pytest.raises(Blocked):
        undo(upload, by=world.by("ar"))
    assert Lead.objects.count() == 1


def test_only_who_brought_the_file_goes_on_with_it(world, bring):
    upload = bring(HEADER + GOOD)

    with pytest.raises(Denied):
        start(upload, by=world.by("sales_manager"), dry_run=False)


def test_a_match_of_columns_is_remembered_for_the_next_file(world, bring):
    first = bring("甲列,乙列\n某厂,AGV\n")
    assert first.mapping == {}
    match(first, by=world.by("ar"), mapping_={0: "company_name", 1: "need"}, policy="skip", day_first=None)

    again = bring("乙列,甲列\nAGV,某厂\n")
    twice = bring("甲列,甲列,乙列\n某厂,别厂,AGV\n")
    assert (again.mapping, again.policy) == ({"0": "need", "1": "company_name"}, "skip")
    assert twice.mapping == {"0": "company_name", "2": "need"}


def test_days_are_read_in_the_order_that_was_said(world, bring, write):
    text = "公司名称,预计启动\n甲厂,3/11/2026\n乙厂,2026年12月1日\n"
    asked = write(bring(text))
    assert counts(asked) == {"created": 1, "failed": 1}

    upload = bring("公司名称,预计启动\n丙厂,3/11/2026\n")
    match(
        upload,
        by=world.by("ar"),
        mapping_={0: "company_name", 1: "expected_start_on"},
        policy="merge",
        day_first=True,
    )
    write(upload)

    days = {lead.company_name: lead.expected_start_on.isoformat() for lead in Lead.objects.all()}
    assert days == {"乙厂": "2026-12-01", "丙厂": "2026-11-03"}


def test_an_amount_merged_and_undone_is_empty_again(world, bring, write, work):
    lead = create_lead(by=world.by("ar"), title="x", company_name="瀚成", source="api", phone="13905120001")
    upload = write(bring(HEADER + GOOD))
    assert Lead.objects.get(pk=lead.pk).budget == Decimal(6_400_000)

    undo(upload, by=world.by("ar"))
    work(upload)

    assert Lead.objects.get(pk=lead.pk).budget is None
