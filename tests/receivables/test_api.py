from datetime import date, timedelta
from decimal import Decimal

import pytest

from receivables.models import BankLine, Receivable
from tests.factories.customers import make_customer
from tests.factories.receivables import make_open, mt940

TODAY = date(2026, 11, 23)


def cny(amount):
    return {"amount": amount, "currency": "CNY"}


def test_call_7_statement_lines_suggestions_allocation_and_undo(api):
    customer = make_customer("苏州恒岳精密机械有限公司")
    receivable = make_open("300000", customer=customer)
    finance = api("finance")

    answer = finance.upload(
        "/bank-statements/", mt940(("300000", "/NAME/恒岳集团财务公司/REMI/货款"), ("-50", "fee"))
    )

    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["format"], body["state"], body["new_lines"], body["known_lines"]) == (
        "mt940",
        "imported",
        2,
        0,
    )
    assert body["statements"] == [
        {
            "account": "622200001", "currency": "CNY", "opening": cny("1000.00"), "closing": cny("300950.00"),
            "lines": 2, "credits": cny("300000.00"), "debits": cny("50.00"),
        }
    ]  # fmt: skip
    lines = finance.get(f"/bank-lines/?statement={body['id']}").json()["results"]
    line = next(one for one in lines if one["amount"] == cny("300000.00"))
    assert line["unallocated"] == cny("300000.00")
    found = finance.get(f"/bank-lines/{line['id']}/suggestions/").json()
    assert found[0]["allocations"][0]["receivable"] == str(receivable.pk)
    assert found[0]["reasons"] and 0 < found[0]["confidence"] < 1
    made = finance.post(
        "/allocations/",
        {"bank_line": line["id"], "receivable": str(receivable.pk), "amount": cny("300000.00")},
    )
    assert made.status_code == 201, made.content
    assert finance.get(f"/receivables/{receivable.pk}/").json()["state"] == "settled"
    undone = finance.post(f"/allocations/{made.json()['id']}/reverse/", {"reason": "wrong item"})
    assert (undone.status_code, undone.json()["state"]) == (200, "reversed")
    assert finance.get(f"/receivables/{receivable.pk}/").json()["balance"] == cny("300000.00")


def test_same_file_again_answers_200_and_adds_nothing(api):
    raw = mt940(("10", "a"), ("10", "a"))
    finance = api("finance")

    first, second = (
        finance.upload("/bank-statements/", raw),
        finance.upload("/bank-statements/", raw, name="copy.txt"),
    )

    assert (first.status_code, first.json()["new_lines"]) == (201, 2)
    assert (second.status_code, second.json()["new_lines"], second.json()["known_lines"]) == (200, 0, 2)
    assert second.json()["id"] == first.json()["id"]


def test_file_that_does_not_add_up_is_held_until_released(api):
    receivable = make_open("10")
    finance = api("finance")

    body = finance.upload("/bank-statements/", mt940(("10", "x"), closing="5000,00")).json()
    line = finance.get(f"/bank-lines/?statement={body['id']}").json()["results"][0]
    wanted = {"bank_line": line["id"], "receivable": str(receivable.pk), "amount": cny("10.00")}
    refused = finance.post("/allocations/", wanted)
    released = finance.post(
        f"/bank-statements/{body['id']}/transitions/release/", {"reason": "bank confirmed"}
    )
    made = finance.post("/allocations/", wanted)

    assert body["state"] == "held" and body["new_lines"] == 1 and body["problems"][-1]["line"]
    assert (refused.status_code, released.status_code, made.status_code) == (409, 200, 201)


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"hello", "1"),
        (mt940(("10", "x")).replace(b"CNY1000,00", b"QQQ1000,00"), "4"),
        (mt940(("10", "x")).replace(b"CNY1000,00", b"CNYNaN"), "4"),
        (mt940(("10", "x")).replace(b":61:261120", b":61:261320"), "5"),
        (b"PK\x03\x04zip", "1"),
        (b"\x00\x01\x02\xff" * 50, "1"),
    ],
)
def test_unreadable_file_is_a_422_with_its_line(api, raw, line):
    answer = api("finance").upload("/bank-statements/", raw)

    assert answer.status_code == 422
    assert f"Line {line}:" in answer.json()["errors"][0]["detail"]
    assert BankLine.objects.count() == 0


def test_only_finance_imports_and_allocates(api):
    receivable = make_open("10")
    line = BankLine.objects.get(pk=_line(api))

    for role in ("ar", "credit", "executive"):
        assert api(role).upload("/bank-statements/", mt940(("10", "x"))).status_code == 403, role
        body = {"bank_line": str(line.pk), "receivable": str(receivable.pk), "amount": cny("10.00")}
        assert api(role).post("/allocations/", body).status_code in (403, 422), role


def _line(api):
    finance = api("finance")
    body = finance.upload("/bank-statements/", mt940(("11", "y"))).json()
    return finance.get(f"/bank-lines/?statement={body['id']}").json()["results"][0]["id"]


def test_call_8_ageing_adds_up_to_the_ledger(api, django_assert_max_num_queries):
    customer = make_customer("苏州恒岳精密机械有限公司")
    for days in (-5, 0, 1, 30, 31, 60, 61, 90, 91, 180, 181, 365, 366):
        make_open("100", customer=customer, due_on=TODAY - timedelta(days=days))
    finance = api("finance")

    # Two are the report's own; the test's savepoints and tenant settings come on top of the key's.
    with django_assert_max_num_queries(14):
        body = finance.get(f"/receivables/ageing/?as_of={TODAY}&by=customer").json()

    (row,) = body["rows"]
    counts = {code: int(Decimal(money["amount"]) / 100) for code, money in row["amounts"].items()}
    # The one due in five days is not open yet as of today.
    assert counts == {"not_due": 1, "1-30": 2, "31-60": 2, "61-90": 2, "91-180": 2, "181-365": 2, "365+": 1}
    assert body["ledger_total"] == body["total"]["sum"] == row["total"] == cny("1200.00")
    assert [bucket["code"] for bucket in body["buckets"]] == list(row["amounts"])
    assert finance.get("/receivables/ageing/?by=colour").status_code == 400
    for day in ("yesterday", "2026-02-30", "0001-01-01", "9999-12-31"):
        assert finance.get(f"/receivables/ageing/?as_of={day}").status_code == 400
    assert finance.get("/receivables/ageing/?nonsense=1").status_code == 400


def test_ageing_of_a_past_day_does_not_know_a_later_payment(api):
    receivable = make_open("100", due_on=TODAY - timedelta(days=40))
    finance = api("finance")
    body = finance.upload("/bank-statements/", mt940(("100", "x"), day="261120")).json()
    line = finance.get(f"/bank-lines/?statement={body['id']}").json()["results"][0]
    finance.post(
        "/allocations/", {"bank_line": line["id"], "receivable": str(receivable.pk), "amount": cny("100.00")}
    )

    before = finance.get("/receivables/ageing/?as_of=2026-11-19").json()
    after = finance.get("/receivables/ageing/?as_of=2026-11-20").json()

    assert (before["ledger_total"], after["ledger_total"]) == (cny("100.00"), cny("0.00"))


def test_statement_of_account_lists_items_and_unused_money(api):
    customer = make_customer("苏州恒岳精密机械有限公司")
    receivable = make_open("100", customer=customer, due_on=date(2026, 10, 1))
    finance = api("finance")
    finance.upload("/bank-statements/", mt940(("30", "/NAME/苏州恒岳精密机械有限公司/REMI/预付")))

    body = finance.get(f"/customers/{customer.pk}/account-statement/?as_of=2026-11-23").json()

    assert [item["receivable"]["number"] for item in body["items"]] == [receivable.number]
    assert (body["items"][0]["days_overdue"], body["unallocated"], body["balance"]) == (
        53,
        [cny("30.00")],
        cny("70.00"),
    )


def test_receivable_moves_and_list(api):
    receivable = make_open("100", due_on=date(2026, 10, 1))
    finance = api("finance")

    wrong = finance.post(
        f"/receivables/{receivable.pk}/transitions/dispute/", {"reason": "x", "amount": cny("500")}
    )
    ar = api("sales_manager")
    moves = {move["name"] for move in finance.get(f"/receivables/{receivable.pk}/transitions/").json()}
    listed = finance.get("/receivables/?state=open&overdue=true&ordering=due_on&balance__gte=50").json()[
        "results"
    ]
    stranger = ar.get(f"/receivables/{receivable.pk}/")

    assert wrong.status_code == 422 and stranger.status_code == 404
    assert moves == {
        "agree_discount", "credit", "dispute", "reschedule", "resolve_dispute", "start_legal", "write_off",
    }  # fmt: skip
    assert [row["id"] for row in listed] == [str(receivable.pk)]
    assert listed[0]["flags"] == ["overdue"] and listed[0]["contract"]["number"].startswith("CT-")
    entries = finance.get(f"/receivables/{receivable.pk}/entries/").json()
    assert [entry["amount"] for entry in entries] == [cny("100.00")]


def test_lists_answer_within_few_queries(api, django_assert_max_num_queries):
    for _each in range(5):
        make_open("100")
    finance = api("finance")
    finance.upload("/bank-statements/", mt940(("1", "a"), ("2", "b"), ("3", "c")))

    for address in (
        "receivables",
        "bank-lines",
        "bank-statements",
        "allocations",
        "invoices",
        "dunning-steps",
    ):
        with django_assert_max_num_queries(12):
            assert finance.get(f"/{address}/").status_code == 200, address


def test_settled_by_an_overpayment_leaves_the_excess(api):
    receivable = make_open("100")
    finance = api("finance")
    body = finance.upload("/bank-statements/", mt940(("150", "x"))).json()
    line = finance.get(f"/bank-lines/?statement={body['id']}").json()["results"][0]

    too_much = finance.post(
        "/allocations/", {"bank_line": line["id"], "receivable": str(receivable.pk), "amount": cny("150.00")}
    )
    finance.post(
        "/allocations/", {"bank_line": line["id"], "receivable": str(receivable.pk), "amount": cny("100.00")}
    )

    assert too_much.status_code == 422 and too_much.json()["errors"][0]["pointer"] == "#/amount"
    assert finance.get(f"/bank-lines/{line['id']}/").json()["unallocated"] == cny("50.00")
    assert Receivable.objects.get(pk=receivable.pk).state == "settled"
