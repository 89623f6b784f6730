"""The FR's to-do to order what a contract promises: asked, and done as soon as orders cover it (decision 16)."""

from core.attention import close_todos, todo
from delivery.quantities import left_to_order, short
from tenancy.models import User

TO_ORDER = "order.to_create"


def call_for_orders(deal, *, cancelled=None) -> None:
    """Ask the FR to order the lines that no order covers; once per contract version, anew for a cancelled order."""
    fr = User.objects.filter(pk=deal.seat("fr")).first()
    for agreement, lines in _uncovered(deal) if fr is not None else ():
        names = ", ".join(f"{line.description} × {short(left)}" for line, left in lines)
        key = f"{agreement.pk}:{agreement.terms_version}" + (f":{cancelled.pk}" if cancelled else "")
        todo(deal, TO_ORDER, user=fr, due_on=deal.as_of, key=key, number=agreement.number, lines=names)


def call_is_answered(deal) -> None:
    """The to-do is done once nothing is left to order."""
    if not _uncovered(deal):
        close_todos(deal, TO_ORDER)


def call_is_over(deal) -> None:
    """The contract is terminated: nobody orders any more."""
    close_todos(deal, TO_ORDER)


def _uncovered(deal) -> list[tuple]:
    found = [(agreement, left_to_order(agreement)) for agreement in deal.agreements.filter(is_over=False)]
    return [(agreement, lines) for agreement, lines in found if lines]
