"""Who sees what customers are asked to confirm."""

from django.db.models import Q

from deals.sight import with_my_customers
from receivables.models import AccountStatement, ConfirmationLetter, StatementRun
from tenancy.roles import Right
from tenancy.sight import owned, register_sight


def _own_or_of_my_customers(by) -> Q:
    return owned(by) | with_my_customers(by)


register_sight(AccountStatement, _own_or_of_my_customers)
register_sight(ConfirmationLetter, _own_or_of_my_customers)
register_sight(StatementRun, rights=[Right.ALLOCATE])
