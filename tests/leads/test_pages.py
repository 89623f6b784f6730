"""Pages of leads: they answer, their forms work without script, refusals say why."""

import pytest

from leads.models import Lead
from leads.services.verification import log_verification
from tests.factories.customers import make_contact, make_customer
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db


def test_the_list_shows_my_leads_and_offers_to_add_one(world, signed_in):
    lead = make_lead(world, at="assigned")

    page = signed_in("ar").get("/leads/").content.decode()

    assert lead.title in page and "/leads/new/" in page


def test_the_page_shows_what_the_next_grade_needs(world, signed_in):
    lead = make_lead(world, at="verifying")

    page = signed_in("ar").get(f"/leads/{lead.pk}/").content.decode()

    assert "a verification from another function" in page
    assert "needs 2 verifications from different functions and has 0" in page


def test_a_converted_leads_page_leads_to_its_opportunity(world, signed_in):
    lead = make_lead(world, at="converted")

    page = signed_in("ar").get(f"/leads/{lead.pk}/").content.decode()

    assert "OP-" in page


def test_a_lead_is_entered_by_the_form(world, signed_in):
    customer = make_customer(owner=world.ar)
    fields = {
        "title": "点检机器人",
        "customer": str(customer.pk),
        "source": "exhibition",
        "expected_amount": "1200000",
    }

    answer = signed_in("ar").post("/leads/new/", fields)

    lead = Lead.objects.get(title="点检机器人")
    assert (answer.status_code, answer["Location"]) == (303, f"/leads/{lead.pk}/")
    assert (lead.expected_amount, lead.level) == (1200000, "b")


def test_a_refused_form_keeps_what_was_entered(world, signed_in):
    answer = signed_in("ar").post("/leads/new/", {"title": "点检机器人", "source": "exhibition"})

    assert answer.status_code == 422
    assert "点检机器人" in answer.content.decode()


def test_a_lead_is_edited_and_a_stale_form_refused(world, signed_in):
    lead = make_lead(world, at="assigned")
    fields = {
        "title": "新名",
        "customer": str(lead.customer_id),
        "source": "partner",
        "budget": "700",
        "version": "1",
    }
    browser = signed_in("ar")

    stale = browser.post(f"/leads/{lead.pk}/edit/", fields)
    saved = browser.post(f"/leads/{lead.pk}/edit/", fields | {"version": str(lead.version)})

    assert (stale.status_code, saved.status_code) == (412, 303)
    assert Lead.objects.get(pk=lead.pk).budget == 700


def test_a_verification_is_logged_on_the_page(world, signed_in):
    lead = make_lead(world, at="verifying")
    contact = make_contact(lead.customer)
    fields = {"contact": str(contact.pk), "question": "何时启动？", "evidence": "已列入预算"}

    answer = signed_in("ar").post(f"/leads/{lead.pk}/verifications/", fields)

    assert answer.status_code == 303
    assert lead.verifications.get().verifier_id == world.ar.pk


def test_a_blocked_move_shows_the_page_again_with_its_reasons(world, signed_in):
    lead = make_lead(world, at="verifying")

    answer = signed_in("ar").post(f"/leads/{lead.pk}/qualify/", {})

    assert answer.status_code == 409
    assert "The budget is empty." in answer.content.decode()


def test_helpers_are_invited_and_removed(world, signed_in):
    lead = make_lead(world, at="assigned")
    browser = signed_in("ar")

    browser.post(f"/leads/{lead.pk}/helpers/", {"user": str(world.sr.pk)})
    assert [seat.user_id for seat in lead.helper_seats.all()] == [world.sr.pk]
    browser.post(f"/leads/{lead.pk}/helpers/{world.sr.pk}/remove/")

    assert not lead.helper_seats.exists()


def test_a_step_of_the_pain_ladder_is_noted(world, signed_in):
    lead = make_lead(world, at="assigned")

    answer = signed_in("ar").post(
        f"/leads/{lead.pk}/pain/", {"step": "problem_found", "evidence": "停线两次"}
    )

    assert answer.status_code == 303
    assert lead.pain_steps.get().found_on


def test_a_lead_out_of_sight_is_404(world, other_world, signed_in):
    lead = make_lead(world, at="assigned")

    assert signed_in("sr").get(f"/leads/{lead.pk}/").status_code == 404
    assert signed_in("ar", of=other_world).get(f"/leads/{lead.pk}/").status_code == 404


@pytest.mark.parametrize(
    "helped, first, place",
    [
        (False, "Log verification", "open=verifications#verifications"),
        (True, "Invite a colleague", "open=helpers#helpers"),
    ],
)
def test_the_first_step_of_a_blocked_lead_clears_the_way(world, signed_in, helped, first, place):
    lead = make_lead(world, at="verifying")
    if helped:
        for name, function in (("骆工", "technology"), ("单经理", "purchasing")):
            contact = make_contact(lead.customer, name, function)
            log_verification(lead, by=world.by("ar"), contact=contact, question="?", evidence="!")

    answer = signed_in("ar").get(f"/leads/{lead.pk}/")

    assert str(answer.context["next_step"]["label"]) == first
    assert answer.context["next_step"]["url"].endswith(place)
    assert answer.context["moves"][0].name == "qualify"


def test_a_step_taken_opens_its_form(world, signed_in):
    lead = make_lead(world, at="verifying")
    assert signed_in("ar").get(f"/leads/{lead.pk}/?open=helpers").context["open_part"] == "helpers"


def test_waiting_is_never_the_first_thing_to_do(world, signed_in):
    for at in ("verifying", "nurturing"):
        moves = signed_in("ar").get(f"/leads/{make_lead(world, at=at, verified=True).pk}/").context["moves"]
        assert moves[0].name == {"verifying": "qualify", "nurturing": "verify"}[at]


def test_the_points_on_the_page_add_up_to_the_score(world, signed_in):
    lead = make_lead(world, at="qualified")
    shown = signed_in("ar").get(f"/leads/{lead.pk}/").context["score"]
    known = [part["points"] for part in shown["parts"] if part["known"]]
    assert shown["score"] == (sum(known) if len(known) == len(shown["parts"]) else None)
