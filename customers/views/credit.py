"""The credit controller's page, and the customers that have a check point or tolerance of their own."""

from django.shortcuts import render

from core.dates import local_day
from core.errors import Denied
from core.pages import ListView
from customers.credit_board import board
from customers.listing_credit import terms_listing
from customers.services.credit import LIMITS
from tenancy.roles import Right


def credit(request):
    """How the plan is used, what waits for credit, what ends, who is near the limit."""
    if not request.actor.can(Right.CREDIT_READ):
        raise Denied(LIMITS.sentence)
    context = board(local_day()) | {
        "may_release": request.actor.can(Right.CREDIT_RELEASE),
        "may_limit": request.actor.can(Right.CREDIT_LIMIT),
        "currency": request.tenant.currency,
    }
    return render(request, "customers/credit.html", context)


class TermsList(ListView):
    """Customers whose check point or tolerance is not the company's."""

    listing = terms_listing
    template_name = "customers/terms_list.html"
