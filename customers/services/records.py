"""Make and change customers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import custom, search
from core.errors import Denied
from core.events import happened
from core.workflow import edit
from customers.models import CreditAccount, Customer
from tenancy.roles import Right, may

EDITING = may(Right.CUSTOMER_EDIT, owner=True)


@transaction.atomic
def create_customer(*, by, **values) -> Customer:
    """A new prospect; whoever makes it is its owner unless another is named. Raises Denied, ValidationError."""
    if not by.can(Right.CUSTOMER_EDIT):
        raise Denied(may(Right.CUSTOMER_EDIT).sentence)
    _own(values, by)
    customer = Customer(created_by_id=by.user_id, **values)
    _check_code_is_free(customer)
    customer.full_clean(exclude=["state"], validate_unique=False, validate_constraints=False)
    customer.save(force_insert=True)
    CreditAccount.objects.create(customer=customer)
    custom.index([customer])
    happened(customer, "customer.created", by=by, name=customer.name)
    search.index([customer])
    return customer


def update_customer(customer: Customer, *, by, expected_version: int | None = None, **values) -> Customer:
    """Change what is known of a customer. Raises Denied, Stale, ValidationError."""
    if "unified_code" in values:
        _check_code_is_free(Customer(pk=customer.pk, unified_code=values["unified_code"]))
    customer = edit(customer, by=by, right=EDITING, expected_version=expected_version, **values)
    search.index([customer])
    return customer


def _own(values: dict, by) -> None:
    """The maker owns it, in the maker's department; an owner named by somebody else brings no department along."""
    if values.get("owner") is None and values.get("owner_id") is None:
        values["owner_id"] = by.user_id
    values.setdefault("department_id", by.department_id)


def _check_code_is_free(customer) -> None:
    """A code stands for one company: a second customer with it is a mistake, not a likeness."""
    if not customer.unified_code:
        return
    if Customer.objects.filter(unified_code=customer.unified_code).exclude(pk=customer.pk).exists():
        message = _(
            "A customer with this unified social credit code exists already. Ask your sales manager who has it."
        )
        raise ValidationError({"unified_code": ValidationError(message, code="duplicate")})
