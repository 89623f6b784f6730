"""Power map and fishbone: where each contact stands, and changing it beside the drawing."""

import pytest
from django.test import Client

from customers.models import InfluenceLine
from customers.power import drawing, lines_of, tally
from customers.selectors import contacts_of
from customers.services.contacts import update_contact
from customers.services.influence import draw_line
from customers.services.visits import plan_visit
from tests.factories.customers import make_contact, make_customer


@pytest.fixture
def customer(alpha):
    """A customer of the AR's."""
    return make_customer(by=alpha.by.ar)


@pytest.fixture
def browser(alpha):
    """`browser("ar")` is that person, signed in, in English."""

    def sign_in(role):
        person = alpha.people[role]
        person.language = "en"
        person.save()
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def drawn(customer) -> dict:
    return drawing(list(contacts_of(customer)), lines_of(customer))


@pytest.mark.parametrize(
    ("part", "attitude", "row", "column"),
    [
        ("decides", 2, 0, 2), ("budget", -1, 0, 0), ("influences", 0, 1, 1), ("technical", 1, 1, 2),
        ("uses", -2, 2, 0), ("buys", None, 2, 1), ("", None, 2, 1),
    ],
)  # fmt: skip
def test_part_in_the_decision_is_the_row_and_attitude_the_column(customer, part, attitude, row, column):
    make_contact(customer, decision_role=part, attitude=attitude)

    person = drawn(customer)["people"][0]

    assert (person["row"], person["column"]) == (row, column)


def test_who_left_is_neither_drawn_nor_counted_and_takes_the_lines_along(alpha, customer):
    boss = make_contact(customer, "华董", "management", attitude=1)
    head = make_contact(customer, "骆部长", attitude=-1, reports_to=boss)
    draw_line(by=alpha.by.ar, source=head, target=boss)
    assert drawn(customer)["people"][1]["boss"] == drawn(customer)["lines"][0]["to"] == str(boss.pk)

    update_contact(boss, by=alpha.by.ar, is_active=False)

    assert [person["boss"] for person in drawn(customer)["people"]] == [None]
    assert drawn(customer)["lines"] == []
    assert tally(list(contacts_of(customer))) == {
        "for": 0,
        "neutral": 0,
        "against": 1,
        "unknown": 0,
        "all": 1,
    }


def test_sixty_contacts_cost_no_more_queries_than_two(
    alpha, customer, browser, django_assert_max_num_queries
):
    person, address = browser("ar"), f"/customers/{customer.pk}/"
    pair = [make_contact(customer, str(place)) for place in range(2)]
    draw_line(by=alpha.by.ar, source=pair[0], target=pair[1])
    with django_assert_max_num_queries(200) as few:
        person.get(address)
    for place in range(58):
        pair.append(make_contact(customer, f"n{place}", reports_to=pair[place]))
        draw_line(by=alpha.by.ar, source=pair[-1], target=pair[0])
    with django_assert_max_num_queries(len(few.captured_queries)):
        person.get(address)


def test_the_page_carries_the_drawing_and_the_table(customer, browser):
    contact = make_contact(
        customer, "陆总", title="设备部长", decision_role="decides", attitude=1, influence=4
    )

    page = browser("ar").get(f"/customers/{customer.pk}/?contact={contact.pk}")

    told = page.context["power"]["people"][0]["told"]
    assert told == "陆总, 设备部长, Production, Decides, Supporter, influence 4 of 5"
    assert b'id="power-data"' in page.content and b"pw-table" in page.content
    assert page.context["place"]["contact"] == contact
    assert browser("ar").get(f"/customers/{customer.pk}/?contact=nobody").context["place"] is None


def test_a_place_is_changed_beside_the_drawing(alpha, customer, browser):
    boss = make_contact(customer, "华董", "management")
    contact = make_contact(customer, "陆总")
    place = f"/customers/contacts/{contact.pk}/place/"
    entered = {"decision_role": "budget", "attitude": "-1", "influence": "5", "reports_to": str(boss.pk)}

    done = browser("ar").post(place, entered)

    assert done.status_code == 303 and done["Location"] == f"/customers/{customer.pk}/?contact={contact.pk}"
    contact.refresh_from_db()
    assert (contact.decision_role, contact.attitude, contact.influence) == ("budget", -1, 5)
    assert contact.reports_to == boss
    circle = browser("ar").post(f"/customers/contacts/{boss.pk}/place/", {"reports_to": str(contact.pk)})
    assert circle.status_code == 422 and circle["HX-Retarget"] == "#contact-place"
    assert b"lead back to the contact" in circle.content
    assert browser("finance").post(place, entered).status_code == 403
    assert b"Draw the line" not in browser("finance").get(place, headers={"HX-Request": "true"}).content
    assert browser("ar").get(place).status_code == 302


def test_a_line_is_drawn_and_taken_away_beside_the_drawing(alpha, customer, browser):
    boss, contact = make_contact(customer, "华董", "management"), make_contact(customer, "陆总")
    person, draw = browser("ar"), f"/customers/contacts/{contact.pk}/influences/"

    assert person.post(draw, {"target": str(boss.pk), "note": "同学"}).status_code == 303
    assert person.post(draw, {"target": str(boss.pk)}).status_code == 422
    line = InfluenceLine.objects.get()
    assert browser("finance").post(f"/customers/influences/{line.pk}/remove/").status_code == 403
    assert person.post(f"/customers/influences/{line.pk}/remove/").status_code == 303
    assert not InfluenceLine.objects.exists()
    assert person.get(draw).status_code == 405


def test_a_contacts_page_tells_its_lines_and_visits(alpha, customer, browser):
    boss = make_contact(customer, "华董", "management")
    contact = make_contact(customer, "陆总", reports_to=boss)
    draw_line(by=alpha.by.ar, source=contact, target=boss, note="同学")
    plan_visit(by=alpha.by.ar, customer=customer, planned_on="2026-12-01", goals="预算", contacts=[contact])

    page = browser("ar").get(f"/customers/contacts/{contact.pk}/").content.decode()
    assert "influences 华董" in page and "预算" in page
    assert "陆总" in browser("ar").get(f"/customers/contacts/{boss.pk}/").content.decode()
    choice = browser("ar").get(f"/customers/contacts/{boss.pk}/fields/reports_to/").content.decode()
    assert str(contact.pk) in choice and f'value="{boss.pk}"' not in choice
    assert b"data-edit" not in browser("finance").get(f"/customers/contacts/{contact.pk}/").content
