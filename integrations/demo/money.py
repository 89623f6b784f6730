"""The demo's cash side: bank statements with matched, partial and unclear money, dunning, closed contracts."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from contracts.models import Contract
from contracts.states import ContractState
from core.dates import acting_at, local_day, moment, start_of_day
from core.errors import Refused
from core.workflow import run
from integrations.demo import bank_files, words
from integrations.demo.company import Company, approve
from receivables.models import BankAccount, BankLine, Receivable
from receivables.services import allocation, questions
from receivables.services.dunning import escalate
from receivables.services.statements import import_statement
from receivables.states import ReceivableState
from tenancy.actor import actor_for


class Bank(NamedTuple):
    """One of the company's banks, and the kind of file it sends. write(account, day, lines, opening)."""

    name: str
    shown: str
    account: str
    ending: str
    write: Callable


# Customers pay to the second one in every third week.
BANKS = (
    Bank("icbc", "工行 无锡分行 9012", "110200123456789012", "sta", bank_files.mt940),
    Bank("cmb", "招行 苏州分行 0801", "512908877610801", "xml", bank_files.camt053),
)
LEVEL_DAYS = (1, 7, 15, 30, 60, 90)


def pay(company: Company) -> int:
    """Bring in the money that customers paid up to today, a statement of one bank per week; returns the lines."""
    weeks: dict[date, list] = defaultdict(list)
    today = local_day()
    rows = Receivable.objects.filter(state=ReceivableState.OPEN).select_related("customer", "agreement")
    for serial, receivable in enumerate(rows.order_by("due_on", "created_at")):
        line = _payment(company, receivable, serial)
        if line and line["on"] <= today:
            weeks[line["on"] + timedelta(days=4 - min(line["on"].weekday(), 4))].append(line)
    weeks[today].append({"on": today, "amount": Decimal("180000.00"), "text": "渝帆动力（重庆） 往来款"})
    _own_accounts(company)
    balances = dict.fromkeys(BANKS, Decimal("2000000.00"))
    for day in sorted(weeks):
        bank = BANKS[day.isocalendar().week % 3 == 0]
        with acting_at(morning(min(day, today), 9)):
            balances[bank] = _import(company, bank, min(day, today), weeks[day], balances[bank])
    _leave_open(company)
    return BankLine.objects.count()


def _own_accounts(company: Company) -> None:
    """The accounts are known before their first file comes: named, and confirmed as the company's own."""
    for bank in BANKS:
        BankAccount.objects.create(
            number=bank.account,
            currency="CNY",
            name=bank.shown,
            is_confirmed=True,
            created_by=company.by("finance").user,
        )


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


def _import(company: Company, bank: Bank, day: date, lines, opening: Decimal) -> Decimal:
    raw = bank.write(bank.account, day, lines, opening)
    import_statement(raw, file_name=f"{bank.name}-{day:%Y%m%d}.{bank.ending}", by=company.by("finance"))
    return bank_files.closing_of(lines, opening)


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
