"""Monthly provision runs: calculated from the ledger as known, decided by two people, kept, reproduced, taken back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from core.dates import acting_at, start_of_day
from core.errors import Blocked, Denied
from core.models import Outbox
from core.money import Money, from_minor
from core.workflow import run as move
from receivables.ageing import ageing
from receivables.checking import problems
from receivables.models import ProvisionLine, ProvisionRun, Receivable, SpecificProvision
from receivables.provision_journal import provision_journal
from receivables.provision_states import ProvisionState
from receivables.rules.provisioning import Item, assess
from receivables.services import provision_runs
from receivables.services.allocation import allocate
from receivables.services.provision_lines import differences, rates_of
from receivables.services.provision_rates import rates_on, set_rates
from receivables.services.provision_runs import discard, prepare_run, step
from receivables.services.provisions import create_specific, edit_specific, propose_specific
from tenancy.actor import actor_for, system
from tenancy.people import add_member
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
MORNING = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november(tenant):
    """Second of November, nine in the morning in Shanghai."""
    with acting_at(MORNING):
        yield


@pytest.fixture
def two(person):
    """(who prepares, who approves): two people of finance."""
    second = add_member(username="cash-finance-2", name="second", password="x" * 12, roles=["finance"])
    return person("finance"), actor_for(second)


def open_item(amount="10000", *, late=0, until=OCTOBER, **options):
    """An open receivable that is so many days late at the month's end."""
    return make_open(amount, due_on=until - timedelta(days=late), **options)


def posted(two, closes_on=OCTOBER):
    preparer, approver = two
    run = prepare_run(by=preparer, closes_on=closes_on)
    move(run, "approve", by=approver)
    return move(run, "post", by=preparer).record


def write_off(receivable):
    """As its gate lets it through."""
    from receivables.services.writeoff import write_off as service

    return service(receivable, by=system(), reason="破产")


# --- what a run says --------------------


def test_run_provides_by_the_matrix_and_adds_up_to_the_ledger(two):
    for late in (0, 10, 45, 75, 100, 200, 400):
        open_item("1000.01", late=late)

    run = prepare_run(by=two[0], closes_on=OCTOBER)

    amounts = dict(run.lines.values_list("bucket", "amount_minor"))
    assert amounts == {
        "not_due": 500, "1-30": 2000, "31-60": 5000, "61-90": 10000, "91-180": 20000, "181-365": 50001,
        "365+": 100001,
    }  # fmt: skip
    assert run.closing_minor == sum(amounts.values()) == run.charge_minor
    assert from_minor(run.balance_minor, "CNY") == ageing(system(), as_of=OCTOBER).ledger


def test_database_and_rule_say_the_same_to_the_cent(two):
    for serial, late in enumerate(range(-20, 420, 11)):
        open_item(f"{1000 + serial * 37}.{serial % 100:02d}", late=late)

    run = prepare_run(by=two[0], closes_on=OCTOBER)

    for line in run.lines.all():
        item = Item(line.receivable_id, line.due_on, line.balance_minor)
        (again,) = assess([item], as_of=OCTOBER, rates=rates_of(run))
        assert (line.bucket, line.base_minor, line.rate, line.amount_minor) == (
            again.bucket, again.base, again.rate, again.amount,
        )  # fmt: skip


def test_what_is_dated_or_written_later_is_not_in_it(two):
    receivable = open_item()
    run = prepare_run(by=two[0], closes_on=OCTOBER)
    before = list(run.lines.values())

    with acting_at(MORNING + timedelta(days=3)):
        line = make_line("4000", day="261030")
        allocate(line, receivable, Money(Decimal(4000), "CNY"), by=system())

    assert differences(run) == []
    assert list(run.lines.values()) == before


def test_back_dated_entry_blocks_the_approval_until_it_is_calculated_again(two):
    receivable = open_item()
    run = prepare_run(by=two[0], closes_on=OCTOBER)
    with acting_at(MORNING + timedelta(hours=3)):
        allocate(make_line("4000", day="261030"), receivable, Money(Decimal(4000), "CNY"), by=system())

        with pytest.raises(Blocked) as refused:
            move(run, "approve", by=two[1])
        assert refused.value.blockers[0].code == "nothing_written_since"

        again = move(run, "recalculate", by=two[0]).record
        assert again.balance_minor == 600_000
        assert move(run, "approve", by=two[1]).record.state == ProvisionState.APPROVED


def test_month_end_is_the_tenants_own_day(two):
    """A minute before and after midnight in Shanghai, which is 16:00 in London."""
    with acting_at(datetime(2026, 10, 30, 15, 59, tzinfo=UTC)), pytest.raises(ValidationError):
        prepare_run(by=two[0], closes_on=OCTOBER)
    with acting_at(datetime(2026, 10, 30, 16, 1, tzinfo=UTC)):
        assert prepare_run(by=two[0], closes_on=OCTOBER).state == ProvisionState.DRAFT


def test_leap_day_and_year_end_are_month_ends(two):
    receivable = make_open("1000", due_on=date(2028, 1, 30))
    with acting_at(datetime(2028, 3, 1, tzinfo=UTC)):
        leap = prepare_run(by=two[0], closes_on=date(2028, 2, 29))
    with acting_at(datetime(2029, 1, 1, tzinfo=UTC)):
        year = prepare_run(by=two[0], closes_on=date(2028, 12, 31))

    assert [run.lines.get(receivable=receivable).bucket for run in (leap, year)] == ["1-30", "181-365"]


# --- specific items --------------------


def test_specific_item_takes_the_matrixs_place_and_is_classed(two):
    receivable = open_item("10000", late=10)
    other = open_item("10000", late=10)
    create_specific(by=two[0], receivable=receivable, percent=Decimal(80), reason="停产", starts_on=OCTOBER)

    run = prepare_run(by=two[0], closes_on=OCTOBER)

    line = run.lines.get(receivable=receivable)
    assert (line.source, line.doubt, line.amount_minor) == ("specific", "doubtful", 800_000)
    assert run.lines.get(receivable=other).amount_minor == 20_000
    assert run.matrix["doubtful"]["amount"] == 800_000
    assert differences(run) == []


def test_amount_for_a_customer_is_spread_over_what_it_owes(two):
    customer = make_customer(admitted=False)
    for amount in ("1000", "2000", "3000.01"):
        open_item(amount, customer=customer)
    item = create_specific(
        by=two[0], customer=customer, amount=Money(Decimal("1000"), "CNY"), insured_percent=Decimal(10),
        collateral=Money(Decimal(100), "CNY"), reason="重整",
        starts_on=date(2026, 10, 1),
    )  # fmt: skip

    run = prepare_run(by=two[0], closes_on=OCTOBER)

    assert run.closing_minor == 100_000
    assert sum(run.lines.values_list("base_minor", flat=True)) == 600_001 - 60_000 - 10_000
    edit_specific(item, by=two[0], amount=Money(Decimal("7"), "CNY"))
    assert differences(run) == [], "a later change of the item is not the run's"


def test_proposal_counts_only_once_finance_accepted_it_and_until_its_last_day(two):
    receivable = open_item("10000")
    proposal = propose_specific(receivable, by=system(), reason="逾期 90 天", percent=Decimal(50))
    assert propose_specific(receivable, by=system(), reason="又一次") == proposal

    assert prepare_run(by=two[0], closes_on=OCTOBER).closing_minor == 5_000
    with acting_at(datetime(2026, 10, 20, tzinfo=UTC)):
        early = create_specific(by=two[0], receivable=open_item("10000"), percent=Decimal(50), reason="x")
    edit_specific(early, by=two[0], ends_on=date(2026, 10, 30))
    accepted = move(proposal, "accept", by=two[0]).record
    edit_specific(accepted, by=two[0], starts_on=date(2026, 10, 1))

    run = ProvisionRun.objects.get()
    assert move(run, "recalculate", by=two[0]).record.closing_minor == 500_000 + 5_000


def test_doubtful_comes_before_bad(two):
    item = propose_specific(open_item(), by=system(), reason="x")

    with pytest.raises(Blocked):
        move(item, "mark_bad", by=two[0], fields={"evidence": "裁定"})
    move(item, "accept", by=two[0])
    bad = move(item, "mark_bad", by=two[0], fields={"evidence": "裁定"}).record

    assert (bad.state, bad.evidence) == ("bad", "裁定")


def test_specific_item_is_one_thing_for_one_receivable(two, person):
    receivable = open_item()
    create_specific(by=two[0], receivable=receivable, percent=Decimal(50), reason="x")

    with pytest.raises(Blocked):
        create_specific(by=two[0], receivable=receivable, percent=Decimal(60), reason="y")
    with pytest.raises(ValidationError):
        create_specific(
            by=two[0], receivable=open_item(), percent=Decimal(1), amount=Money(Decimal(1), "CNY"), reason="y"
        )
    with pytest.raises(Denied):
        create_specific(by=person("ar"), receivable=open_item(), percent=Decimal(1), reason="y")


# --- the way of a run --------------------


def test_who_prepared_a_run_does_not_approve_it(two):
    open_item()
    run = prepare_run(by=two[0], closes_on=OCTOBER)

    with pytest.raises(Denied):
        move(run, "approve", by=two[0])
    assert move(run, "approve", by=two[1]).record.approved_by_id == two[1].user_id


def test_one_run_a_month(two):
    prepare_run(by=two[0], closes_on=OCTOBER)

    with pytest.raises(Blocked):
        prepare_run(by=two[0], closes_on=OCTOBER)


def test_draft_can_be_deleted_and_a_posted_run_cannot(two):
    open_item()
    discard(prepare_run(by=two[0], closes_on=OCTOBER), by=two[0])
    assert not ProvisionLine.objects.exists()

    run = posted(two)
    with pytest.raises(Blocked):
        discard(run, by=two[0])


def test_lines_of_a_decided_run_stand_whoever_writes(two):
    open_item()
    run = posted(two)

    for change in (lambda: run.lines.update(amount_minor=1), lambda: run.lines.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        line = run.lines.get()
        line.pk, line.receivable = None, open_item()
        line._state.adding = True
        ProvisionLine.objects.bulk_create([line])


def test_months_are_posted_in_their_order_and_taken_back_in_reverse(two):
    open_item()
    preparer, approver = two
    later = prepare_run(by=preparer, closes_on=OCTOBER)
    september = posted(two, SEPTEMBER)

    with pytest.raises(Blocked) as refused:
        move(later, "approve", by=approver)
    assert refused.value.blockers[0].code == "follows_last_posted"
    move(later, "recalculate", by=preparer)
    move(later, "approve", by=approver)
    move(later, "post", by=preparer)
    with pytest.raises(Blocked):
        move(september, "reverse", by=preparer, fields={"reason": "x"})
    move(later, "reverse", by=preparer, fields={"reason": "x"})
    move(september, "reverse", by=preparer, fields={"reason": "x"})
    assert prepare_run(by=preparer, closes_on=SEPTEMBER).opening_minor == 0


# --- movement and journal --------------------


def at(day, hour=2):
    return start_of_day(day) + timedelta(hours=hour)


def test_movement_charges_uses_recovers_and_releases(two):
    with acting_at(at(date(2026, 9, 1))):
        paid, lost, older, new = (
            make_open("10000", due_on=day)
            for day in (date(2026, 9, 20), date(2026, 9, 20), date(2026, 8, 25), date(2026, 9, 30))
        )
    with acting_at(at(date(2026, 10, 1))):
        first = posted(two, SEPTEMBER)
    assert first.closing_minor == 20_000 + 20_000 + 50_000 + 5_000
    with acting_at(at(date(2026, 10, 5))):
        allocate(make_line("10000", day="261005"), paid, Money(Decimal(10000), "CNY"), by=system())
    with acting_at(at(date(2026, 10, 6))):
        write_off(lost)

    second = posted(two, OCTOBER)

    # older and new grow older; the lost one was provided for with 200 and lost with 10,000.
    assert (second.opening_minor, second.used_minor, second.released_minor) == (95_000, 1_000_000, 20_000)
    assert second.closing_minor == 100_000 + 50_000
    assert second.charge_minor == 50_000 + 45_000 + 980_000
    assert (second.recovered_minor, second.currency_minor) == (0, 0)
    assert older.pk != new.pk


def test_checker_of_the_books_names_a_run_that_the_ledger_does_not_give(two):
    open_item()
    posted(two, SEPTEMBER)
    run = posted(two, OCTOBER)
    assert list(problems()) == []

    ProvisionRun.objects.filter(pk=run.pk).update(
        opening_minor=1, charge_minor=run.closing_minor - 1, released_minor=0
    )

    (found,) = problems()
    assert run.number in found


def test_recovered_write_off_comes_back(two):
    with acting_at(at(date(2026, 9, 1))):
        receivable = open_item(until=SEPTEMBER)
    with acting_at(at(date(2026, 10, 1))):
        posted(two, SEPTEMBER)
    with acting_at(at(date(2026, 10, 6))):
        write_off(receivable)
    with acting_at(at(date(2026, 10, 20))):
        receivable.refresh_from_db()
        allocate(make_line("4000", day="261020"), receivable, Money(Decimal(4000), "CNY"), by=system())

    run = posted(two, OCTOBER)

    assert (run.opening_minor, run.used_minor, run.recovered_minor) == (5_000, 1_000_000, 400_000)
    assert (run.charge_minor, run.released_minor, run.closing_minor) == (595_000, 0, 0)


def test_journal_balances_and_tells_only_what_is_posted(two):
    open_item(late=100)
    run = posted(two)
    first = date(2026, 10, 1)

    lines = provision_journal(first, OCTOBER)

    assert sum(line.debit for line in lines) == sum(line.credit for line in lines) == Decimal("2000.00")
    assert {(line.account, line.reference) for line in lines} == {
        ("provision", run.number),
        ("credit_loss", run.number),
    }
    move(run, "reverse", by=two[0], fields={"reason": "x"})
    assert provision_journal(first, OCTOBER) == []


# --- rates --------------------


def test_rates_have_dates_and_a_run_keeps_those_it_used(two, person):
    open_item(late=10)
    run = prepare_run(by=two[0], closes_on=OCTOBER)

    set_rates({"1-30": Decimal("0.03")}, valid_from=date(2026, 11, 1), by=person("admin"))
    assert move(run, "recalculate", by=two[0]).record.closing_minor == 20_000
    set_rates({"1-30": Decimal("0.04")}, valid_from=date(2026, 10, 1), by=person("admin"))

    assert run.inputs["rates"]["1-30"] == "0.02"
    assert rates_on(date(2026, 9, 30))["1-30"] == Decimal("0.02")
    assert move(run, "recalculate", by=two[0]).record.closing_minor == 40_000


def test_longer_delay_has_no_lower_rate(person):
    with pytest.raises(ValidationError):
        set_rates({"31-60": Decimal("0.01")}, valid_from=OCTOBER, by=person("admin"))
    with pytest.raises(Denied):
        set_rates({"31-60": Decimal("0.06")}, valid_from=OCTOBER, by=person("finance"))


# --- in steps --------------------


def test_larger_run_goes_on_in_steps_and_a_repeated_step_does_nothing(two, monkeypatch):
    monkeypatch.setattr(provision_runs, "CHUNK", 2)
    for _serial in range(5):
        open_item("1000", customer=make_customer(admitted=False))

    run = prepare_run(by=two[0], closes_on=OCTOBER)
    assert run.at_work and run.customers_done == 2 and run.lines.count() == 2
    with pytest.raises(Blocked):
        move(run, "approve", by=two[1])
    for _round in range(4):
        for row in Outbox.objects.filter(kind="provision.step").order_by("pk"):
            step(row.payload)
    run.refresh_from_db()

    assert not run.at_work and run.customers_done == run.customers_total == 5
    assert run.lines.count() == 5 and run.closing_minor == 5 * 500


def test_steps_of_a_calculation_that_was_begun_anew_stop(two, monkeypatch):
    monkeypatch.setattr(provision_runs, "CHUNK", 1)
    for _serial in range(2):
        open_item("1000", customer=make_customer(admitted=False))
    run = prepare_run(by=two[0], closes_on=OCTOBER)
    old = Outbox.objects.get(kind="provision.step").payload

    again = move(run, "recalculate", by=two[0]).record
    step(old)

    assert ProvisionRun.objects.get().customers_done == again.customers_done == 1
    discard(again, by=two[0])
    step(old)
    assert not ProvisionRun.objects.exists()


def test_reproduction_names_what_differs(two):
    receivable = open_item()
    run = prepare_run(by=two[0], closes_on=OCTOBER)
    run.lines.update(amount_minor=1)

    assert differences(run) == [receivable.pk]
    assert Receivable.objects.count() == 1 and SpecificProvision.objects.count() == 0
