"""Assignment rules: which rule fits, whose turn it is, caps, absence; and the settings page."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.dates import local_day
from core.errors import Denied
from core.money import Money
from desk.models import Todo
from leads.assignment import Known, fits
from leads.models import AssignmentRule, Lead, Receiver
from leads.services.capture import create_lead
from leads.services.line import people_of
from leads.services.rule_changes import save_rule, set_caps
from tenancy.models import Absence, Department
from tenancy.people import add_member

ANY = {"industry": "", "region": "", "source": "", "amount_from": None, "amount_below": None}


@pytest.mark.parametrize(
    "conditions, known, fit",
    [
        ({}, {}, True),
        ({"industry": "汽车、电机"}, {"industry": "新能源汽车"}, True),
        ({"industry": "汽车、电机"}, {"industry": "制药"}, False),
        ({"region": "Jiangsu, zhejiang"}, {"region": "Zhejiang Ningbo"}, True),
        ({"region": "江苏"}, {}, False),
        ({"source": "web_form"}, {"source": "web_form"}, True),
        ({"source": "web_form"}, {"source": "import"}, False),
        ({"amount_from": Decimal(10)}, {"amount": Decimal(10)}, True),
        ({"amount_below": Decimal(10)}, {"amount": Decimal(10)}, False),
        ({"amount_below": Decimal(10)}, {}, False),
        ({"region": "江苏", "amount_from": Decimal(10)}, {"region": "江苏", "amount": Decimal(9)}, False),
    ],
)
def test_a_rule_fits_where_every_condition_is_met(conditions, known, fit):
    assert fits(SimpleNamespace(**ANY | conditions), Known(**known)) is fit


@pytest.fixture
def team(world):
    """Three sellers in a department of their own."""
    place = Department.objects.create(code="east", name="East")
    for n in range(3):
        add_member(
            username=f"east{n}-{world.tenant.code}",
            name=f"East {n}",
            password="x" * 12,
            department=place,
            roles=["ar"],
        )
    return place


def enter(world, **values) -> Lead:
    return create_lead(by=world.by("service"), title="x", company_name="某公司", source="web_form", **values)


def rule(world, **values) -> AssignmentRule:
    return save_rule(None, by=world.by("admin"), **values)


def owners(leads) -> list[str]:
    return [lead.owner.name if lead.owner else "" for lead in leads]


def test_without_a_rule_a_lead_waits(world):
    lead = enter(world)
    assert (lead.state, lead.owner) == ("new", None)


def test_the_first_rule_that_fits_decides_and_a_team_takes_turns(world, team):
    rule(world, user=world.sr, region="江苏")
    rule(world, department=team)

    assert owners([enter(world, region="江苏苏州")]) == [world.sr.name]
    assert owners([enter(world) for _ in range(5)]) == ["East 0", "East 1", "East 2", "East 0", "East 1"]


def test_a_named_owner_is_not_overruled(world, team):
    rule(world, department=team)
    lead = create_lead(
        by=world.by("sales_manager"), title="x", company_name="某公司", source="partner", owner=world.ar
    )
    assert (lead.owner, lead.rule_id) == (world.ar, None)


def test_absent_and_inactive_people_and_those_at_their_cap_are_passed_over(world, team):
    first, second, third = people_of(rule(world, department=team))
    Absence.objects.create(user=first, starts_on=local_day(), ends_on=local_day() + timedelta(days=1))
    set_caps({second.pk: 1}, by=world.by("admin"))

    assert owners([enter(world) for _ in range(3)]) == ["East 1", "East 2", "East 2"]

    third.is_active = False
    third.save()
    lead = enter(world)
    assert lead.owner is None
    assert Todo.objects.filter(record_id=lead.pk, kind="lead.nobody_free", role="sales_manager").count() == 1


def test_who_was_away_does_not_have_to_catch_up(world, team):
    rule(world, department=team)
    [enter(world) for _ in range(3)]
    away = Absence.objects.create(
        user_id=Receiver.objects.order_by("turn").first().user_id, starts_on=local_day(), ends_on=local_day()
    )
    [enter(world) for _ in range(4)]
    away.delete()

    assert owners([enter(world) for _ in range(4)]) == ["East 0", "East 1", "East 2", "East 0"]


def test_the_amount_is_judged_in_the_companys_currency(world, team):
    rule(world, user=world.fr, amount_from=Decimal(5_000_000))
    rule(world, department=team)

    big = enter(world, expected_amount=Money(Decimal(5_000_000), "CNY"))
    small = enter(world, expected_amount=Money(Decimal(4_999_999), "CNY"))

    assert owners([big, small]) == [world.fr.name, "East 0"]


# --- the page -------------------------------------------------------------------------------------------------

PAGE = "/leads/rules/"


def test_rules_are_added_ordered_tried_and_removed_on_the_page(world, signed_in, team):
    admin = signed_in("admin")
    admin.post(PAGE, {"region": "江苏", "user": str(world.ar.pk)})
    admin.post(PAGE, {"department": str(team.pk), "amount_below": "1,000,000"})
    first, second = AssignmentRule.objects.order_by("position")

    admin.post(f"{PAGE}{second.pk}/up/")
    page = admin.get(f"{PAGE}?try=1&region=江苏&amount=5")
    assert [one.pk for one in page.context["rules"]] == [second.pk, first.pk]
    assert page.context["tried"]["user"].name == "East 0"
    assert admin.get(f"{PAGE}?try=1&region=江苏&amount=2000000").context["tried"]["user"] == world.ar

    admin.post(f"{PAGE}{second.pk}/remove/")
    assert AssignmentRule.objects.get().position == 1
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "entered, field",
    [({}, "department"), ({"amount_from": "5", "amount_below": "5"}, "amount_below")],
)
def test_a_rule_names_one_receiver_and_an_amount_the_right_way_round(world, signed_in, entered, field):
    answer = signed_in("admin").post(PAGE, entered)
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_caps_of_people_are_kept_and_nonsense_is_refused(world, signed_in, team):
    rule(world, department=team)
    people = [one["user"] for one in signed_in("admin").get(PAGE).context["people"]]
    admin = signed_in("admin")

    assert admin.post(f"{PAGE}caps/", {f"cap-{people[0].pk}": "7"}).status_code == 303
    assert admin.post(f"{PAGE}caps/", {f"cap-{people[0].pk}": "many"}).status_code == 422
    assert Receiver.objects.get(user=people[0]).cap == 7


def test_only_who_changes_settings_changes_rules(world):
    with pytest.raises(Denied):
        save_rule(None, by=world.by("sales_manager"), user=world.ar)


def test_who_enters_a_lead_that_a_rule_gives_away_is_told_to_whom(world, signed_in, team):
    rule(world, department=team)
    answer = signed_in("ar").post(
        "/leads/new/", {"title": "x", "company_name": "某公司", "source": "partner"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/leads/" and "East 0" in answer.content.decode()
