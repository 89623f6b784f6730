"""Influence lines: between two contacts of one customer, once, drawn and taken away by who may edit them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.errors import Denied
from core.models import Event
from core.sight import visible
from customers.models import InfluenceLine
from customers.services.contacts import update_contact
from customers.services.influence import change_line, draw_line, remove_line
from tests.factories.customers import make_contact, make_customer


@pytest.fixture
def pair(alpha):
    """Two contacts of the AR's customer."""
    customer = make_customer(by=alpha.by.ar)
    return make_contact(customer, "华董", "management"), make_contact(customer, "骆部长", "production")


def test_a_line_is_drawn_changed_and_taken_away(alpha, pair):
    boss, head = pair

    line = draw_line(by=alpha.by.ar, source=head, target=boss, note="同学")
    assert (line.customer_id, line.source, line.target) == (boss.customer_id, head, boss)
    assert change_line(line, by=alpha.by.ar, note="老部下").note == "老部下"
    remove_line(line, by=alpha.by.ar)

    assert not InfluenceLine.objects.exists()
    told = Event.objects.filter(customer_id=boss.customer_id, kind__startswith="influence_line.")
    assert sorted(told.values_list("kind", flat=True)) == [
        "influence_line.created", "influence_line.removed", "influence_line.updated",
    ]  # fmt: skip


def test_two_people_may_influence_each_other_but_nobody_twice_or_themselves(alpha, pair):
    boss, head = pair
    draw_line(by=alpha.by.ar, source=head, target=boss)
    draw_line(by=alpha.by.ar, source=boss, target=head)

    for source, target in ((head, boss), (boss, boss)):
        with pytest.raises(ValidationError) as caught:
            draw_line(by=alpha.by.ar, source=source, target=target)
        assert "target" in caught.value.error_dict
        with pytest.raises(IntegrityError), transaction.atomic():
            InfluenceLine.objects.create(customer_id=boss.customer_id, source=source, target=target)


def test_both_ends_belong_to_one_customer(alpha, pair):
    stranger = make_contact(make_customer("乙", by=alpha.by.ar))
    with pytest.raises(ValidationError):
        draw_line(by=alpha.by.ar, source=pair[0], target=stranger)


def test_a_contact_with_lines_stays_with_its_customer(alpha, pair):
    boss, head = pair
    elsewhere = make_customer("乙", by=alpha.by.ar)

    line = draw_line(by=alpha.by.ar, source=head, target=boss)
    with pytest.raises(ValidationError):
        update_contact(head, by=alpha.by.ar, customer=elsewhere)
    remove_line(line, by=alpha.by.ar)
    head = update_contact(head, by=alpha.by.ar, reports_to=boss)
    for tied in (boss, head):
        with pytest.raises(ValidationError):
            update_contact(tied, by=alpha.by.ar, customer=elsewhere)
    head = update_contact(head, by=alpha.by.ar, reports_to=None)
    assert update_contact(head, by=alpha.by.ar, customer=elsewhere).customer == elsewhere


def test_lines_are_seen_and_drawn_like_their_contacts(alpha, pair):
    line = draw_line(by=alpha.by.ar, source=pair[0], target=pair[1])

    assert list(visible(InfluenceLine.objects.all(), alpha.by.ar)) == [line]
    assert list(visible(InfluenceLine.objects.all(), alpha.by.ar2)) == []
    for act in (
        lambda: draw_line(by=alpha.by.finance, source=pair[1], target=pair[0]),
        lambda: change_line(line, by=alpha.by.finance, note="x"),
        lambda: remove_line(line, by=alpha.by.finance),
    ):
        with pytest.raises(Denied):
            act()


def test_the_api_draws_lists_and_removes_lines(alpha, caller, pair):
    api, (boss, head) = caller(alpha, "ar"), pair

    made = api.post("/influence-lines/", {"source": str(head.pk), "target": str(boss.pk), "note": "同学"})
    assert made.status_code == 201, made.content
    line = made.json()
    assert line["customer"]["id"] == str(boss.customer_id)
    assert line["source"]["name"] == "骆部长"
    again = api.post("/influence-lines/", {"source": str(head.pk), "target": str(boss.pk)})
    assert again.status_code == 422
    assert again.json()["errors"][0]["pointer"] == "#/target"
    listed = api.get(f"/influence-lines/?customer={boss.customer_id}").json()["results"]
    assert [one["id"] for one in listed] == [line["id"]]
    assert api.patch(f"/influence-lines/{line['id']}/", {"note": "x"}).json()["note"] == "x"
    assert caller(alpha, "ar2").get(f"/influence-lines/{line['id']}/").status_code == 404
    assert api.delete(f"/influence-lines/{line['id']}/").status_code == 204


def test_the_api_sets_reporting_lines_and_refuses_circles(alpha, caller, pair):
    api, (boss, head) = caller(alpha, "ar"), pair

    set_line = api.patch(f"/contacts/{head.pk}/", {"reports_to": str(boss.pk)})
    assert set_line.json()["reports_to"]["name"] == "华董"
    assert [one["name"] for one in api.get(f"/contacts/?reports_to={boss.pk}").json()["results"]] == [
        "骆部长"
    ]
    circle = api.patch(f"/contacts/{boss.pk}/", {"reports_to": str(head.pk)})
    assert circle.status_code == 422
    assert circle.json()["errors"][0]["pointer"] == "#/reports_to"
