"""A field changed where it stands: saved and logged, refused in its cell, told of a collision, taken back."""

import json

import pytest

from core.models import Event
from core.workflow import run
from leads.models import Lead
from leads.services.capture import update_lead
from tests.factories.leads import make_lead, verify_fully

pytestmark = pytest.mark.django_db
IN_PAGE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lead(world):
    return make_lead(world, at="verifying", need="更换两台")


def test_only_the_field_changes_and_undo_is_a_second_entry_of_the_log(world, signed_in, lead):
    client, address = signed_in("ar"), f"/leads/{lead.pk}/fields/need/"
    shown = client.get(address, **IN_PAGE).content.decode()

    answer = client.post(address, {"need": "更换三台", "was": json.dumps({"need": "更换两台"})})
    page = client.get(answer["Location"]).content.decode()
    undone = client.post(address, {"need": "更换两台"})

    assert 'name="need"' in shown and "<html" not in shown
    assert 'data-key="undo"' in page and f'action="{address}"' in page
    assert undone.status_code == 303
    assert (Lead.objects.get(pk=lead.pk).need, Lead.objects.get(pk=lead.pk).title) == ("更换两台", lead.title)
    changes = Event.objects.filter(record_id=lead.pk, kind="lead.updated").order_by("at", "id")
    assert [event.facts["changes"]["need"] for event in changes][-2:] == [
        ["更换两台", "更换三台"], ["更换三台", "更换两台"],
    ]  # fmt: skip


def test_a_refusal_stays_in_the_cell_with_what_was_typed(signed_in, lead):
    typed = {"budget": "much", "budget_currency": "CNY"}

    answer = signed_in("ar").post(f"/leads/{lead.pk}/fields/budget/", typed, **IN_PAGE)

    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (
        422,
        "#f-budget",
        "#f-budget",
    )
    assert 'value="much"' in answer.content.decode() and "Enter a number" in answer.content.decode()


def test_a_collision_shows_both_values_and_whose_the_other_one_is(world, signed_in, lead):
    update_lead(lead, by=world.by("sales_manager"), need="改为四台")
    update_lead(lead, by=world.by("sales_manager"), title="别的字段")
    client, address = signed_in("ar"), f"/leads/{lead.pk}/fields/need/"

    answer = client.post(address, {"need": "更换三台", "was": json.dumps({"need": "更换两台"})}, **IN_PAGE)

    told = answer.content.decode()
    assert answer.status_code == 409 and Lead.objects.get(pk=lead.pk).need == "改为四台"
    assert all(part in told for part in ("改为四台", "更换三台", world.people["sales_manager"].name))
    # A change of another field is no collision.
    assert client.post(address, {"need": "五台", "was": json.dumps({"need": "改为四台"})}).status_code == 303


@pytest.mark.parametrize(("role", "status"), [("ar", 403), ("planner", 404)])
def test_what_may_not_be_changed_offers_no_field(world, signed_in, lead, role, status):
    verify_fully(world, lead)
    for move in ("qualify", "convert"):
        run(Lead.objects.get(pk=lead.pk), move, by=world.by("ar"))
    client = signed_in(role)

    assert client.get(f"/leads/{lead.pk}/fields/need/").status_code == status
    assert client.get(f"/leads/{lead.pk}/fields/owner/").status_code == (404 if status == 404 else 403)


def test_a_move_with_a_way_back_offers_it_and_others_do_not(signed_in, lead):
    client, page = signed_in("ar"), f"/leads/{lead.pk}/"

    client.post(f"{page}nurture/")
    nurtured = client.get(page).content.decode()
    client.post(f"{page}verify/")

    assert f'action="{page}verify/"' in nurtured and 'data-key="undo"' in nurtured
    assert Lead.objects.get(pk=lead.pk).state == "verifying"
    assert 'data-key="undo"' not in client.get(page).content.decode()


def test_a_move_into_the_next_stage_loads_its_page_whole(world, signed_in, lead):
    verify_fully(world, lead)
    client = signed_in("ar")

    stays = client.post(f"/leads/{lead.pk}/qualify/", **IN_PAGE)
    leads_on = client.post(f"/leads/{lead.pk}/convert/", **IN_PAGE)

    assert (stays.status_code, stays["Location"]) == (303, f"/leads/{lead.pk}/")
    assert leads_on.status_code == 204 and leads_on["HX-Redirect"].startswith("/opportunities/")
