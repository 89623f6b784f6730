from datetime import date, timedelta

import pytest

from core.dates import acting_at, local_now, start_of_day
from core.models import Outbox
from core.money import Money
from core.tasks import for_each_tenant
from core.workflow import run
from customers.models import CreditHold, Customer
from desk.models import Notice, Todo
from receivables.models import DunningStep, Letter, Receivable, ReconciliationNotice
from receivables.services.allocation import allocate
from receivables.services.dunning import due_for_escalation, escalate
from receivables.services.letters import post_letters
from receivables.services.reconciliation import announce
from receivables.services.steps_in_sql import MAILS_WAIT
from receivables.tasks import escalate_tenant
from tenancy.actor import system
from tests.factories.customers import make_contact, make_customer
from tests.factories.people import make_world
from tests.factories.receivables import make_line, make_open

DUE = date(2026, 9, 1)


def after(days):
    return DUE + timedelta(days=days)


def replay(tenant, days):
    for day in range(1, days + 1):
        escalate(tenant.pk, after(day))


def test_due_day_itself_is_not_overdue(tenant):
    make_open(due_on=DUE)

    assert due_for_escalation(DUE) == []
    assert len(due_for_escalation(after(1))) == 1


def test_each_level_comes_once_on_its_day(tenant):
    make_open(due_on=DUE)

    replay(tenant, 95)

    steps = DunningStep.objects.order_by("made_on").values_list("level", "days_overdue")
    assert list(steps) == [(1, 1), (2, 7), (3, 15), (4, 30), (5, 60), (6, 90)]


def test_second_run_of_a_day_changes_nothing(tenant):
    make_open(due_on=DUE)

    first, second = escalate(tenant.pk, after(1)).steps, escalate(tenant.pk, after(1)).steps

    assert (first, second) == (1, 0)


def test_item_taken_over_late_climbs_one_level_a_day_from_level_1(tenant):
    make_open(due_on=DUE)

    for day in (100, 101, 102):
        escalate(tenant.pk, after(day))

    assert list(DunningStep.objects.order_by("made_on").values_list("level", flat=True)) == [1, 2, 3]


# Level → who has something to do and in which words, who is told and in which (handbook §8).
SPOKEN_TO = {
    1: ("ar", "dunning_chase", None, None),
    2: (None, None, "sales_manager", "dunning_late"),
    3: ("ar", "dunning_cause", "finance", "dunning_late"),
    4: ("credit", "dunning_held", "finance", "dunning_held"),
    5: ("legal", "dunning_frozen", "credit", "dunning_frozen"),
    6: ("legal", "dunning_last", "executive", "dunning_last"),
}


def test_each_level_speaks_to_its_people_once(world):
    with world.acting():
        receivable = make_open(due_on=DUE, customer=make_customer(owner=world.ar), ar=world.ar)
        replay(world.tenant, 95)

        for level, (doer, wanted, told, words) in SPOKEN_TO.items():
            key = f"{receivable.pk}:1:{level}"
            todos = Todo.objects.filter(key=key, record_id=receivable.pk, deal_id=receivable.deal_id)
            asked = [(todo.role or _role(world, todo.user), todo.kind) for todo in todos]
            assert asked == [(doer, wanted)] * bool(doer)
            notices = Notice.objects.filter(key=key, record_id=receivable.pk)
            assert [(_role(world, one.user), one.kind) for one in notices] == [(told, words)] * bool(told)
            mails = Outbox.objects.filter(kind="notice_mail", key__contains=key)
            assert [mail.payload for mail in mails] == [_mail(notice) for notice in notices]
            assert all(mail.next_try_at - mail.posted_at >= MAILS_WAIT for mail in mails)
        open_now = Todo.objects.filter(record_id=receivable.pk, done_at=None).values_list("kind", flat=True)
        assert sorted(open_now) == ["dunning_cause", "dunning_last"]


def test_without_an_owner_the_sales_managers_have_to_act(tenant):
    make_open(due_on=DUE)

    escalate(tenant.pk, after(1))

    assert Todo.objects.get(kind="dunning_chase").role == "sales_manager"


def _role(world, user):
    return next(role for role, person in world.people.items() if person == user)


def _mail(notice):
    return {
        "user": str(notice.user_id), "kind": notice.kind, "facts": notice.facts,
        "record_type": "receivables.Receivable", "record_id": str(notice.record_id),
    }  # fmt: skip


def test_hold_at_30_and_freeze_at_60_days(tenant):
    customer = make_customer()
    make_open(due_on=DUE, customer=customer)

    replay(tenant, 30)
    held, frozen = CreditHold.objects.filter(customer=customer, released_at=None).count(), _frozen(customer)
    replay(tenant, 60)

    assert (held, frozen) == (1, False)
    assert _frozen(customer)


def _frozen(customer):
    return Customer.objects.get(pk=customer.pk).frozen


def test_payment_ends_the_hold_and_the_cycle_even_of_a_frozen_customer(tenant):
    customer = make_customer()
    receivable = make_open("100000", due_on=DUE, customer=customer)
    replay(tenant, 61)

    allocate(make_line("100000"), receivable, Money(receivable.balance, "CNY"), by=system())

    assert not CreditHold.objects.filter(customer=customer, released_at=None).exists()
    assert escalate(tenant.pk, after(95)).steps == 0


def test_dispute_over_all_of_it_pauses_the_letter_but_not_the_step(tenant):
    receivable = make_open(due_on=DUE)
    with acting_at(start_of_day(DUE)):
        run(receivable, "dispute", by=system(), fields={"reason": "缺件"})

    escalate(tenant.pk, after(1))

    step = DunningStep.objects.get()
    assert step.is_paused and step.letter is None
    assert Todo.objects.filter(kind="dunning_chase").count() == 1


def test_customer_with_two_items_gets_one_letter(tenant, mails):
    customer = make_customer()
    make_contact(customer, email="pay@example.com", function="finance")
    make_open(due_on=DUE, customer=customer)
    make_open(due_on=DUE, customer=customer)

    escalate(tenant.pk, after(1))
    sent = post_letters(tenant.pk, after(1)), post_letters(tenant.pk, after(1))

    assert sent == (1, 0)
    (mail,) = mails()
    assert mail["to"] == ["pay@example.com"] and len(mail["context"]["rows"]) == 2


def test_letter_of_a_holiday_goes_out_on_the_next_working_day(tenant):
    make_open(due_on=date(2026, 9, 30))

    escalate(tenant.pk, date(2026, 10, 1))

    assert Letter.objects.get().send_on > date(2026, 10, 6)


@pytest.fixture
def mails(tenant):
    return lambda: [row.payload for row in Outbox.objects.filter(kind="mail")]


def test_notices_go_out_30_and_15_days_before_due_once(tenant):
    receivable = make_open(due_on=date(2026, 8, 1), schedule_days=60)
    due_on = receivable.due_on

    made = [announce(tenant.pk, due_on - timedelta(days=ahead)) for ahead in range(45, 0, -1)]

    assert sum(made) == 2
    assert sorted(ReconciliationNotice.objects.values_list("days_before", flat=True)) == [15, 30]


def test_paid_receivable_is_not_dunned(tenant):
    receivable = make_open("5000", due_on=DUE)
    allocate(make_line("5000"), receivable, Money(receivable.balance, "CNY"), by=system())

    assert Receivable.objects.get(pk=receivable.pk).state == "settled"
    assert escalate(tenant.pk, after(30)).steps == 0


def test_statements_of_account_are_listed_with_their_items(tenant, api):
    receivable = make_open(due_on=date(2026, 8, 1), schedule_days=60)
    announce(tenant.pk, date(2026, 8, 31))

    (found,) = api("finance").get("/account-statements/").json()["results"]

    assert found["customer"]["id"] == str(receivable.customer_id)
    assert [(one["receivable"]["id"], one["days_before"]) for one in found["items"]] == [
        (str(receivable.pk), 30)
    ]
    assert api("finance").get(f"/account-statements/{found['id']}/").status_code == 200
    assert api("sr").get("/account-statements/").json()["results"] == []


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Shanghai", date(2026, 11, 2)),
        # The Mondays after Berlin's and New York's long nights and after Auckland's short one.
        ("Europe/Berlin", date(2026, 10, 26)), ("America/New_York", date(2026, 11, 2)),
        ("Pacific/Auckland", date(2026, 9, 28)),
    ],
)  # fmt: skip
def test_a_notice_and_its_letter_go_out_on_the_company_s_own_morning_around_a_changed_clock(db, zone, day):
    world, made = make_world(timezone=zone), {}
    with world.acting():
        with acting_at(start_of_day(day - timedelta(days=40))):
            owed = make_open("1000", due_on=day - timedelta(days=30), schedule_days=60)
            make_contact(owed.customer)
        for hour in range(36):
            # From Sunday's midnight on, whatever its night takes or gives.
            with acting_at(start_of_day(day - timedelta(days=1)) + timedelta(hours=hour, minutes=5)):
                for_each_tenant("receivables.escalate_tenant", hour=6)
                for task in Outbox.objects.filter(kind="task", sent_at=None):
                    escalate_tenant(tenant_id=str(world.tenant.pk), as_of=task.payload["as_of"])
                    Outbox.objects.filter(pk=task.pk).update(sent_at=local_now())
                for notice in ReconciliationNotice.objects.all():
                    made.setdefault(notice.pk, (notice.made_on, local_now().date(), local_now().hour))
        assert list(made.values()) == [(day, day, 6)]
        assert Letter.objects.get().send_on == day
