"""Merging customers: who may, what is refused, which values stand, and that nothing is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core import search
from core.attention import todo
from core.dates import local_day, moment
from core.errors import Blocked, Denied, Unavailable
from core.money import Money
from core.timeline import timeline_of
from core.upload import TEXT
from core.workflow import run
from customers import ownership
from customers.credit import exposure
from customers.duplicates import possible_duplicates
from customers.forms.records import ContactForm
from customers.models import AdmissionFact, Contact, CreditLimit, Customer, CustomerMerge, Visit
from customers.selectors import facts_on_file
from customers.services.admission import check_admission
from customers.services.credit import place_hold, request_limit
from customers.services.merging import merge_all, take_all_along, take_along
from customers.services.records import update_customer
from customers.services.visits import plan_visit
from desk.models import Attachment, Note, Todo
from desk.papers import attach
from desk.services.notes import write_note
from tenancy.actor import system
from tests.factories.customers import FAR, GOOD_FACTS, make_contact, make_customer, make_live_limit

CODE, OTHER_CODE = "91110000600037341L", "91320594MA1P2Q3R4P"


def merged(customer, into, *, by=None, **fields):
    """The survivor after the merge."""
    return run(customer, "merge", by=by or system(), fields={"into": str(into.pk), **fields}).record


@pytest.fixture
def pair(alpha):
    """(survivor, the one that goes up in it)."""
    into = make_customer("苏州恒岳精密机械有限公司", by=alpha.by.sales_manager, admitted=False)
    return into, make_customer("恒岳精密", by=alpha.by.sales_manager, admitted=False, region="华东")


def test_what_one_owned_is_the_others(alpha, pair):
    into, gone = pair
    contact = make_contact(gone, "陆总")
    visit = plan_visit(by=system(), customer=gone, contacts=[contact], planned_on=local_day(), goals="看线")
    todo(gone, "admission_review", role="credit", due_on=local_day(), key="x", customer=gone.name)
    note = write_note(gone, "陆总下月退休", by=alpha.by.sales_manager).note
    paper = attach(gone, SimpleUploadedFile("名片.txt", b"x"), by=alpha.by.sales_manager, content_type=TEXT)

    after = merged(gone, into, by=alpha.by.sales_manager, reason="同一家")

    assert after == into
    assert (
        Contact.objects.get(pk=contact.pk).customer == into
        and Visit.objects.get(pk=visit.pk).customer == into
    )
    assert {Model.objects.get(pk=one.pk).record_id for Model, one in [(Note, note), (Attachment, paper)]} == {
        into.pk
    }
    assert Todo.objects.get(key="x").record_id == into.pk
    record = CustomerMerge.objects.get()
    assert record.moved == {"customers.contact": [str(contact.pk)], "customers.visit": [str(visit.pk)]}
    assert (record.merged, record.survivor, record.reason, record.by) == (
        gone,
        into,
        "同一家",
        alpha.by.sales_manager.user,
    )
    assert [count for _kind, count in ownership.counted(gone.pk)] == []


def test_a_merged_customer_is_found_nowhere_but_leads_to_the_other(alpha, pair):
    into, gone = pair
    merged(gone, into)

    assert list(Customer.objects.all()) == [into]
    assert possible_duplicates(name=gone.name) == []
    assert not search.everywhere("恒岳精密", system())[1:]
    form = ContactForm({"customer": str(gone.pk), "name": "陆", "function": "it"}, by=alpha.by.sales_manager)
    assert form.is_valid() and form.cleaned_data["customer"] == into


def test_its_story_goes_on_in_the_others(alpha, pair):
    into, gone = pair
    make_contact(gone, "陆总")

    merged(gone, into)
    into.__dict__.pop("story_ids", None)

    told = [entry.sentence for entry in timeline_of(into)]
    assert any("陆总" in sentence for sentence in told)
    assert any("merged 恒岳精密 into 苏州恒岳精密机械有限公司" in sentence for sentence in told)


# --- values -------------------------------------------------------------------------------------------------------


def test_what_the_survivor_lacks_is_taken_over(pair):
    into, gone = pair
    update_customer(gone, by=system(), unified_code=CODE, industry="机械")

    after = merged(gone, into)

    assert (after.name, after.unified_code, after.industry, after.region) == (into.name, CODE, "机械", "华东")
    assert CustomerMerge.objects.get().values["region"] == ["", "华东"]


def test_each_value_can_be_chosen(pair):
    into, gone = pair
    update_customer(into, by=system(), unified_code=CODE, industry="机械", region="华南")
    update_customer(gone, by=system(), unified_code=OTHER_CODE)

    after = merged(gone, into, keep=["name", "unified_code"])

    assert (after.name, after.unified_code, after.industry, after.region) == (
        "恒岳精密",
        OTHER_CODE,
        "机械",
        "华南",
    )
    kept = Customer.everyone.get(pk=gone.pk)
    assert (kept.name, kept.unified_code, kept.state, kept.merged_into) == (
        "恒岳精密",
        OTHER_CODE,
        "merged",
        into,
    )


def test_nothing_is_taken_over_where_nothing_is_chosen(pair):
    into, gone = pair
    assert merged(gone, into, keep=[]).region == ""


def test_facts_come_along_with_source_and_day_and_admission_is_checked_anew(pair):
    into, gone = pair
    check_admission(gone, by=system(), facts=GOOD_FACTS)

    after = merged(gone, into)

    assert after.state == "admitted"
    assert facts_on_file(after) == facts_on_file(gone)
    assert AdmissionFact.objects.filter(customer=gone).count() == len(GOOD_FACTS)


@pytest.mark.parametrize("move", ["freeze", "blacklist"])
def test_a_freeze_is_not_got_rid_of(pair, move):
    into, gone = pair
    run(gone, move, by=system(), fields={"reason": "逾期 62 天"})

    after = merged(gone, into)

    assert (after.frozen, after.blacklisted) == (move == "freeze", move == "blacklist")
    assert "逾期 62 天" in (after.frozen_reason, after.blacklisted_reason)


# --- credit -------------------------------------------------------------------------------------------------------


def test_a_limit_comes_along_where_the_survivor_has_none(pair):
    into, gone = pair
    limit = make_live_limit(gone, "100")

    after = merged(gone, into)

    assert CreditLimit.objects.get(pk=limit.pk).customer == after
    assert exposure(after).limit == Decimal(100)


def test_of_two_standing_limits_the_survivors_stays(pair):
    into, gone = pair
    mine, other = make_live_limit(into, "70"), make_live_limit(gone, "100")
    more = make_live_limit(gone, "30", kind="raise")

    after = merged(gone, into)

    states = dict(CreditLimit.objects.values_list("pk", "state"))
    assert states == {mine.pk: "live", other.pk: "expired", more.pk: "expired"}
    assert exposure(after).limit == Decimal(70)


def test_the_same_hold_twice_stays_where_it_is(pair):
    into, gone = pair
    for one in pair:
        place_hold(one, by=system(), reason="逾期")

    merged(gone, into)

    assert into.holds.count() == gone.holds.count() == 1
    assert list(CustomerMerge.objects.get().stayed) == ["customers.credithold"]


# --- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked_of", [0, 1])
def test_an_open_decision_about_either_comes_first(alpha, pair, asked_of):
    into, gone = pair
    request_limit(
        by=alpha.by.credit, customer=pair[asked_of], amount=Money(Decimal(100), "CNY"), valid_until=FAR
    )
    with pytest.raises(Blocked) as caught:
        merged(gone, into)

    (blocker,) = caught.value.blockers
    assert blocker.code == "nothing_waits" and pair[asked_of].name in blocker.detail
    assert Customer.objects.count() == 2


@pytest.mark.parametrize("role", ["fr", "finance", "credit", "executive", "admin", "service"])
def test_others_merge_none(alpha, pair, role):
    into, gone = pair
    with pytest.raises((Denied, ValidationError)):
        merged(gone, into, by=getattr(alpha.by, role))


def test_nobody_merges_what_he_does_not_see(alpha, pair):
    into, _gone = pair
    mine = make_customer("丁公司", by=alpha.by.ar, admitted=False)
    with pytest.raises(ValidationError) as caught:
        merged(mine, into, by=alpha.by.ar)
    assert "into" in caught.value.error_dict


def test_a_customer_is_not_merged_into_itself_nor_twice(pair):
    into, gone = pair
    with pytest.raises(ValidationError):
        merged(into, into)
    merged(gone, into)
    with pytest.raises(Unavailable):
        merged(gone, into)


def test_what_is_merged_into_a_merged_one_arrives_at_the_one_that_stands(pair):
    into, gone = pair
    third = make_customer("恒岳机械", admitted=False)
    contact = make_contact(third)
    merged(gone, into)

    after = merged(third, gone)

    assert after == into and Contact.objects.get(pk=contact.pk).customer == into


def test_a_chain_of_merges_ends_at_the_last(pair):
    into, gone = pair
    last = make_customer("恒岳集团", admitted=False)
    merged(gone, into)
    merged(into, last)

    assert set(Customer.everyone.exclude(pk=last.pk).values_list("merged_into", flat=True)) == {last.pk}
    assert set(last.story_ids) == {last.pk, into.pk, gone.pk}


# --- several, and latecomers --------------------------------------------------------------------------------------


def test_of_several_all_or_none(alpha, pair):
    into, gone = pair
    asked = make_customer("恒岳机械", admitted=False)
    request_limit(by=alpha.by.credit, customer=asked, amount=Money(Decimal(100), "CNY"), valid_until=FAR)
    with pytest.raises(Blocked):
        merge_all(into, [gone, asked], by=alpha.by.sales_manager, keep={})
    assert Customer.objects.count() == 3

    other = make_customer("恒岳装备", admitted=False, industry="装备", by=alpha.by.sales_manager)
    after = merge_all(
        into, [gone, other], by=alpha.by.sales_manager, keep={gone.pk: ["region"], other.pk: ["industry"]}
    )

    assert (after.region, after.industry) == ("华东", "装备")
    assert CustomerMerge.objects.filter(survivor=into).count() == 2


def test_what_was_written_meanwhile_is_taken_along(pair):
    into, gone = pair
    merged(gone, into)
    late = Contact.objects.create(customer=gone, name="迟到", function="it")
    later = Contact.objects.create(customer=gone, name="更迟", function="it")
    Contact.objects.filter(pk=later.pk).update(customer=into)

    take_along({"customer": str(gone.pk)})
    Contact.objects.filter(pk=later.pk).update(customer=gone)
    take_all_along(moment() - timedelta(days=2))

    assert set(Contact.objects.filter(customer=into)) == {late, later}
