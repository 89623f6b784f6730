"""A merge takes along everything of a customer that walked from lead to cash, whichever app keeps it."""

import pytest
from django.db import transaction
from django.db.models import Q

from approvals.models import Approval
from core.fields import Ref
from core.hardening import tenant_models
from core.workflow import run
from customers import ownership
from customers.credit import exposure
from customers.models import CreditAccount, Customer
from tenancy.actor import system
from tests.factories.customers import make_customer


def references() -> list:
    """(model, column) of every Ref to a customer, by a look at the models of its own."""
    return [
        (model, field.attname)
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if isinstance(field, Ref) and field.related_model is Customer
    ]


def test_every_table_of_a_customer_is_known():
    known = {(one.model, one.column) for one in ownership.belongings() if one.is_ref}
    kept = {(model, column) for model, column in references() if model.append_only or model is CreditAccount}

    assert known == set(references()) - kept
    assert len(known) > 10


@pytest.mark.slow
def test_nothing_of_a_whole_life_is_left_behind(filled):
    with filled.world.acting(), transaction.atomic():
        gone = Customer.objects.get(pk=filled.rows["customer"].pk)
        Approval.objects.filter(customer_id=gone.pk, state="pending").update(state="withdrawn")
        into = make_customer("另一家", by=system(), admitted=False)
        owed = exposure(gone)
        before = {(model, column): counted(model, column, gone) for model, column in references()}

        run(gone, "merge", by=system(), fields={"into": str(into.pk)})

        for (model, column), count in before.items():
            left, there = counted(model, column, gone), counted(model, column, into)
            if model.append_only or model is CreditAccount:
                assert left >= count, model
            elif model is not Customer:
                assert (left, there) == (0, count), model
        for belonging in ownership.belongings():
            assert not belonging.of(gone.pk).exists(), belonging
        assert (exposure(into).total, exposure(into).limit) == (owed.total, owed.limit)
        transaction.set_rollback(True)


def counted(model, column, customer) -> int:
    return model._base_manager.filter(Q(**{column: customer.pk})).count()
