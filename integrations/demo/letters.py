"""What the demo's customers were sent and said: statements confirmed, promised, disputed and left alone, one letter."""

from datetime import timedelta
from decimal import Decimal

from core.dates import acting_at, local_day, start_of_day
from core.workflow import run
from customers.models import Customer
from integrations.demo.company import Company
from receivables.letter_states import Cause
from receivables.models import AccountStatement, Receivable
from receivables.services import confirmation
from receivables.services.account_statements import make_many, send_many
from receivables.services.balance_figures import owing
from receivables.services.statement_answers import Said, take
from receivables.services.statement_runs import last_month_end
from receivables.states import ReceivableState
from tenancy.rules import set_rule

ASKED_AGO, ANSWERED_AGO = timedelta(days=12), timedelta(days=9)
PAPER = {
    "letters.address": "苏州工业园区星湖街 328 号",
    "letters.phone": "0512-6280 1180",
}
PAY_TO = "开户行：中国工商银行苏州工业园区支行\n户名：{name}\n账号：1102 0205 0900 0012 345"
CUSTOMERS = 6


def ask(company: Company) -> int:
    """Send the month's statements to some customers at a past day, and take what they answered. Returns how many."""
    for key, words in (PAPER | {"letters.pay_to": PAY_TO.format(name=company.tenant.name)}).items():
        set_rule(key, words, by=company.by("admin"))
    asked_on, by = local_day() - ASKED_AGO, company.by("finance")
    counted_on = last_month_end(asked_on)
    still = Receivable.objects.filter(
        state=ReceivableState.OPEN, balance__gt=0, customer__in=owing(counted_on)
    )
    ids = list(dict.fromkeys(still.order_by("due_sort", "number").values_list("customer_id", flat=True)))
    customers = Customer.objects.filter(pk__in=ids[:CUSTOMERS]).select_related("owner").order_by("pk")
    with acting_at(start_of_day(asked_on) + timedelta(hours=9)):
        made = make_many(customers, counted_on, cause=Cause.MONTHLY, by=by)
        send_many(made, by=by)
    sent = AccountStatement.objects.filter(state="sent").order_by("-items_count", "pk")
    with acting_at(start_of_day(local_day() - ANSWERED_AGO) + timedelta(hours=15)):
        for statement, answer in zip(sent, (_all_sorts, _confirmed, _promised, _disputed), strict=False):
            take(statement, answer(list(statement.lines.order_by("position"))), name=statement.reader_name)
    _letter(company, customers)
    return len(made)


def _confirmed(lines) -> list[Said]:
    return [Said(line.pk, "confirmed") for line in lines]


def _promised(lines) -> list[Said]:
    first, *rest = lines
    return [
        Said(first.pk, "promised", local_day() + timedelta(days=16), words="已排入本月付款批次"),
        *_confirmed(rest),
    ]


def _disputed(lines) -> list[Said]:
    first, *rest = lines
    part = (first.balance / 4).quantize(Decimal("0.01"))
    return [
        Said(first.pk, "disputed", amount=part, reason="quality", words="2 号磨床主轴温升超标，待复检"),
        *_confirmed(rest),
    ]


def _all_sorts(lines) -> list[Said]:
    """Of many lines the first is disputed, the second promised, the last left open."""
    return [*_disputed(lines[:1]), *(_promised(lines[1:2]) if lines[1:2] else []), *_confirmed(lines[2:-1])]


def _letter(company: Company, customers) -> None:
    """A confirmation letter that came back with other figures, and one that waits to be stamped."""
    by = company.by("finance")
    for customer, returned in zip(customers, (True, False), strict=False):
        with acting_at(start_of_day(local_day() - ANSWERED_AGO) + timedelta(hours=10)):
            letter = confirmation.make(customer, by=by)
            if returned:
                sent = run(letter, "send", by=by).record
                fields = {"name": sent.reader_name, "words": "11 月 26 日已付 200,000.00，未见入账"}
                run(sent, "differ", by=by, fields=fields)
