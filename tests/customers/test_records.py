"""Customers and contacts: making, changing, duplicates, moves, sight."""

import pytest
from django.core.exceptions import ValidationError

from core.errors import Blocked, Denied, Stale
from core.moves import moves_of
from core.workflow import run
from customers.duplicates import possible_duplicates
from customers.guards import customer_not_blacklisted, customer_not_frozen
from customers.models import Contact, CreditAccount, Customer, Visit
from customers.services.contacts import create_contact, update_contact
from customers.services.records import create_customer, update_customer
from customers.services.visits import plan_visit
from customers.states import STANDING
from tenancy.actor import system
from tenancy.sight import visible
from tests.factories.customers import make_contact, make_customer

CODE = "91110000600037341L"


def test_whoever_makes_a_customer_owns_it(alpha):
    customer = create_customer(by=alpha.by.ar, name="苏州恒岳精密机械有限公司", payment_mode="credit")

    assert customer.owner_id == alpha.by.ar.user_id and customer.department_id == alpha.by.ar.department_id
    assert customer.state == "prospect"
    assert CreditAccount.objects.filter(customer=customer).count() == 1


@pytest.mark.parametrize(
    "role", ["fr", "finance", "legal", "planner", "executive", "admin", "credit", "service"]
)
def test_others_make_none(alpha, role):
    with pytest.raises(Denied):
        create_customer(by=getattr(alpha.by, role), name="甲")


def test_a_code_stands_for_one_company(alpha):
    create_customer(by=alpha.by.ar, name="甲公司", unified_code=CODE)
    with pytest.raises(ValidationError) as caught:
        create_customer(by=alpha.by.ar2, name="乙公司", unified_code=CODE)
    assert "unified_code" in caught.value.error_dict


def test_duplicates_are_found_by_code_by_name_and_by_likeness(alpha):
    by_code = make_customer("无锡锡澄新能源科技有限公司", unified_code=CODE)
    by_name = make_customer("苏州恒岳精密机械股份有限公司")
    alike = make_customer("苏州恒岳精密机械制造有限公司")
    make_customer("重庆长江机器人有限公司")

    found = {
        one: (likeness, why) for one, likeness, why in possible_duplicates(name="苏州恒岳精密机械有限公司")
    }
    assert found[by_name] == (100, "name")
    assert found[alike][1] == "similar"
    assert set(found) == {by_name, alike}
    assert possible_duplicates(unified_code=CODE) == [(by_code, 100, "code")]
    assert possible_duplicates(name="  ") == []


def test_a_change_is_told_and_a_stale_one_refused(alpha):
    customer = make_customer(by=alpha.by.ar)
    version = customer.version

    changed = update_customer(customer, by=alpha.by.ar, expected_version=version, region="华东")

    assert changed.version == version + 1
    with pytest.raises(Stale):
        update_customer(customer, by=alpha.by.ar, expected_version=version, region="华南")


def test_sellers_see_their_own_managers_their_departments(alpha):
    mine, other = make_customer("甲", by=alpha.by.ar), make_customer("乙", by=alpha.by.ar2)

    def seen(role):
        return set(visible(Customer.objects.all(), getattr(alpha.by, role)))

    assert seen("ar") == {mine}
    assert seen("fr") == set()
    for role in ("sales_manager", "finance", "credit", "legal", "service", "executive", "admin"):
        assert seen(role) == {mine, other}, role


def test_contacts_and_visits_follow_their_customer(alpha):
    customer = make_customer("甲", by=alpha.by.ar)
    contact = make_contact(customer, by=alpha.by.ar)

    assert list(visible(Contact.objects.all(), alpha.by.ar)) == [contact]
    assert list(visible(Contact.objects.all(), alpha.by.ar2)) == []


def test_reporting_lines_never_close(alpha):
    customer = make_customer(by=alpha.by.ar)
    boss = make_contact(customer, "华董", "management")
    middle = make_contact(customer, "高总", "management", reports_to=boss)
    low = make_contact(customer, "骆部长", reports_to=middle)

    for superior in (low, middle, boss):
        with pytest.raises(ValidationError) as caught:
            update_contact(boss, by=alpha.by.ar, reports_to=superior)
        assert "reports_to" in caught.value.error_dict


def test_a_loop_is_found_however_long_the_line_is(alpha):
    customer = make_customer(by=alpha.by.ar)
    top = last = make_contact(customer, "1")
    for place in range(2, 61):
        last = make_contact(customer, str(place), reports_to=last)

    with pytest.raises(ValidationError):
        update_contact(top, by=alpha.by.ar, reports_to=last)


def test_a_superior_works_for_the_same_customer(alpha):
    stranger = make_contact(make_customer("甲"))
    with pytest.raises(ValidationError):
        make_contact(make_customer("乙"), "李", reports_to=stranger)


def test_another_sellers_customer_takes_no_contact_of_people_without_the_right(alpha):
    with pytest.raises(Denied):
        create_contact(by=alpha.by.fr, customer=make_customer(by=alpha.by.ar), name="陆", function="it")


# --- moves --------------------------------------------------------------------------------------------------------

FIELDS = {
    "freeze": {"reason": "逾期"}, "unfreeze": {"reason": "已付"}, "blacklist": {"reason": "欺诈"},
    "unblacklist": {"reason": "澄清"}, "admit": {}, "restrict": {}, "reject": {},
    "override_admission": {"result": "conditional", "reason": "担保", "expires_on": "2099-01-01"},
}  # fmt: skip
# Who may make every move of a customer; all others are refused.
ALLOWED = {"credit"}
TARGETS = {
    "admit": "admitted",
    "restrict": "conditional",
    "reject": "rejected",
    "override_admission": "conditional",
}


def bring_to(state):
    customer = make_customer(f"客户 {state}", admitted=False)
    move = {"admitted": "admit", "conditional": "restrict", "rejected": "reject"}.get(state)
    return run(customer, move, by=system()).record if move else customer


def test_every_move_is_in_the_table():
    # Merging is for other people: see test_merging.
    assert {move.name for move in moves_of(Customer)} == {*FIELDS, "merge"}


@pytest.mark.parametrize("state", STANDING)
def test_moves_by_state_and_role(alpha, state):
    customer = bring_to(state)
    for move, fields in FIELDS.items():
        before = {"unfreeze": "freeze", "unblacklist": "blacklist"}.get(move)
        subject = customer
        if before:
            subject = run(customer, before, by=system(), fields=FIELDS[before]).record
        for role, actor in vars(alpha.by).items():
            if role not in ALLOWED:
                with pytest.raises(Denied):
                    run(subject, move, by=actor, fields=fields)
        after = run(subject, move, by=alpha.by.credit, fields=fields).record
        assert after.state == TARGETS.get(move, subject.state)
        if move in ("freeze", "blacklist"):
            run(after, f"un{move}", by=system(), fields={"reason": "x"})


def test_freezing_keeps_who_why_and_when(alpha):
    customer = run(make_customer(), "freeze", by=alpha.by.credit, fields={"reason": "逾期 62 天"}).record

    assert (customer.frozen_reason, customer.frozen_by_id) == ("逾期 62 天", alpha.by.credit.user_id)
    assert customer.frozen_at is not None
    assert [one.code for one in customer_not_frozen(customer)] == ["customer_frozen"]
    with pytest.raises(Blocked):
        run(customer, "freeze", by=alpha.by.credit, fields={"reason": "again"})


def test_blacklisting_names_who_is_told(alpha):
    fields = {"reason": "欺诈", "tell": [alpha.people["ar"].username]}
    customer = run(make_customer(), "blacklist", by=alpha.by.credit, fields=fields).record

    assert [one.code for one in customer_not_blacklisted(customer)] == ["customer_blacklisted"]
    with pytest.raises(ValidationError):
        run(make_customer("乙"), "blacklist", by=alpha.by.credit, fields={"reason": "x", "tell": ["nobody"]})


def test_a_move_without_its_reason_changes_nothing(alpha):
    customer = make_customer()
    with pytest.raises(ValidationError):
        run(customer, "freeze", by=alpha.by.credit, fields={})
    assert not Customer.objects.get(pk=customer.pk).frozen


def test_a_visit_is_planned_rehearsed_and_reported(alpha):
    customer = make_customer(by=alpha.by.ar)
    contact = make_contact(customer)
    visit = plan_visit(
        by=alpha.by.ar, customer=customer, planned_on="2026-12-01", goals="了解预算", contacts=[contact]
    )

    visit = run(visit, "rehearse", by=alpha.by.sales_manager).record
    assert visit.coach_id == alpha.by.sales_manager.user_id
    visit = run(visit, "report", by=alpha.by.ar, fields={"outcome": "好", "next_step": "报价"}).record
    assert visit.state == "reported"
    with pytest.raises(Blocked):
        run(visit, "cancel", by=alpha.by.ar, fields={"reason": "x"})
    with pytest.raises(ValidationError):
        stranger = make_contact(make_customer("乙"))
        plan_visit(by=alpha.by.ar, customer=customer, planned_on="2026-12-01", goals="x", contacts=[stranger])
    assert Visit.objects.count() == 1
