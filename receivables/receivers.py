"""What receivables do when something happens elsewhere, and what they tell the search."""

from django.dispatch import receiver
from django.urls import reverse

from core import search
from deals.signals import deal_ended, terms_set, trigger_happened
from receivables.models import (
    AccountStatement,
    ConfirmationLetter,
    Invoice,
    LegalCase,
    Receipt,
    Receivable,
)
from receivables.services.books_setup import install_books
from receivables.services.levels import install_levels
from receivables.services.planning import cancel_planned, open_triggered, plan
from receivables.services.provision_rates import install_rates
from tenancy.actor import system
from tenancy.setup import tenant_created


@receiver(tenant_created, dispatch_uid="receivables.levels")
def copy_levels(sender, tenant, **rest):
    """A new tenant has the handbook's dunning ladder and its provision matrix, and accounts to book on."""
    install_levels()
    install_rates()
    install_books()


@receiver(terms_set, dispatch_uid="receivables.terms_set")
def plan_receivables(sender, agreement, by, **rest):
    """Terms agreed, or agreed anew: receivables are planned from them."""
    plan(agreement, by=by)


@receiver(trigger_happened, dispatch_uid="receivables.trigger_happened")
def open_receivables(sender, agreement, trigger, value, on, key, by, **rest):
    """A trigger happened: what hangs on it is owed from now on."""
    open_triggered(agreement, trigger, value, on, key, by=by)


@receiver(deal_ended, dispatch_uid="receivables.deal_ended")
def cancel_what_was_planned(sender, deal, how, by, **rest):
    """A deal that ended triggers nothing any more; closing has asked before that only cancelled goods are left."""
    cancel_planned(deal, by=system())


search.register(
    Receivable,
    text=lambda receivable: [receivable.number, receivable.name, receivable.customer.name],
    title=lambda receivable: f"{receivable.number} · {receivable.customer}",
    url=lambda receivable: reverse("receivables:page", args=[receivable.pk]),
    related=("customer",),
)
search.register(
    Invoice,
    text=lambda invoice: [invoice.number, invoice.fiscal_number, invoice.customer.name],
    title=lambda invoice: f"{invoice.number} · {invoice.customer}",
    url=lambda invoice: reverse("receivables:invoice-page", args=[invoice.pk]),
    related=("customer",),
)
search.register(
    Receipt,
    text=lambda receipt: [receipt.number, receipt.bill_number, receipt.drawer, receipt.customer.name],
    title=lambda receipt: f"{receipt.number} · {receipt.customer}",
    url=lambda receipt: reverse("receivables:receipt-page", args=[receipt.pk]),
    related=("customer",),
)
for _paper in (AccountStatement, ConfirmationLetter):
    search.register(
        _paper,
        text=lambda paper: [paper.number, paper.customer.name],
        title=lambda paper: f"{paper.number} · {paper.customer}",
        url=_paper.get_absolute_url,
        related=("customer",),
    )
search.register(
    LegalCase,
    text=lambda case: [case.number, case.docket, case.court, case.customer.name],
    title=lambda case: f"{case.number} · {case.customer}",
    url=LegalCase.get_absolute_url,
    related=("customer",),
)
