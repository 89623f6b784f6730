"""The demo's invoices: issued as things fell due, some credited in part, the newest to issue; a month handed over."""

from datetime import timedelta
from decimal import Decimal

from core.dates import acting_at, local_day, moment, start_of_day
from core.money import Money
from core.workflow import run
from integrations.demo.company import Company
from receivables.billable import uninvoiced
from receivables.models import Receivable
from receivables.services.books_export import ask_for_export, last_month
from receivables.services.invoicing import ASKING, Wanted, ask_for_invoice
from receivables.states import ReceivableState
from tenancy.actor import actor_for

ISSUED, TO_ISSUE = 10, 3
BILLED = (ReceivableState.OPEN, ReceivableState.SETTLED)
TAX_NUMBER = "91320500MA1WABCD0X"


def bill(company: Company) -> None:
    """Invoices over what fell due, the oldest first, with the numbers that the tax system gave."""
    rows = Receivable.objects.filter(state__in=BILLED, triggered_on__isnull=False, owner__isnull=False)
    found = list(rows.select_related("customer", "owner").order_by("triggered_on", "number")[:60])
    issued = []
    for row in found[: ISSUED * 2]:
        if len(issued) < ISSUED and _billable(row):
            issued.append(_issue(company, row, len(issued)))
    for invoice in issued[1:4:2]:
        _credit(company, invoice)
    for row in found[ISSUED * 2 :][-TO_ISSUE:]:
        if _billable(row):
            _ask(row)
    first, last = last_month()
    ask_for_export(by=company.by("finance"), target="kingdee", format="xlsx", first_on=first, last_on=last)


def _billable(row) -> bool:
    """Asked each time: an invoice over one part of an instalment may leave nothing for the others."""
    return uninvoiced(row) > 0 and ASKING(row, actor_for(row.owner))


def _ask(row):
    lacking = (
        {} if row.customer.billing_tax_number or row.customer.unified_code else {"tax_number": TAX_NUMBER}
    )
    return ask_for_invoice([Wanted(row)], by=actor_for(row.owner), billing=lacking)


def _issue(company: Company, row, serial: int):
    """Asked for and issued the day after it was triggered."""
    day = min(row.triggered_on + timedelta(days=1), local_day())
    with acting_at(min(start_of_day(day) + timedelta(hours=10), moment())):
        fields = {"number": f"2632000000{serial:010d}", "issued_on": day.isoformat()}
        return run(_ask(row), "issue", by=company.by("finance"), fields=fields).record


def _credit(company: Company, invoice) -> None:
    """A part of it was invoiced in error."""
    part = Money((invoice.amount / 10).quantize(Decimal("0.01")), invoice.currency)
    fields = {"reason": "开票税率有误，部分红冲重开", "amount": part.as_json()}
    run(invoice, "credit", by=company.by("finance"), fields=fields)
