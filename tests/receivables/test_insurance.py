"""Credit insurance: what is insured, deadlines told once, and a claim from its papers to the insurer's money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.dates import acting_at, local_day, start_of_day
from core.errors import Blocked, Denied
from core.models import Event, Outbox
from core.money import Money
from core.workflow import run
from customers.cover import cover_of
from customers.credit import exposure
from customers.services.insurance import insure, save_policy
from desk.models import Todo
from receivables.checking import problems
from receivables.listing import receivables_listing
from receivables.models import BankLine, InsuranceClaim, LedgerEntry, Receivable
from receivables.services.dunning import escalate
from receivables.services.follow_up import follow_up
from receivables.services.insurance import (
    alert_deadlines,
    board_deadlines,
    claim_deadline,
    prepare,
    report_deadline,
)
from receivables.services.provision_runs import prepare_run
from receivables.services.provisions import create_specific
from receivables.services.undoing import undo
from tests.factories.callers import caller
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

DUE = date(2026, 10, 1)


def cny(amount) -> Money:
    return Money(Decimal(amount), "CNY")


@pytest.fixture
def policy(world):
    made = save_policy(
        None, by=world.by("credit"), insurer="中国信保", policy_number="SCH-1", starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
    )  # fmt: skip
    return run(made, "put_in_force", by=world.by("credit")).record


@pytest.fixture
def owed(world, policy):
    """A receivable of 100,000 that an insurer covers, due on 1 October."""
    customer = make_customer(owner=world.ar, admitted=False)
    insure(policy, by=world.by("credit"), customer=customer, amount=cny(80_000))
    return make_open("100000", due_on=DUE, customer=customer)


def claim_at(world, owed, state, **asked):
    """A claim walked to a state by the moves of the credit controller."""
    claim = prepare(owed, by=world.by("credit"), cause=asked.pop("cause", "insolvency"), **asked)
    for move, reached, fields in (
        ("report", "reported", {"reported_on": str(local_day())}),
        ("claim", "claimed", {}),
        ("pay", "paid", {"amount": {"amount": "90000", "currency": "CNY"}}),
    ):
        if claim.state == state:
            break
        claim = run(claim, move, by=world.by("credit"), fields=fields).record
        assert claim.state == reached
    return claim


def test_what_fell_under_a_policy_is_insured(world, policy, owed):
    plain = make_open("5", due_on=DUE, customer=make_customer("未投保公司", admitted=False))

    assert "insured" in owed.flags and "insured" not in plain.flags
    rows = {row.pk: row for row in Receivable.objects.with_flags()}
    assert (rows[owed.pk].has_insurance, rows[plain.pk].has_insurance) == (True, False)
    insured = {f.name: f for f in receivables_listing.filters if hasattr(f, "name")}["insured"]
    assert set(Receivable.objects.filter(insured.asks("true", None))) == {owed}
    # It stays so when the policy has ended: what fell due in its time can be claimed.
    run(policy, "end", by=world.by("credit"))
    assert "insured" in Receivable.objects.get(pk=owed.pk).flags


def test_the_ladder_tells_credit_by_when_the_insurer_must_hear(world, owed):
    make_open("5", due_on=DUE, customer=make_customer("未投保公司", admitted=False))
    for days in (1, 7, 15, 30):
        escalate(world.tenant.pk, DUE + timedelta(days=days))

    for row in Outbox.objects.filter(kind="dunning_follow_up"):
        follow_up(row.payload)

    told = Todo.objects.get(kind="dunning_insurance", role="credit")
    assert (told.record_id, told.due_on) == (owed.pk, report_deadline(owed))


def test_the_insured_part_stands_beside_the_exposure(world, owed):
    found = exposure(owed.customer)

    cover = cover_of(owed.customer, found.total)

    assert (found.total, cover.limit, cover.insured, cover.paid, cover.own_risk) == (
        100_000, 80_000, 80_000, 72_000, 8_000,
    )  # fmt: skip


def test_deadlines_count_from_the_due_date(owed):
    assert report_deadline(owed) == DUE + timedelta(days=30)
    assert claim_deadline(owed) == DUE + timedelta(days=180)
    assert report_deadline(make_open("1", due_on=DUE, customer=make_customer("乙", admitted=False))) is None


@pytest.mark.parametrize(("days_left", "marks"), [(15, 0), (14, 1), (8, 1), (7, 2), (1, 3), (0, 3), (-1, 3)])
def test_each_mark_before_a_deadline_is_told_once(owed, days_left, marks):
    """14, 7 and 1 days before: a day that nobody ran is made up for by the next."""
    deadline = DUE + timedelta(days=30)
    for left in (15, 14, 8, 7, 1, 0, -1):
        if left >= days_left:
            alert_deadlines(deadline - timedelta(days=left))
            alert_deadlines(deadline - timedelta(days=left))

    todos = Todo.objects.filter(kind="insurance_report", record_id=owed.pk)
    assert todos.count() == marks
    assert all((todo.role, todo.due_on) == ("credit", deadline) for todo in todos)


def test_what_is_reported_or_paid_is_not_reminded_of(world, owed):
    paid = make_open("10", due_on=DUE, customer=owed.customer)
    Receivable.objects.filter(pk=paid.pk).update(state="settled")
    day = DUE + timedelta(days=29)
    assert alert_deadlines(day) == 1 and len(board_deadlines(day, day + timedelta(days=14))) == 1

    claim_at(world, owed, "reported")

    assert not Todo.objects.filter(kind="insurance_report", done_at=None).exists()
    assert report_deadline(owed) is None and claim_deadline(owed) is not None
    assert alert_deadlines(day + timedelta(days=1)) == 0


def test_the_paid_part_settles_and_the_rest_stays(world, owed):
    claim = claim_at(world, owed, "claimed")
    assert claim.expected == cny(90_000)

    claim = run(
        claim, "pay", by=world.by("credit"), fields={"amount": {"amount": "90000", "currency": "CNY"}}
    ).record

    owed.refresh_from_db()
    assert (claim.state, claim.paid, owed.state, owed.balance) == ("paid", cny(90_000), "open", 10_000)
    assert [e.amount for e in LedgerEntry.objects.filter(receivable=owed, kind="insured")] == [-90_000]
    assert exposure(owed.customer).total == 10_000


def test_a_loss_paid_in_full_settles_the_receivable_and_opens_it_again_when_taken_back(world, owed):
    claim = claim_at(world, owed, "claimed")
    line = make_line("100000", "中国信保 赔款")
    fields = {"amount": {"amount": "100000", "currency": "CNY"}, "bank_line": str(line.pk)}

    claim = run(claim, "pay", by=world.by("credit"), fields=fields).record
    owed.refresh_from_db()
    assert (owed.state, owed.balance, BankLine.objects.get(pk=line.pk).unallocated) == ("settled", 0, 0)

    claim = run(claim, "take_back", by=world.by("credit"), fields={"reason": "保险人追回"}).record
    owed.refresh_from_db()
    assert (claim.state, claim.paid_amount, claim.bank_line) == ("claimed", 0, None)
    assert (owed.state, owed.balance, BankLine.objects.get(pk=line.pk).unallocated) == (
        "open",
        100_000,
        100_000,
    )


def test_a_specific_provision_leaves_out_what_the_policy_covers_until_the_insurer_has_answered(world, owed):
    clerk, rate, end = world.by("finance"), Decimal(50), local_day().replace(day=1) - timedelta(days=1)
    with acting_at(start_of_day(end + timedelta(days=35))):
        item = create_specific(by=clerk, receivable=owed, percent=rate, reason="破产", starts_on=end)
        line = prepare_run(by=clerk, closes_on=end).lines.get()
        # 90 % of what is within the limit of 80,000.
        assert (item.insured_share, line.base_minor, line.amount_minor) == (
            Decimal("0.72"),
            28_000_00,
            14_000_00,
        )
        run(item, "end", by=clerk, fields={"reason": "x"})
        by_hand = create_specific(
            by=clerk, receivable=owed, percent=rate, insured_percent=Decimal(0), reason="y"
        )
        assert by_hand.insured_share == 0
        run(by_hand, "end", by=clerk, fields={"reason": "x"})
    run(claim_at(world, owed, "claimed"), "refuse", by=world.by("credit"), fields={"reason": "除外责任"})
    assert create_specific(by=clerk, receivable=owed, percent=rate, reason="z").insured_share == 0


def test_undoing_the_insurer_s_entry_takes_the_whole_payment_back_with_its_claim_and_bank_line(world, owed):
    line = make_line("90000", "中国信保 赔款")
    claim = claim_at(world, owed, "claimed")
    paid = {"amount": {"amount": "90000", "currency": "CNY"}, "bank_line": str(line.pk)}
    run(claim, "pay", by=world.by("credit"), fields=paid)
    entry = LedgerEntry.objects.get(receivable=owed, kind="insured")

    with pytest.raises(Denied):
        undo(entry, by=world.by("ar"), reason="x")
    undo(entry, by=world.by("credit"), reason="保险人追回")

    claim.refresh_from_db()
    owed.refresh_from_db()
    assert (claim.state, claim.paid_amount, owed.state, owed.balance) == ("claimed", 0, "open", 100_000)
    assert BankLine.objects.get(pk=line.pk).unallocated == 90_000
    assert list(problems()) == []
    run(claim, "pay", by=world.by("credit"), fields=paid)
    with pytest.raises(Blocked):
        undo(entry, by=world.by("credit"), reason="again")


@pytest.mark.parametrize(
    ("amount", "currency"), [("0", "CNY"), ("100000.01", "CNY"), ("5", "USD"), ("-5", "CNY")]
)
def test_a_payment_that_does_not_fit_changes_nothing(world, owed, amount, currency):
    claim = claim_at(world, owed, "claimed")

    with pytest.raises(ValidationError):
        run(claim, "pay", by=world.by("credit"), fields={"amount": {"amount": amount, "currency": currency}})

    assert InsuranceClaim.objects.get(pk=claim.pk).state == "claimed"
    assert not LedgerEntry.objects.filter(kind="insured").exists()


@pytest.mark.parametrize(("days_after_due", "late"), [(29, False), (30, False), (31, True)])
def test_a_late_report_is_taken_and_warned_of(world, owed, days_after_due, late):
    claim = prepare(owed, by=world.by("credit"), cause="default")

    done = run(
        claim,
        "report",
        by=world.by("credit"),
        fields={"reported_on": str(DUE + timedelta(days=days_after_due))},
    )

    assert (done.record.state, done.record.is_late, "warnings" in done.extra) == ("reported", late, late)
    assert Event.objects.filter(record_id=claim.pk, kind="claim.late").exists() is late


def test_who_merely_does_not_pay_is_waited_for(world, owed):
    owed.due_on = local_day() - timedelta(days=59)
    Receivable.objects.filter(pk=owed.pk).update(due_on=owed.due_on)
    claim = claim_at(world, Receivable.objects.get(pk=owed.pk), "reported", cause="default")

    with pytest.raises(Blocked) as refused:
        run(claim, "claim", by=world.by("credit"))
    assert [one.code for one in refused.value.blockers] == ["waiting_is_over"]
    InsuranceClaim.objects.filter(pk=claim.pk).update(due_on=local_day() - timedelta(days=60))
    assert (
        run(InsuranceClaim.objects.get(pk=claim.pk), "claim", by=world.by("credit")).record.state == "claimed"
    )


def test_one_claim_at_a_time_by_credit_over_what_is_insured(world, owed):
    with pytest.raises(Denied):
        prepare(owed, by=world.by("ar"), cause="default")
    plain = make_open("5", due_on=DUE, customer=make_customer("未投保公司", admitted=False))
    with pytest.raises(Blocked) as refused:
        prepare(plain, by=world.by("credit"), cause="default")
    assert refused.value.blockers[0].code == "not_insured"
    with pytest.raises(ValidationError):
        prepare(owed, by=world.by("credit"), cause="default", amount=cny("100000.01"))

    first = prepare(owed, by=world.by("credit"), cause="default")
    with pytest.raises(Blocked) as refused:
        prepare(owed, by=world.by("credit"), cause="default")
    assert refused.value.blockers[0].code == "claim_under_way"
    run(first, "close", by=world.by("credit"))
    assert prepare(owed, by=world.by("credit"), cause="default").state == "prepared"


def test_the_database_keeps_claims_straight(world, owed):
    claim = prepare(owed, by=world.by("credit"), cause="default")
    for broken in ({"amount": 0}, {"paid_amount": claim.amount + 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InsuranceClaim.objects.filter(pk=claim.pk).update(**broken)


def test_claims_over_the_api(world, owed):
    credit = caller(world, "credit")

    made = credit.post("/claims/", {"receivable": str(owed.pk), "cause": "insolvency"})
    claim = made.json()

    assert made.status_code == 201, claim
    assert (claim["state"], claim["expected"]["amount"], claim["report_by"]) == (
        "prepared", "90000.00", str(DUE + timedelta(days=30)),
    )  # fmt: skip
    late = credit.post(f"/claims/{claim['id']}/transitions/report/", {})
    assert late.status_code == 200 and late.json()["warnings"]
    assert (
        caller(world, "finance")
        .post("/claims/", {"receivable": str(owed.pk), "cause": "default"})
        .status_code
        == 403
    )
    assert credit.get("/claims/?is_late=true").json()["results"][0]["id"] == claim["id"]
    assert credit.get("/receivables/?insured=true").json()["results"][0]["flags"] == ["overdue", "insured"]


def test_the_pages_of_insurance_open(world, owed, client, policy):
    claim = claim_at(world, owed, "reported")
    client.force_login(world.people["credit"])

    for address in (
        claim.get_absolute_url(), owed.get_absolute_url(), policy.get_absolute_url(), "/receivables/claims/",
        "/customers/credit/policies/", "/customers/credit/", "/customers/credit/policies/new/",
        f"{owed.customer.get_absolute_url()}?tab=credit",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
