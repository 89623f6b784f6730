from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from receivables.rules.ageing import bucket_of
from receivables.rules.due import due_on
from receivables.rules.matching import Book, Item, Line, adding_up, certain
from receivables.rules.opening import share
from receivables.rules.references import number_parts, short_references, whole_references
from receivables.rules.suggesting import suggestions

DAY = date(2026, 1, 31)
CENT = Decimal("0.01")
HENGYUE, ACME = uuid4(), uuid4()
NAMES = {HENGYUE: "苏州恒岳精密机械有限公司", ACME: "Acme Tools Ltd"}


@pytest.mark.parametrize(
    ("base", "days", "then_day", "expected"),
    [
        ("trigger", 30, None, date(2026, 3, 2)),
        ("month_end", 30, None, date(2026, 3, 2)),
        ("trigger", 0, 15, date(2026, 2, 15)),
        ("trigger", 0, 31, date(2026, 1, 31)),
        ("trigger", 1, 31, date(2026, 2, 28)),
        ("invoice", 10, None, None),
    ],
)
def test_due_dates(base, days, then_day, expected):
    assert due_on(base, DAY, days, then_day) == expected


def test_parts_of_an_instalment_add_up_and_the_last_takes_the_rounding():
    planned, before, opened = Decimal("100.00"), Decimal(0), []
    for _each in range(3):
        part = share(
            instalment=Decimal("100.00"), planned=planned, total=Decimal(3), value=Decimal(1), before=before,
            unit=CENT, whole=False,
        )  # fmt: skip
        opened.append(part.opens)
        planned, before = part.stays, before + 1

    assert opened == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


def test_whole_waits_for_everything():
    first = share(
        instalment=CENT,
        planned=CENT,
        total=Decimal(2),
        value=Decimal(1),
        before=Decimal(0),
        unit=CENT,
        whole=True,
    )

    assert (first.opens, first.stays) == (0, CENT)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (0, "not_due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (90, "61-90"),
        (180, "91-180"),
        (365, "181-365"),
        (366, "365+"),
    ],
)
def test_bucket_edges(days, code):
    assert bucket_of(date.fromordinal(DAY.toordinal() - days), DAY) == code


@pytest.mark.parametrize(
    "text",
    ["CT-2026-000176", "ct2026000176", "货款ＣＴ－２０２６－０００１７６", "CT 2026 176", "CT-2026-000 176"],
)
def test_numbers_are_found_as_payers_write_them(text):
    assert whole_references(text) == {number_parts("CT-2026-000176")}


def test_short_number_has_no_year():
    (short,) = short_references("货款 CT0176")

    assert short.names(number_parts("CT-2026-000176")) and not whole_references("货款 CT0176")


def item(number, amount, customer=HENGYUE, contract="CT-2026-000001"):
    numbers = frozenset({number_parts(number), number_parts(contract)})
    return Item(uuid4(), number, customer, NAMES[customer], "CNY", Decimal(amount), DAY, numbers)


def line(amount, text="", payer="苏州恒岳精密机械有限公司"):
    return Line(uuid4(), Decimal(amount), "CNY", payer, "", text)


def test_certain_needs_payer_number_and_sum():
    one = item("AR-2026-000001", "100.00")
    book = Book([one], NAMES)

    assert certain(line("100.00", "AR-2026-000001"), book) == [one]
    assert certain(line("100.01", "AR-2026-000001"), book) is None
    assert certain(line("100.00", "货款"), book) is None
    assert certain(line("100.00", "AR-2026-000001", payer="某某公司"), book) is None
    assert certain(line("100.00", "AR-2026-000009"), book) is None


def test_two_sets_of_one_sum_are_not_certain():
    book = Book([item("AR-2026-000001", "100.00"), item("AR-2026-000002", "100.00")], NAMES)

    assert certain(line("100.00", "CT-2026-000001"), book) is None
    assert certain(line("100.00", "AR-2026-000002"), book)[0].number == "AR-2026-000002"


def test_every_number_in_the_text_must_be_paid():
    book = Book([item("AR-2026-000001", "100.00"), item("AR-2026-000002", "50.00")], NAMES)

    assert certain(line("100.00", "AR-2026-000001 AR-2026-000002"), book) is None
    assert len(certain(line("150.00", "AR-2026-000001 AR-2026-000002"), book)) == 2


def test_number_of_another_customer_is_not_certain():
    book = Book([item("AR-2026-000001", "100.00", customer=ACME)], NAMES)

    assert certain(line("100.00", "AR-2026-000001"), book) is None


def test_confirmed_alias_is_a_known_payer_an_unconfirmed_is_not():
    one = item("AR-2026-000001", "100.00")

    confirmed = Book([one], NAMES, aliases=[("恒岳集团财务公司", HENGYUE, True)])
    doubtful = Book([one], NAMES, aliases=[("恒岳集团财务公司", HENGYUE, False)])

    paid = line("100.00", "AR-2026-000001", payer="恒岳集团财务公司")
    assert certain(paid, confirmed) == [one] and certain(paid, doubtful) is None


def test_sets_that_add_up_are_found_whatever_their_size():
    amounts = [Decimal(n) for n in (10, 20, 30, 40, 50, 60, 70, 80)]

    assert adding_up(amounts, Decimal(360)) == [tuple(range(8))]
    assert adding_up(amounts, Decimal(10)) == [(0,)]
    assert adding_up(amounts, Decimal(5)) == []


def test_suggestions_are_best_first_with_reasons():
    book = Book(
        [
            item("AR-2026-000001", "100.00"),
            item("AR-2026-000002", "70.00"),
            item("AR-2026-000003", "30.00", ACME),
        ],
        NAMES,
    )

    found = suggestions(line("170.00", "货款"), book)

    assert {i.number for i, _amount in found[0].allocations} == {"AR-2026-000001", "AR-2026-000002"}
    assert found[0].confidence > Decimal("0.5") and found[0].reasons
    assert [s.confidence for s in found] == sorted((s.confidence for s in found), reverse=True)


def test_part_payment_goes_to_the_oldest_and_overpayment_leaves_a_rest():
    book = Book([item("AR-2026-000001", "100.00")], NAMES)

    (part,) = suggestions(line("40.00"), book)
    (over,) = suggestions(line("140.00"), book)

    assert part.allocations[0][1] == Decimal("40.00") and over.allocations[0][1] == Decimal("100.00")
