"""Statements of account: made, sent with paper and link, reminded of once, answered line by line by the customer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import acting_at, local_day, moment, start_of_day
from core.errors import Blocked, Denied
from core.links import LinkGone, through
from core.models import Event, Outbox, Rate
from core.money import Money
from core.workflow import run
from desk.models import Attachment, Todo
from receivables.letter_states import Cause
from receivables.models import AccountStatement, BankLine, Dispute, Promise, Receivable
from receivables.services import account_statements as statements
from receivables.services.allocation import allocate
from receivables.services.balance_figures import figures_of
from receivables.services.letters import post_letters
from receivables.services.payer_memory import statement_of
from receivables.services.reconciliation import announce
from receivables.services.statement_answers import Said, WrongAnswers, take
from tenancy.actor import system
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import make_line, make_open


@pytest.fixture
def customer(tenant, person):
    """A customer with a bookkeeper and an AR."""
    made = make_customer("浙江澄江轴承集团有限公司", owner=person("ar").user)
    make_contact(made, "柳闻溪", "finance", email="liu@example.com")
    return made


def mails(to="liu@example.com") -> list[dict]:
    return [
        row.payload
        for row in Outbox.objects.filter(kind="mail").order_by("posted_at", "pk")
        if to in row.payload["to"]
    ]


def token_of(mail) -> str:
    return mail["context"]["url"].split("/p/")[1].split("/")[0]


def sent_statement(customer, *amounts) -> AccountStatement:
    for amount in amounts:
        make_open(amount, customer=customer, due_on=local_day() - timedelta(days=10))
    made = statements.make_statement(customer, by=system())
    return run(made, "send", by=system()).record


def lines(statement):
    return list(statement.lines.order_by("position"))


# --- made and sent --------------------------------------------------------------------------------------------


def test_a_statement_freezes_every_open_item_and_what_is_not_allocated(customer):
    Rate.objects.create(currency="USD", day=date(2026, 1, 1), rate=Decimal(7))
    first = make_open("1000", customer=customer, due_on=date(2026, 9, 1))
    make_open("500", customer=customer, due_on=date(2026, 10, 1), currency="USD")
    line = make_line("1300")
    allocate(line, first, Money(Decimal(300), "CNY"), by=system())
    BankLine.objects.filter(pk=line.pk).update(customer=customer)

    made = statements.make_statement(customer, by=system())

    by_currency = {row["currency"]: row for row in made.figures["totals"]}
    assert (by_currency["CNY"]["amount"], by_currency["CNY"]["paid"], by_currency["CNY"]["open"]) == (
        "1000.00",
        "300.00",
        "700.00",
    )
    assert by_currency["USD"]["open"] == "500.00"
    assert made.figures["unallocated"] == [{"currency": "CNY", "amount": "1000.00"}]
    assert made.balance_words == "CNY -300.00 · USD 500.00"
    assert [one.balance for one in lines(made)] == [Decimal(700), Decimal(500)]
    assert sum(Decimal(amount) for amount in by_currency["CNY"]["buckets"].values()) == Decimal(700)


def test_figures_of_a_past_day_are_as_they_were(customer):
    receivable = make_open("1000", customer=customer, due_on=date(2026, 9, 1))
    allocate(make_line("400"), receivable, Money(Decimal(400), "CNY"), by=system())

    found = figures_of([customer.pk], date(2026, 9, 30))[customer.pk]

    assert found["totals"][0]["open"] == "1000.00" and found["items"][0]["days_overdue"] == 29


def test_sending_mails_the_paper_and_a_private_link_in_the_customers_language(customer):
    sent = sent_statement(customer, "1000")

    (mail,) = mails()
    assert mail["language"] == "zh-hans" and "/receivables/p/" in mail["context"]["url"]
    (file,) = mail["files"]
    paper = Attachment.objects.get(record_id=sent.pk)
    assert (file["path"], file["name"], paper.content_type) == (
        paper.path,
        f"{sent.number}.pdf",
        "application/pdf",
    )
    with through(token_of(mail), "account_statement") as link:
        assert link.record_id == sent.pk and (link.expires_at - moment()).days in (44, 45)
    assert (sent.state, sent.reply_by) == ("sent", local_day() + timedelta(days=5))


def test_a_foreign_customer_is_written_to_in_english(tenant):
    customer = make_customer("Acme Bearings Ltd")
    make_contact(customer, "Ann", "finance", email="ann@example.com")

    sent = sent_statement(customer, "1000")

    (mail,) = mails("ann@example.com")
    assert sent.language == "en" and mail["subject"].startswith("Statement of account")


def test_sent_again_the_newest_link_alone_is_good_and_the_paper_is_the_same(customer):
    sent = sent_statement(customer, "1000")
    again = run(sent, "send_again", by=system()).record

    first, second = (token_of(mail) for mail in mails())
    with pytest.raises(LinkGone), through(first, "account_statement"):
        pass
    with through(second, "account_statement") as link:
        assert link.record_id == sent.pk
    assert again.times_sent == 2 and Attachment.objects.filter(record_id=sent.pk).count() == 1


def test_nobody_to_write_to_is_said_and_becomes_a_to_do_of_the_run(tenant):
    lonely = make_customer("没有邮箱有限公司")
    make_open("1000", customer=lonely)
    made = statements.make_statement(lonely, by=system())

    with pytest.raises(ValidationError):
        run(made, "send", by=system())

    assert statements.send_many([made], by=system()) == [made]
    assert Todo.objects.filter(kind="no_email_contact", record_id=made.pk).count() == 1


def test_a_withdrawn_statement_ends_its_link(customer):
    sent = sent_statement(customer, "1000")

    run(sent, "withdraw", by=system(), fields={"reason": "金额有误"})

    with pytest.raises(LinkGone), through(token_of(mails()[0]), "account_statement"):
        pass


def test_who_may_make_and_send(customer, person):
    make_open("1000", customer=customer)

    with pytest.raises(Denied):
        statements.make_statement(customer, by=person("sr"))
    made = statements.make_statement(customer, by=person("ar"))
    assert run(made, "send", by=person("finance")).record.state == "sent"


def test_statements_for_many_take_no_more_queries_than_for_two(tenant, django_assert_max_num_queries):
    found = [make_customer(f"客户{n}有限公司", admitted=False) for n in range(12)]
    for one in found:
        make_contact(one, "会计", "finance", email=f"c{one.pk}@example.com")
        make_open("1000", customer=one)

    with django_assert_max_num_queries(60):
        made = statements.make_many(found, local_day(), cause=Cause.MONTHLY, by=system())
        assert statements.send_many(made, by=system()) == []
    assert len(mails_all()) == 12
    told = Event.objects.filter(kind="account_statement.sent")
    assert [event.facts["to"] for event in told] == ["会计"] * 12


def mails_all():
    return list(Outbox.objects.filter(kind="mail"))


# --- notices before due ---------------------------------------------------------------------------------------


def test_the_notice_before_due_sends_one_statement_over_all_items(customer):
    make_open("1000", customer=customer, due_on=date(2026, 8, 1), schedule_days=60)
    make_open("300", customer=customer, due_on=date(2026, 8, 20))

    announce(customer.tenant_id, date(2026, 8, 31))
    made = AccountStatement.objects.get()
    assert made.state == "made" and [line.days_before for line in lines(made)] == [None, 30]

    with acting_at(start_of_day(date(2026, 8, 31)) + timedelta(hours=7)):
        assert post_letters(customer.tenant_id, date(2026, 8, 31)) == 1
    sent = AccountStatement.objects.get()
    assert (sent.state, sent.cause, len(mails())) == ("sent", "notice", 1)


def test_a_notice_paid_before_its_letter_goes_out_sends_none(customer):
    receivable = make_open("1000", customer=customer, due_on=date(2026, 8, 1), schedule_days=60)
    announce(customer.tenant_id, date(2026, 8, 31))
    allocate(make_line("1000"), receivable, Money(Decimal(1000), "CNY"), by=system())

    post_letters(customer.tenant_id, date(2026, 8, 31))

    assert AccountStatement.objects.get().state == "withdrawn" and mails() == []


@pytest.mark.parametrize(
    ("asked_on", "reminded_on"),
    [
        (date(2026, 11, 30), date(2026, 12, 7)),  # month end; the day after the fifth is a Sunday
        (date(2028, 2, 24), date(2028, 3, 1)),  # over a leap day
        (date(2026, 12, 27), date(2027, 1, 4)),  # over the year's end and New Year's holiday
    ],
)
def test_unanswered_after_five_days_one_reminder_goes_out_on_a_working_day(customer, asked_on, reminded_on):
    with acting_at(start_of_day(asked_on) + timedelta(hours=9)):
        sent = sent_statement(customer, "1000")
    made = []
    for ahead in range(0, 12):
        day = asked_on + timedelta(days=ahead)
        with acting_at(start_of_day(day) + timedelta(hours=7)):
            made += [day] * statements.remind(customer.tenant_id, day)

    assert made == [reminded_on]
    assert AccountStatement.objects.get(pk=sent.pk).reminded_on == reminded_on
    assert len(mails()) == 2


def test_a_reminder_that_brings_nothing_leaves_the_statement_unanswered_and_the_ar_calls(customer):
    sent = sent_statement(customer, "1000")
    for ahead in range(0, 30):
        day = local_day() + timedelta(days=ahead)
        statements.remind(customer.tenant_id, day)

    assert AccountStatement.objects.get(pk=sent.pk).state == "unanswered"
    assert Todo.objects.filter(kind="statement_unanswered").count() == 1 and len(mails()) == 2


# --- answers --------------------------------------------------------------------------------------------------


def test_answers_land_on_receivable_statement_and_timeline(customer, person):
    sent = sent_statement(customer, "1000", "2000", "3000")
    one, two, three = lines(sent)
    day = local_day() + timedelta(days=7)

    take(
        sent,
        [
            Said(one.pk, "confirmed"),
            Said(two.pk, "promised", promised_on=day, amount=Decimal(1500)),
            Said(three.pk, "disputed", reason="quality", words="主轴温升超标", amount=Decimal(800)),
        ],
        name="柳闻溪",
    )

    assert AccountStatement.objects.get(pk=sent.pk).state == "disputed"
    confirmed = Event.objects.get(kind="receivable.balance_confirmed")
    assert confirmed.record_id == one.receivable_id and confirmed.facts["name"] == "柳闻溪"
    promise = Promise.objects.get()
    assert (promise.receivable_id, promise.amount, promise.promised_on, promise.told_by) == (
        two.receivable_id,
        1500,
        day,
        "柳闻溪",
    )
    dispute = Dispute.objects.get()
    assert (dispute.receivable_id, dispute.amount) == (
        three.receivable_id,
        800,
    ) and "主轴温升超标" in dispute.reason
    todo = Todo.objects.get(kind="statement_disputed")
    assert todo.user_id == person("ar").user_id
    assert len(mails()) == 2, "a receipt goes to whoever the statement went to"


def test_part_of_the_lines_may_be_answered_and_the_rest_later(customer):
    sent = sent_statement(customer, "1000", "2000")
    one, two = lines(sent)

    assert take(sent, [Said(one.pk, "confirmed")], name="柳").state == "sent"
    assert take(sent, [Said(two.pk, "confirmed")], name="柳").state == "confirmed"


def test_two_clicks_make_one_answer_and_an_answer_is_not_changed(customer):
    sent = sent_statement(customer, "1000")
    (line,) = lines(sent)
    take(sent, [Said(line.pk, "disputed", reason="amount", words="少开 100")], name="柳")

    take(sent, [Said(line.pk, "confirmed")], name="柳")

    assert lines(sent)[0].answer == "disputed" and Dispute.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"answer": "promised"}, "promised_on"),
        ({"answer": "promised", "promised_on": date(2020, 1, 1)}, "promised_on"),
        ({"answer": "promised", "promised_on": date(2126, 1, 1)}, "promised_on"),
        ({"answer": "disputed", "reason": "", "words": "x"}, "reason"),
        ({"answer": "disputed", "reason": "quality", "words": " "}, "words"),
        ({"answer": "disputed", "reason": "quality", "words": "x", "amount": Decimal(2001)}, "amount"),
        ({"answer": "disputed", "reason": "quality", "words": "x", "amount": Decimal(0)}, "amount"),
        ({"answer": "maybe"}, "answer"),
    ],
)
def test_answers_that_do_not_fit_are_named_and_nothing_is_kept(customer, said, field):
    sent = sent_statement(customer, "1000", "2000")
    one, two = lines(sent)

    with pytest.raises(WrongAnswers) as caught:
        take(sent, [Said(one.pk, "confirmed"), Said(two.pk, **said)], name="柳")

    assert list(caught.value.by_line) == [two.pk] and field in caught.value.by_line[two.pk]
    assert {line.answer for line in lines(sent)} == {""}


def test_a_name_is_asked_for_and_foreign_lines_are_refused(customer):
    sent, other = sent_statement(customer, "1000"), sent_statement(make_customer_with_reader(), "5")

    with pytest.raises(ValidationError):
        take(sent, [Said(lines(sent)[0].pk, "confirmed")], name=" ")
    with pytest.raises(ValidationError):
        take(sent, [Said(lines(other)[0].pk, "confirmed")], name="柳")


def make_customer_with_reader():
    made = make_customer("另一家有限公司")
    make_contact(made, "王", "finance", email="wang@example.com")
    return made


def test_what_was_paid_meanwhile_opens_no_dispute(customer):
    sent = sent_statement(customer, "1000")
    (line,) = lines(sent)
    allocate(
        make_line("1000"),
        Receivable.objects.get(pk=line.receivable_id),
        Money(Decimal(1000), "CNY"),
        by=system(),
    )

    take(sent, [Said(line.pk, "disputed", reason="paid", words="已付")], name="柳")

    assert Dispute.objects.count() == 0 and lines(sent)[0].answer == "disputed"


def test_a_withdrawn_statement_takes_no_answer(customer):
    sent = sent_statement(customer, "1000")
    run(sent, "withdraw", by=system(), fields={"reason": "错"})

    with pytest.raises(Blocked):
        take(sent, [Said(lines(sent)[0].pk, "confirmed")], name="柳")


def test_the_bench_knows_the_last_statement_and_what_was_said_to_it(customer, person):
    assert statement_of(customer.pk, person("finance")) is None
    older = sent_statement(customer, "1000", "500")
    run(older, "withdraw", by=system(), fields={"reason": "金额有误"})
    assert statement_of(customer.pk, person("finance")) is None
    statement = statements.make_statement(customer, by=system())
    statement = run(statement, "send", by=system()).record
    agreed, _late = lines(statement)
    found = statement_of(customer.pk, person("finance"))
    assert (found.statement, found.said, found.left) == (statement, [], 2)

    take(statement, [Said(agreed.pk, "confirmed")], name="Liu")
    found = statement_of(customer.pk, person("finance"))
    ((answer, count, amounts),) = [(one.answer, one.count, one.amounts) for one in found.said]
    assert (answer, count, amounts, found.left) == ("confirmed", 1, [Money(agreed.balance, "CNY")], 1)
    assert statement_of(None, person("finance")) is None
