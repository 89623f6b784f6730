"""The arithmetic of invoices: lines add up to the minor unit, and all invoices of a contract to its tax."""

from decimal import Decimal
from random import Random

import pytest

from receivables.rules.billing import Bill, RateShare, at_rate, by_rates, taken_back

D = Decimal
GOODS, SERVICE = (
    RateShare(D("0.13"), D("113000.00"), D("13000.00")),
    RateShare(D("0.06"), D("10600"), D("600")),
)


def billed_in_parts(whole, shares, parts, currency="CNY"):
    """{rate: (gross, tax)} after billing `whole` in so many parts of random size."""
    rng, billed, left = Random(parts), {}, whole
    for number in range(parts, 0, -1):
        amount = left if number == 1 else (left * D(rng.randint(1, 60)) / 100).quantize(D("0.01"))
        for line in by_rates(amount, shares, billed, currency) if amount else ():
            assert line.net + line.tax == line.gross
            gross, tax = billed.get(line.rate, (D(0), D(0)))
            billed[line.rate] = (gross + line.gross, tax + line.tax)
        left -= amount
    return billed


@pytest.mark.parametrize("parts", range(1, 40))
def test_all_invoices_of_a_contract_have_its_tax_to_the_cent(parts):
    billed = billed_in_parts(D("123600.00"), [SERVICE, GOODS], parts)

    assert billed == {D("0.13"): (D("113000.00"), D("13000.00")), D("0.06"): (D("10600"), D("600"))}


def test_one_amount_at_one_rate():
    line = at_rate(D("100.00"), D("0.13"), "CNY")

    assert (line.net, line.tax, line.gross) == (D("88.50"), D("11.50"), D("100.00"))


def test_a_currency_without_cents_gets_none():
    line = at_rate(D(1000), D("0.1"), "JPY")

    assert (line.net, line.tax) == (D(909), D(91))


def test_a_rate_that_was_billed_beyond_its_share_gets_no_more():
    lines = by_rates(D(100), [SERVICE, GOODS], {D("0.06"): (D(10600), D(600))}, "CNY")

    assert [line.rate for line in lines] == [D("0.13")]


def test_what_is_taken_back_in_parts_takes_all_net_and_tax():
    left = Bill(D("0.13"), D("88.50"), D("11.50"))
    taken = []
    for part in (D("33.33"), D("33.33"), D("33.34")):
        bill = taken_back(part, left, "CNY")
        taken.append(bill)
        left = Bill(left.rate, left.net - bill.net, left.tax - bill.tax)

    assert left.gross == left.tax == 0
    assert sum(bill.tax for bill in taken) == D("11.50")
