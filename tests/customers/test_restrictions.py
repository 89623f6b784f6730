"""Freezes and blacklistings: proposed, imposed, lifted, once each."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.dates import local_day
from core.models import Event, Outbox
from core.workflow import run
from customers.models import Customer, Restriction
from customers.services import restrictions
from customers.services.merging import merge_all
from customers.services.standing import freeze_overdue
from desk.models import Notice, Todo
from tenancy.actor import system
from tests.factories.customers import make_customer


def test_a_freeze_is_a_record_with_its_end(alpha):
    customer = make_customer(owner=alpha.people["ar"])
    review = local_day() + timedelta(days=20)
    fields = {"reason": "逾期 62 天", "tell": [str(alpha.people["ar2"].pk)], "review_on": str(review)}

    run(customer, "freeze", by=alpha.by.credit, fields=fields)

    made = Restriction.objects.get()
    assert (made.state, made.kind, made.told, made.review_on) == ("in_force", "freeze", ["ar2"], review)
    assert made.imposed_by_id == made.owner_id == alpha.by.credit.user_id
    told = set(Notice.objects.filter(kind="customer_frozen").values_list("user", flat=True))
    assert told == {alpha.people["ar"].pk, alpha.people["ar2"].pk}
    assert [restrictions.ask_for_reviews(review) for _twice in range(2)] == [1, 0]

    run(made, "lift", by=alpha.by.credit, fields={"reason": "已付"})
    made, customer = Restriction.objects.get(), Customer.objects.get(pk=customer.pk)
    assert (made.state, made.lift_reason, made.lifted_by_id, customer.frozen) == (
        "lifted", "已付", alpha.by.credit.user_id, False,
    )  # fmt: skip
    assert not Todo.objects.filter(kind="restriction_review", done_at=None).exists()


def test_dunning_proposes_once_and_credit_decides(alpha):
    customer = make_customer()

    first = restrictions.propose_blacklist(customer, "逾期 90 天")
    assert restrictions.propose_blacklist(customer, "逾期 91 天").pk == first.pk
    assert not Customer.objects.get(pk=customer.pk).blacklisted
    assert Todo.objects.get(kind="restriction_proposed").role == "credit"

    made = run(first, "impose", by=alpha.by.credit, fields={"reason": "恶意拖欠"}).record
    assert (made.state, made.reason, Customer.objects.get(pk=customer.pk).blacklisted) == (
        "in_force",
        "恶意拖欠",
        True,
    )
    assert not Todo.objects.filter(kind="restriction_proposed", done_at=None).exists()
    assert restrictions.propose_blacklist(customer, "又一次") is None
    run(Customer.objects.get(pk=customer.pk), "unblacklist", by=alpha.by.credit, fields={"reason": "和解"})
    assert Restriction.objects.get().state == "lifted"


def test_a_declined_proposal_changes_nothing_and_may_come_again(alpha):
    customer = make_customer()
    first = restrictions.propose_freeze(customer, "逾期")
    run(first, "decline", by=alpha.by.credit, fields={"reason": "已约定还款"})

    assert not Customer.objects.get(pk=customer.pk).frozen
    assert restrictions.propose_freeze(customer, "又逾期").pk != first.pk


def test_many_frozen_at_once_have_a_record_each_and_proposals_come_into_force(alpha):
    late, later = make_customer("甲公司"), make_customer("乙公司")
    restrictions.propose_freeze(late, "建议")

    freeze_overdue({late.pk: "61 天", later.pk: "75 天"})
    freeze_overdue({late.pk: "62 天", later.pk: "76 天"})

    found = Restriction.objects.filter(kind="freeze").order_by("customer__name")
    assert {(row.state, row.reason) for row in found} == {("in_force", "61 天"), ("in_force", "75 天")}
    told = Event.objects.filter(kind="restriction.imposed", record_id__in=[row.pk for row in found])
    fed = Outbox.objects.filter(
        kind="feed", payload__event__in=[str(pk) for pk in told.values_list("pk", flat=True)]
    )
    assert told.count() == fed.count() == 2


def test_the_database_holds_one_restriction_of_a_kind(alpha):
    customer = make_customer()
    restrictions.propose_freeze(customer, "一")
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(customer=customer, kind="freeze", reason="二")


def test_two_frozen_customers_go_on_as_one(alpha):
    one, two = make_customer("甲公司"), make_customer("乙公司")
    for customer in (one, two):
        run(customer, "freeze", by=alpha.by.credit, fields={"reason": customer.name})

    merge_all(one, [two], by=system(), keep={}, reason="同一家")

    assert Restriction.objects.get(state="in_force").customer_id == one.pk
    assert Customer.objects.get(pk=one.pk).frozen
    assert Restriction.objects.filter(state="lifted").count() == 1
