"""Who may chase a receivable: note promises and causes, hold dunning, move a level by hand."""

from django.utils.translation import gettext_lazy as _

from tenancy.roles import Right, asks


@asks(
    _(
        "Only these may do this: the owner, the client manager (AR), people who record disputes or allocate money."
    )
)
def chasing(record, by) -> bool:
    """The owner, the deal's AR, sales managers and finance."""
    if by.can(Right.RECEIVABLE_DISPUTE) or by.can(Right.ALLOCATE):
        return True
    if record is None:
        return False
    if record.owner_id is not None and record.owner_id == by.user_id:
        return True
    return record.deal is not None and record.deal.fills(by.user_id, ("ar",))


def stopping(customer, by) -> bool:
    """Who may stop dunning of all that a customer owes: its owner, sales managers and finance."""
    if by.is_system or by.can(Right.RECEIVABLE_DISPUTE) or by.can(Right.ALLOCATE):
        return True
    return customer.owner_id is not None and customer.owner_id == by.user_id


@asks(
    _(
        "Only these may do this: the owner, the responsible role, sales managers and people who resolve disputes."
    )
)
def mending(record, by) -> bool:
    """Whoever answers for a corrective action; where nobody owns it everybody with its role."""
    if by.can(Right.RESOLVE_DISPUTE) or by.can(Right.RECEIVABLE_DISPUTE):
        return True
    if record.owner_id is not None:
        return record.owner_id == by.user_id
    return record.role in by.roles
