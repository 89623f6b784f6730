"""Assignment rules over the API: the same rules as on the settings page, in their order, by right."""

import pytest

from leads.models import AssignmentRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(api):
    return api("admin")


def order(admin) -> list[str]:
    return [row["industry"] for row in admin.get("/assignment-rules/?ordering=position").json()["results"]]


def test_rules_are_added_changed_ordered_and_removed(world, admin):
    ids = {}
    for industry in ("汽车", "电子", "机械"):
        made = admin.post("/assignment-rules/", {"industry": industry, "user": str(world.ar.pk)})
        assert made.status_code == 201
        ids[industry] = made.json()["id"]
    assert order(admin) == ["汽车", "电子", "机械"]

    first = admin.patch(f"/assignment-rules/{ids['机械']}/", {"position": 1, "amount_from": "1000000"})
    assert (first.status_code, first.json()["position"], first.json()["amount_from"]) == (
        200,
        1,
        "1000000.00",
    )
    assert first.json()["user"]["id"] == str(world.ar.pk)
    assert order(admin) == ["机械", "汽车", "电子"]

    assert admin.delete(f"/assignment-rules/{ids['汽车']}/").status_code == 204
    assert [rule.position for rule in AssignmentRule.objects.order_by("position")] == [1, 2]


@pytest.mark.parametrize(
    "body, field",
    [
        ({"industry": "汽车"}, "department"),
        ({"user": "nobody"}, "user"),
        ({"amount_from": "5", "amount_below": "5"}, "amount_below"),
        ({"source": "gossip"}, "source"),
    ],
)
def test_a_wrong_rule_is_named_and_not_saved(world, admin, body, field):
    given = {"user": str(world.ar.pk)} | body if "industry" not in body else body
    answer = admin.post("/assignment-rules/", given)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"#/{field}"
    assert not AssignmentRule.objects.exists()


def test_a_change_is_judged_with_what_stays(world, admin):
    made = admin.post("/assignment-rules/", {"user": str(world.ar.pk), "amount_below": "100"}).json()
    path = f"/assignment-rules/{made['id']}/"
    assert admin.patch(path, {"amount_from": "200"}).status_code == 422
    assert admin.patch(path, {"user": None}).status_code == 422
    assert admin.patch(path, {"industry": "汽车"}, headers={"If-Match": '"99"'}).status_code == 412


def test_a_trial_says_who_would_be_given_the_lead(world, admin):
    made = admin.post("/assignment-rules/", {"industry": "汽车", "user": str(world.ar.pk)}).json()
    found = admin.post("/assignment-rules/trial/", {"industry": "汽车零部件"}).json()
    assert (found["fitting"], found["rule"]["id"], found["user"]["id"]) == (1, made["id"], str(world.ar.pk))
    none = admin.post("/assignment-rules/trial/", {"industry": "食品"}).json()
    assert none == {"fitting": 0, "rule": None, "user": None}


def test_only_who_may_change_settings_reads_and_writes_them(world, admin, api):
    made = admin.post("/assignment-rules/", {"user": str(world.ar.pk)}).json()
    manager = api("sales_manager")
    assert manager.get("/assignment-rules/").json()["results"] == []
    assert manager.get(f"/assignment-rules/{made['id']}/").status_code == 404
    assert manager.post("/assignment-rules/", {"user": str(world.ar.pk)}).status_code == 403
    assert manager.post("/assignment-rules/trial/", {}).status_code == 403
