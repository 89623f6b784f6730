"""The rows that are locked before anything that can raise a customer's exposure (decisions 6 and 21)."""

from django.db.models import Q

from customers.models import CreditAccount, Customer


def lock_account(customer_id) -> list:
    """Lock everything that can raise the customer's exposure, a group's members in id order; returns their ids.

    Taken after the stage record and before bank lines and receivables (lock order, decision 6).
    """
    return lock_accounts([customer_id])


def lock_accounts(customer_ids) -> list:
    """The same for several customers at once."""
    asked = Customer.objects.filter(pk__in=customer_ids)
    groups = asked.exclude(group_id=None).values("group_id")
    members = Customer.objects.filter(Q(pk__in=customer_ids) | Q(group_id__in=groups))
    ids = sorted(members.values_list("pk", flat=True))
    accounts = CreditAccount.objects.filter(customer_id__in=ids)
    if accounts.count() < len(ids):
        CreditAccount.objects.bulk_create(
            [CreditAccount(customer_id=one) for one in ids], ignore_conflicts=True
        )
    list(accounts.order_by("customer_id").select_for_update().values_list("pk", flat=True))
    return ids
