"""The demo's cash side: bank statements with matched, partial and unclear money, dunning, closed contracts."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from contracts.models import Contract
from contracts.states import ContractState
from core.dates import acting_at, local_day, moment, start_of_day
from core.errors import Refused
from core.workflow import run
from integrations.demo import words
from integrations.demo.company import Company, approve
from receivables.models import BankLine, Receivable
from receivables.services import allocation, questions
from receivables.services.dunning import escalate
from receivables.services.statements import import_statement
from receivables.states import ReceivableState
from tenancy.actor import actor_for

ACCOUNT = "110200123456789012"
LEVEL_DAYS = (1, 7, 15, 30, 60, 90)


def pay(company: Company) -> int:
    """Bring in the money that customers paid up to today, one statement per week; returns the lines."""
    weeks: dict[date, list] = defaultdict(list)
    today = local_day()
    rows = Receivable.objects.filter(state=ReceivableState.OPEN).select_related("customer", "agreement")
    for serial, receivable in enumerate(rows.order_by("due_on", "created_at")):
        line = _payment(company, receivable, serial)
        if line and line["on"] <= today:
            weeks[line["on"] + timedelta(days=4 - min(line["on"].weekday(), 4))].append(line)
    weeks[today].append({"on": today, "amount": Decimal("180000.00"), "text": "渝帆动力（重庆） 往来款"})
    opening = Decimal("2000000.00")
    for day in sorted(weeks):
        with acting_at(morning(min(day, today), 9)):
            opening = _import(company, min(day, today), weeks[day], opening)
    _leave_open(company)
    return BankLine.objects.count()


def _leave_open(company: Company) -> None:
    """Money that nobody can place yet: about one line the AR is asked, another is parked."""
    left = BankLine.objects.filter(unallocated__gt=0).order_by("-value_on", "pk")[:2]
    finance = company.by("finance")
    for line in left[:1]:
        questions.ask(line, by=finance, asked_of=company.by("ar").user, text=words.QUESTION)
    for line in left[1:]:
        allocation.park(line, by=finance, note=words.PARKED)


def morning(day: date, hour: int) -> datetime:
    """That hour of the day, or now where it has not come yet."""
    return min(start_of_day(day) + timedelta(hours=hour), moment())


def _payment(company: Company, receivable, serial: int) -> dict | None:
    """What the customer does about a receivable: most pay near the day, some late, a few part or not yet."""
    habit = company.rng.random()
    if receivable.due_on is None or habit > 0.86:
        return None
    late = company.rng.choice([-3, 0, 2, 5, 9]) if habit < 0.6 else company.rng.randint(10, 45)
    paid_on = max(receivable.due_on + timedelta(days=late), receivable.triggered_on)
    amount = receivable.balance if habit < 0.8 else (receivable.balance / 2).quantize(Decimal("0.01"))
    reference = receivable.agreement.number if habit < 0.72 else "货款"
    return {
        "on": paid_on,
        "amount": amount,
        "text": f"{receivable.customer.name} {reference} {receivable.name}",
    }


def _import(company: Company, day: date, lines, opening: Decimal) -> Decimal:
    raw, closing = statement(day, lines, opening)
    import_statement(raw, file_name=f"icbc-{day:%Y%m%d}.sta", by=company.by("finance"))
    return closing


def statement(day: date, lines, opening: Decimal) -> tuple[bytes, Decimal]:
    """An MT940 file of these lines that adds up, and its closing balance."""
    closing = opening + sum((line["amount"] for line in lines), Decimal(0))
    rows = [
        f":20:{day:%Y%m%d}",
        f":25:{ACCOUNT}",
        f":28C:{day:%j}/1",
        f":60F:C{day:%y%m%d}CNY{_comma(opening)}",
    ]
    for line in lines:
        rows += [f":61:{day:%y%m%d}C{_comma(line['amount'])}NTRFNONREF", f":86:{line['text']}"]
    rows.append(f":62F:C{day:%y%m%d}CNY{_comma(closing)}")
    return "\r\n".join([*rows, "-", ""]).encode(), closing


def _comma(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def dun(company: Company) -> int:
    """Play the overdue ladder on the days on which a level fell due; returns the steps."""
    today = local_day()
    due = Receivable.objects.overdue(today).values_list("due_on", flat=True)
    days = sorted(
        {day + timedelta(days=n) for day in due for n in LEVEL_DAYS if day + timedelta(days=n) <= today}
    )
    steps = 0
    for day in days:
        with acting_at(morning(day, 7)):
            steps += escalate(company.tenant.pk, day).steps
    return steps


def close_contracts(company: Company) -> int:
    """Close through ATCC what is delivered and paid; returns how many."""
    closed = 0
    for contract in Contract.objects.filter(state=ContractState.IN_FORCE).select_related("owner", "deal"):
        asker = actor_for(contract.owner) if contract.owner_id else company.by("sales_manager")
        try:
            approve(company, run(contract, "close", by=asker, fields={"lessons": words.LESSONS}).approval)
            closed += 1
        except Refused:
            continue
    return closed
