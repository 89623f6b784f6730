"""Rules, departments, absences, rates and days as the settings change them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import is_working_day, local_day
from core.errors import Denied
from core.models import CalendarDay, History
from core.money import base_rate
from tenancy import absences, departments, figures
from tenancy.models import Absence, Department, Membership, Setting, User
from tenancy.people import add_member, members, reset_password
from tenancy.rule_forms import RulesForm, name_of
from tenancy.rules import GROUPS, HIDDEN, RULES, rule
from tests.factories.callers import browser
from tests.factories.people import PASSWORD, make_world

RECEIVABLES = "/settings/rules/receivables/"


@pytest.fixture
def acting(world):
    with world.acting():
        yield world


def page_of(client, group="receivables") -> dict:
    """What a browser would send of the page as it stands."""
    context = client.get(f"/settings/rules/{group}/").context
    return {"seen": context["seen"]} | context["form"].initial


@pytest.mark.parametrize("key", [key for key, one in RULES.items() if one.group != HIDDEN])
def test_every_rule_stands_on_a_page_that_keeps_its_default(acting, key):
    declared = RULES[key]

    assert declared.group in GROUPS
    form = RulesForm(declared.group)
    sent = RulesForm(declared.group, {name: form.initial[name] for name in form.fields})
    assert sent.is_valid(), sent.errors
    kept = sent.values[key]
    assert kept == declared.default or Decimal(kept) == Decimal(declared.default)
    assert all(name_of(declared, suffix) in form.fields for suffix in declared.kind.fields(declared))


def test_a_saved_rule_holds_and_leaves_its_history(world):
    client = browser(world, "admin")

    answer = client.post(RECEIVABLES, page_of(client) | {"receivables.corrective_days": "3"})

    assert answer.status_code == 303
    with world.acting():
        assert rule("receivables.corrective_days") == 3
        assert list(Setting.objects.values_list("key", flat=True)) == ["receivables.corrective_days"]
        kept = History.objects.filter(record_type=Setting._meta.db_table).get()
        assert (kept.by_id, kept.changes["value"]) == (world.admin.pk, [None, 3])


@pytest.mark.parametrize(
    ("group", "sent"),
    [
        ("receivables", {"receivables.notice_days": "30, 30"}),
        ("receivables", {"receivables.notice_days": "x"}),
        ("receivables", {"receivables.corrective_days": "60"}),
        ("receivables", {"receivables.auto_post": ""}),
        ("leads", {"leads.level_a_from": "5"}),
        ("leads", {"leads.score_weights-fit": "99"}),
        ("opportunities", {"opportunities.discount_right": "101"}),
        ("approvals", {"approvals.escalate_after_hours": "1"}),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_and_nothing_is_written(world, group, sent):
    client = browser(world, "admin")

    answer = client.post(f"/settings/rules/{group}/", page_of(client, group) | sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    with world.acting():
        assert not Setting.objects.exists()


def test_a_page_that_a_colleague_overtook_is_not_saved(world):
    client = browser(world, "admin")
    mine = page_of(client) | {"receivables.corrective_told_days": "30"}
    client.post(RECEIVABLES, page_of(client) | {"receivables.corrective_days": "3"})

    answer = client.post(RECEIVABLES, mine)

    assert answer.status_code == 409
    with world.acting():
        assert (rule("receivables.corrective_days"), rule("receivables.corrective_told_days")) == (3, 22)


def test_a_moved_department_takes_those_below_along(acting):
    by = acting.by("admin")
    ar = Department.objects.get(code="ar")
    below = departments.add_department(by=by, name="East", code="east", parent=ar)
    other = departments.add_department(by=by, name="Service", code="service")

    departments.change_department(ar, by=by, name="Clients", code="ar", parent=other)

    below.refresh_from_db()
    assert below.path == f"/{other.pk}/{ar.pk}/{below.pk}/"


def test_a_department_does_not_hang_below_itself(acting):
    sales, ar = Department.objects.get(code="sales"), Department.objects.get(code="ar")

    for parent in (sales, ar):
        with pytest.raises(ValidationError, match="itself"):
            departments.change_department(sales, by=acting.by("admin"), name="S", code="sales", parent=parent)


def test_only_an_empty_department_retires_and_then_takes_nobody(acting):
    by, ar = acting.by("admin"), Department.objects.get(code="ar")
    with pytest.raises(ValidationError):
        departments.retire_department(ar, by=by)
    Membership.objects.filter(department_id=ar.pk).update(department_id=None)

    departments.retire_department(ar, by=by)

    assert ar.pk not in departments.in_use().values_list("pk", flat=True)


def test_no_absence_without_sense(acting):
    by, today = acting.by("legal"), local_day()
    absences.plan_absence(
        by=acting.by("executive"), user=acting.executive, deputy=None, starts_on=today, ends_on=today
    )
    days = {"starts_on": today, "ends_on": today + timedelta(days=3)}

    for wrong in (
        days | {"deputy": acting.legal},
        days | {"deputy": acting.executive},
        days | {"deputy": None, "ends_on": today - timedelta(days=1)},
    ):
        with pytest.raises(ValidationError):
            absences.plan_absence(by=by, user=acting.legal, **wrong)
    with pytest.raises(Denied):
        absences.plan_absence(by=by, user=acting.ar, deputy=None, **days)

    assert Absence.objects.filter(user=acting.legal).count() == 0


def test_a_begun_absence_that_is_taken_back_ends_yesterday(acting):
    today = local_day()
    absence = Absence.objects.create(
        user=acting.legal, starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=2)
    )

    absences.end_absence(absence, by=acting.by("legal"))

    absence.refresh_from_db()
    assert absence.ends_on == today - timedelta(days=1)


def test_one_notes_ones_own_absence_in_ones_own_settings(world):
    client, today = browser(world, "ar"), local_day_of(world)

    answer = client.post(
        "/me/", {"form": "absence", "deputy": str(world.sr.pk), "starts_on": today, "ends_on": today}
    )

    assert answer.status_code == 303
    with world.acting():
        assert Absence.objects.get().user_id == world.ar.pk


def local_day_of(world):
    with world.acting():
        return local_day()


def test_a_rate_holds_from_its_day(acting):
    by, today = acting.by("admin"), local_day()
    figures.set_rate(by=by, currency="EUR", day=today - timedelta(days=9), rate=Decimal("7.5"))
    figures.set_rate(by=by, currency="EUR", day=today, rate=Decimal("7.9"))
    figures.set_rate(by=by, currency="EUR", day=today, rate=Decimal("7.8"))

    assert base_rate("EUR", today - timedelta(days=1)) == Decimal("7.5")
    assert base_rate("EUR", today) == Decimal("7.8")
    with pytest.raises(ValidationError):
        figures.set_rate(by=by, currency="CNY", day=today, rate=Decimal(2))
    with pytest.raises(Denied):
        figures.set_rate(by=acting.by("finance"), currency="EUR", day=today, rate=Decimal(8))


def test_a_marked_day_wins_over_the_country_until_it_is_forgotten(acting):
    day, by = local_day().replace(month=10, day=1), acting.by("admin")
    before = is_working_day(day)

    figures.set_days(by=by, first=day, last=day, is_worked=not before)

    assert is_working_day(day) is not before
    figures.forget_day(CalendarDay.objects.get(day=day), by=by)
    assert is_working_day(day) is before


def test_a_reset_password_replaces_the_old_one_and_ends_sessions(world):
    away = browser(world, "ar")

    answer = browser(world, "admin").post(
        f"/settings/users/{world.ar.pk}/password/", {"password": "another long one 88"}
    )

    assert answer.status_code == 303
    assert User.objects.get(pk=world.ar.pk).check_password("another long one 88")
    assert away.get("/").status_code == 302


def test_nobody_resets_the_password_of_who_works_elsewhere_too(world):
    other = make_world()
    Membership.objects.create(tenant=other.tenant, user=world.ar)

    answer = browser(world, "admin").post(
        f"/settings/users/{world.ar.pk}/password/", {"password": "another long one 88"}
    )

    assert answer.status_code == 422
    assert User.objects.get(pk=world.ar.pk).check_password(PASSWORD)


def test_only_who_manages_users_gives_new_passwords(acting):
    member = Membership.objects.get(user=acting.ar, tenant=acting.tenant)

    with pytest.raises(Denied):
        reset_password(member, by=acting.by("sales_manager"), password="another long one 88")


def test_the_matrix_shows_how_far_each_right_reaches(world):
    context = browser(world, "admin").get("/settings/roles/").context
    names = [str(column["name"]) for column in context["columns"]]
    cells = {
        row["right"].value: dict(zip(names, row["cells"], strict=True))
        for group in context["groups"]
        for row in group["rows"]
    }

    assert cells["allocate"]["Finance"] == "full"
    assert cells["lead_manage"]["Sales manager"] == "half"
    assert cells["order_manage"]["Delivery manager (FR)"] == "own"
    assert cells["order_manage"]["Finance"] == ""


def test_the_change_log_names_rule_and_person(world):
    client = browser(world, "admin")
    client.post(RECEIVABLES, page_of(client) | {"receivables.corrective_days": "3"})

    row = client.get("/settings/changes/").context["rows"][0]

    assert (row["by"].pk, row["parts"][-1][1:]) == (world.admin.pk, ("", "3"))


def test_who_left_is_no_deputy(acting):
    gone = add_member(username=f"gone-{acting.tenant.code}", name="Gone", password="x" * 12)
    Membership.objects.filter(user=gone).update(is_active=False)

    assert gone not in members()
    with pytest.raises(ValidationError):
        absences.plan_absence(
            by=acting.by("ar"), user=acting.ar, deputy=gone, starts_on=local_day(), ends_on=local_day()
        )
