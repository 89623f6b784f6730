"""Account plans: one a year, goals drawn from the records, moves that are somebody's to-do, reviews that stay."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.errors import Denied
from customers.models import AccountPlan, Contact, PlanMove, PlanReview
from customers.plan_measures import MEASURES, progress_of
from customers.services.groups import create_group
from customers.services.plans import (
    add_move,
    ended_quarter,
    finish_move,
    open_plan,
    remind_of_reviews,
    set_goals,
    write_review,
)
from customers.services.records import update_customer
from desk.models import Todo
from tests.factories.contracts import make_contract
from tests.factories.customers import make_contact, make_customer

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def customer(world):
    return make_customer(owner=world.ar)


@pytest.fixture
def plan(world, customer):
    return open_plan(by=world.by("ar"), year=YEAR, customer=customer, strategy="产能翻番", pains="换型慢")


def test_there_is_one_plan_a_year_for_a_customer_or_a_group(world, plan, customer):
    by = world.by("ar")
    with pytest.raises(ValidationError) as twice:
        open_plan(by=by, year=YEAR, customer=customer)
    assert "year" in twice.value.message_dict
    assert open_plan(by=by, year=YEAR + 1, customer=customer).pk != plan.pk
    with pytest.raises(ValidationError):
        open_plan(by=by, year=YEAR)
    with pytest.raises(Denied):
        open_plan(by=world.by("finance"), year=YEAR, customer=customer)


def test_progress_is_drawn_from_the_records_of_all_customers_of_a_group(world, customer):
    by = world.by("ar")
    group = create_group(by=by, name="恒岳集团")
    update_customer(customer, by=by, group=group)
    other = make_customer("恒岳重工有限公司", owner=world.ar, group=group)
    make_contact(customer, name="一", attitude=2)
    make_contact(other, name="二", attitude=1)
    make_contact(other, name="三", attitude=0)
    contract = make_contract(world, at="in_force", customer=customer)
    year = contract.signed_on.year
    plan = open_plan(by=by, year=year, group=group)
    signed = contract.amount * 2
    set_goals(
        plan,
        [
            {"measure": "signed", "text": "签约", "target": signed},
            {"measure": "champions", "text": "支持者", "target": Decimal(4)},
            {"measure": "", "text": "进入年度框架", "target": None},
        ],
        by=by,
    )
    found = progress_of(plan, date(year, 12, 31))
    assert [(one.reached, one.share) for one in found] == [
        (contract.amount, 50),
        (Decimal(2), 50),
        (None, None),
    ]
    before = set_goals(
        open_plan(by=by, year=year - 1, group=group),
        [{"measure": "signed", "text": "签约", "target": signed}],
        by=by,
    )
    assert [one.reached for one in progress_of(before, date(year, 12, 31))] == [Decimal(0)]


def test_every_measure_answers_for_nobody(world):
    for measure in MEASURES.values():
        assert measure.of([], date(YEAR, 1, 1), date(YEAR, 12, 31)) in (None, Decimal(0))


def test_a_move_is_a_to_do_until_it_is_done(world, plan):
    move = add_move(plan, by=world.by("ar"), text="请总部专家交流", due_on=date(YEAR, 12, 1), owner=world.sr)
    asked = Todo.objects.get(kind="plan_move", done_at=None)
    assert (asked.user, asked.facts["text"]) == (world.sr, "请总部专家交流")
    with pytest.raises(Denied):
        finish_move(move, by=world.by("fr"), done_on=date(YEAR, 11, 1))
    finish_move(move, by=world.by("sr"), done_on=date(YEAR, 11, 1), result="客户认可")
    assert not Todo.objects.filter(kind="plan_move", done_at=None).exists()
    with pytest.raises(ValidationError):
        finish_move(PlanMove.objects.get(pk=move.pk), by=world.by("sr"), done_on=date(YEAR, 11, 1))


@pytest.mark.parametrize(
    "day, ended",
    [
        (date(2026, 1, 1), (2025, 4)), (date(2026, 3, 31), (2025, 4)), (date(2026, 4, 1), (2026, 1)),
        (date(2026, 12, 31), (2026, 3)), (date(2027, 1, 1), (2026, 4)),
    ],
)  # fmt: skip
def test_a_quarter_is_over_the_day_after_its_last(day, ended):
    assert ended_quarter(day) == ended


def test_reviews_are_asked_once_a_quarter_and_kept_with_their_figures(world, plan):
    Contact.objects.all().delete()
    set_goals(plan, [{"measure": "champions", "text": "支持者", "target": Decimal(2)}], by=world.by("ar"))
    for _run in range(2):
        remind_of_reviews(date(YEAR, 10, 1))
    assert Todo.objects.filter(kind="plan_review", done_at=None).count() == 1
    review = write_review(plan, by=world.by("ar"), quarter=3, text="高层尚未接触")
    assert review.figures == [
        {"text": "支持者", "measure": "champions", "target": "2.00", "reached": "0", "share": 0}
    ]
    assert not Todo.objects.filter(kind="plan_review", done_at=None).exists()
    remind_of_reviews(date(YEAR, 10, 2))
    assert not Todo.objects.filter(kind="plan_review", done_at=None).exists()
    with pytest.raises(ValidationError):
        write_review(plan, by=world.by("ar"), quarter=3, text="再来一次")


def test_the_api_keeps_a_plan(world, customer, api):
    ar = api("ar")
    made = ar.post("/account-plans/", {"customer": str(customer.pk), "year": YEAR, "pains": "换型慢"})
    assert made.status_code == 201, made.json()
    path = f"/account-plans/{made.json()['id']}/"
    wrong = ar.put(f"{path}goals/", [{"text": "签约", "measure": "signed"}])
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/0/target")
    goals = ar.put(f"{path}goals/", [{"text": "签约", "measure": "signed", "target": "1000000"}]).json()[
        "goals"
    ]
    assert goals == [
        {"text": "签约", "measure": "signed", "target": "1000000.00", "reached": "0.00", "share": 0}
    ]
    move = ar.post(f"{path}moves/", {"text": "交流", "due_on": f"{YEAR}-12-01"}).json()
    done = ar.post(f"{path}moves/{move['id']}/done/", {"done_on": f"{YEAR}-01-05", "result": "好"})
    assert done.json()["moves"][0]["done_on"] == f"{YEAR}-01-05"
    kept = ar.post(f"{path}reviews/", {"quarter": 1, "text": "按计划"})
    assert kept.status_code == 201, kept.json()
    assert kept.json()["figures"] == goals
    assert api("fr").get(path).status_code == 404
    assert api("finance").patch(path, {"pains": "x"}).status_code == 403


def test_the_pages_show_and_change_a_plan(world, customer, signed_in):
    browser = signed_in("ar")
    opened = browser.post("/customers/plans/new/", {"customer": str(customer.pk), "year": YEAR})
    assert opened.status_code == 303, opened.content.decode()[:500]
    plan = AccountPlan.objects.get()
    path = plan.get_absolute_url()
    browser.post(f"{path}goals/", {"text": "签约两千万", "measure": "signed", "target": "20000000"})
    browser.post(f"{path}moves/", {"text": "高层拜访", "due_on": f"{YEAR}-12-01"})
    move = PlanMove.objects.get()
    browser.post(f"{path}moves/{move.pk}/done/", {"result": "已约"})
    browser.post(f"{path}reviews/", {"quarter": "1", "text": "进展正常"})
    page = browser.get(path).content.decode()
    assert all(word in page for word in ("签约两千万", "0%", "高层拜访", "已约", "进展正常"))
    assert PlanReview.objects.get().by == world.ar
    browser.post(f"{path}goals/1/remove/")
    assert not plan.goals.exists()
    assert plan.subject in browser.get("/customers/plans/?view=all").content.decode()
    assert str(plan.year) in browser.get(customer.get_absolute_url()).content.decode()
