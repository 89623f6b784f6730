"""`…/bulk/` answers each item by itself; `…/export/` is the list as a file."""

import pytest

from leads.models import Lead
from tests.factories.callers import caller
from tests.factories.customers import make_customer
from tests.factories.leads import make_lead
from tests.factories.opportunities import make_opportunity, prepare_ati

pytestmark = pytest.mark.django_db


def statuses(answer) -> list[int]:
    return [item["status"] for item in answer.json()["results"]]


def test_each_item_is_carried_out_and_answered_by_itself_in_order(world, other_world):
    with other_world.acting():
        foreign = make_lead(other_world)
    mine, ready = make_lead(world, at="assigned"), make_lead(world, at="assigned")
    items = [
        {"title": "点检机器人", "source": "exhibition", "customer": str(make_customer(owner=world.ar).pk)},
        {"title": ""},
        {"id": str(mine.pk), "region": "江苏"},
        {"id": str(ready.pk), "transition": "verify"},
        {"id": str(ready.pk), "transition": "convert"},
        {"id": str(mine.pk), "version": 1, "region": "浙江"},
        {"id": str(foreign.pk), "transition": "verify"},
        {"id": str(ready.pk), "transition": "nonsense"},
        {"id": "x"},
        7,
    ]

    answer = caller(world, "ar").post("/leads/bulk/", {"items": items})

    assert answer.status_code == 200
    assert statuses(answer) == [201, 422, 200, 200, 409, 412, 404, 404, 422, 422]
    results = answer.json()["results"]
    assert results[0]["record"]["title"] == "点检机器人" and results[3]["record"]["state"] == "verifying"
    assert results[4]["problem"]["blockers"] and results[1]["problem"]["errors"][0]["pointer"] == "#/title"


def test_a_refused_item_leaves_nothing_behind_and_a_dry_run_nothing_at_all(world):
    ar = caller(world, "ar")
    new = {"title": "点检机器人", "source": "exhibition", "company_name": "苏州恒岳"}

    dry = ar.post("/leads/bulk/?dry_run=true", {"items": [new, {**new, "source": "nonsense"}]})
    assert statuses(dry) == [201, 422] and not Lead.objects.exists()

    ar.post("/leads/bulk/", [new, {**new, "source": "nonsense"}])
    assert Lead.objects.count() == 1


def test_a_gated_move_answers_202_with_its_approval(world):
    opportunity = make_opportunity(world)
    prepare_ati(world, opportunity)

    answer = caller(world, "ar").post(
        "/opportunities/bulk/", {"items": [{"id": str(opportunity.pk), "transition": "initiate"}]}
    )

    assert statuses(answer) == [202] and answer.json()["results"][0]["approval"]["gate"] == "ATI"


def test_rights_and_scope_hold_for_each_item(world):
    lead = make_lead(world, at="assigned")
    item = {"id": str(lead.pk), "transition": "assign", "owner": str(world.sr.pk)}

    assert statuses(caller(world, "ar").post("/leads/bulk/", {"items": [item]})) == [403]
    assert caller(world, "ar", scopes=["read"]).post("/leads/bulk/", {"items": []}).status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"items": {}}, "x", {"items": [{}] * 1001}, {"items": [], "dry_run": True}]
)
def test_a_body_that_is_no_list_of_so_many_is_refused_whole(world, body):
    assert caller(world, "ar").post("/leads/bulk/", body).status_code == 422


def test_the_same_key_sends_many_once(world):
    ar, key = caller(world, "ar"), {"Idempotency-Key": "k"}
    items = {"items": [{"title": "点检机器人", "source": "exhibition", "company_name": "苏州恒岳"}]}

    first = ar.post("/leads/bulk/", items, headers=key)
    second = ar.post("/leads/bulk/", items, headers=key)

    assert first.json() == second.json() and Lead.objects.count() == 1


def test_the_file_takes_the_lists_filters_and_refuses_unknown_ones(world):
    make_lead(world, at="assigned", title="A")
    make_lead(world, at="pooled", title="B")
    ar = caller(world, "sales_manager")

    answer = ar.get("/leads/export/?format=csv&state=pooled&fields=title")

    assert b"".join(answer.streaming_content).decode("utf-8-sig").split() == ["Customer", "·", "need", "B"]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert ar.get("/leads/export/?format=pdf").status_code == 400
    assert ar.get("/leads/export/?nonsense=1").status_code == 400
    assert ar.get("/leads/export/?fields=nonsense").status_code == 400


def test_costs_are_in_the_file_of_those_who_may_see_costs(world):
    def columns(role):
        answer = caller(world, role).get("/products/export/?format=csv")
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "Unit cost" in columns("finance") and "Unit cost" not in columns("ar")
    assert caller(world, "ar").get("/products/export/?fields=unit_cost").status_code == 400
