"""What a suggestion says for itself: a sentence for everything that is weighed, in the reader's language."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import translation

from receivables.rules.matching import Book, Item, Line
from receivables.rules.references import number_parts
from receivables.rules.suggesting import suggestions
from receivables.rules.weighing import Tolerance
from receivables.rules.wording import _COUNTED, _SENTENCES

DAY = date(2026, 1, 31)
HENGYUE, ACME, MEMBER = uuid4(), uuid4(), uuid4()
NAMES = {HENGYUE: "苏州恒岳精密机械有限公司", ACME: "Acme Tools Ltd", MEMBER: "恒岳铸造有限公司"}
TOLERANCE = Tolerance(fee=Decimal(50), percent=Decimal(1), write_off=Decimal(80), rounding=Decimal(1))


def item(number, amount, customer=HENGYUE, due=0, discount="0"):
    numbers = frozenset({number_parts(number)})
    return Item(
        uuid4(), number, customer, NAMES[customer], "CNY", Decimal(amount), DAY + timedelta(days=due), numbers,
        discount=Decimal(discount), discount_until=DAY,
    )  # fmt: skip


BOOK = Book(
    [
        item("AR-2026-000001", "100"), item("AR-2026-000002", "100", due=-40), item("AR-2026-000003", "7000", due=90),
        item("AR-2026-000004", "900", ACME, discount="200"), item("AR-2026-000005", "640", MEMBER),
    ],
    NAMES, accounts=[("6222", ACME)], groups=[("恒岳集团", HENGYUE), ("恒岳集团", MEMBER)],
)  # fmt: skip


def reasons(amount, text="货款", payer=NAMES[HENGYUE], account=""):
    line = Line(uuid4(), Decimal(amount), "CNY", payer, account, text, DAY)
    return [reason for found in suggestions(line, BOOK, TOLERANCE) for reason in found.reasons]


def every_reason():
    return [
        *reasons("100", "AR-2026-000001"), *reasons("100"), *reasons("200", "AR-2026-000001 1002"),
        *reasons("6999.5"), *reasons("6960"), *reasons("6930"), *reasons("9000"), *reasons("640"),
        *reasons("7000", "AR-2026-000083"), *reasons("700", payer="", account="6222"),
        *reasons("900", "Acme Tools Ltd", payer=""), *reasons("900", payer="苏州恒岳精密机械公司", account=""),
        *reasons("900", payer="Acme Tools Ltd", account=""), *reasons("900", payer=NAMES[HENGYUE], account="6222"),
    ]  # fmt: skip


def test_whatever_is_weighed_has_its_sentence_and_every_sentence_is_said():
    found = every_reason()

    assert {reason.code for reason in found} == {*_SENTENCES, *_COUNTED}
    assert not [reason.text for reason in found if "{" in reason.text]
    assert all(reason.text != reason.code for reason in found)


def test_a_reason_speaks_the_language_of_whoever_reads_it():
    reason = next(one for one in reasons("100", "AR-2026-000001") if one.code == "number")

    with translation.override("en"):
        english = reason.text
    with translation.override("zh-hans"):
        chinese = reason.text

    assert english == "The text has the number of AR-2026-000001 or of its contract."
    assert chinese != english and "AR-2026-000001" in chinese


def test_a_payer_is_known_or_not_as_the_customer_of_a_suggestion():
    def known(payer):
        line = Line(uuid4(), Decimal("100"), "CNY", payer, "", "货款", DAY)
        return {found.knows_payer for found in suggestions(line, BOOK, TOLERANCE)}

    assert known(NAMES[HENGYUE]) == {True}
    assert known("渝帆动力（重庆）") == {False}
