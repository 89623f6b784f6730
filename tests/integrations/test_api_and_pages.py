"""Imports by API and by page: brought, polled, mended, taken back; and what is refused."""

import json

import pytest
from django.test import override_settings

from core.relay import drain
from integrations.models import Import
from leads.models import Lead
from tests.integrations.conftest import file_of
from tests.integrations.test_leads_in import GOOD, HEADER, many

BAD = "常州启明,单文静,139051288,,AGV,,,,,=1+1\n"


def send(api, content, role="ar", **fields):
    """Bring a file by the API, as a form with a file is sent."""
    return api(role).client.post("/api/v1/imports/", {"file": file_of(content), "kind": "leads"} | fields)


def test_a_file_is_brought_and_polled_until_all_rows_are_told(world, api):
    answer = send(api, HEADER + GOOD + BAD)
    assert (answer.status_code, answer["Location"]) == (
        202,
        f"http://testserver/api/v1/imports/{answer.json()['id']}/",
    )
    assert answer.json()["state"] == "queued"

    drain(world.tenant.pk)
    found = api("ar").get(f"/imports/{answer.json()['id']}/").json()

    told = {
        name: found[name]
        for name in ("state", "rows_read", "created", "updated", "merged", "skipped", "failed")
    }
    assert told == {
        "state": "partial",
        "rows_read": 2,
        "created": 1,
        "updated": 0,
        "merged": 0,
        "skipped": 0,
        "failed": 1,
    }
    assert [(row["row"], row["column"], row["value"]) for row in found["failures"]] == [
        (3, "手机", "139051288")
    ]
    assert api("ar").get(f"/imports/{found['id']}/failures/").json()["results"] == found["failures"]


def test_a_mapping_by_headers_wins_over_the_guess(world, api):
    answer = send(api, "列一,列二\n某厂,AGV\n", mapping=json.dumps({"列一": "company_name", "列二": "need"}))
    drain(world.tenant.pk)

    assert answer.status_code == 202
    assert Lead.objects.get().need == "AGV"


@pytest.mark.parametrize(
    "content, fields, pointer",
    [
        (HEADER + GOOD, {"kind": "moons"}, "#/kind"),
        (HEADER + GOOD, {"mapping": '{"没有的列": "need"}'}, "#/mapping"),
        (HEADER + GOOD, {"mapping": '{"备注2": "moon"}'}, "#/mapping"),
        (HEADER + GOOD, {"mapping": '["x"]'}, "#/mapping"),
        ("备注\n无公司\n", {}, "#/mapping"),
        (b"PK\x03\x04 no archive", {}, "#/file"),
        (HEADER + GOOD, {"repeated": "twice"}, "#/repeated"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_leaves_nothing(api, world, content, fields, pointer):
    answer = send(api, content, **fields)

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])
    assert not Import.objects.exists()


@override_settings(LARGEST_FILE=1000)
def test_a_file_that_is_too_large_is_refused(api, world):
    assert send(api, many(100)).status_code == 413


def test_who_may_not_enter_leads_may_not_import_them(api, world):
    assert send(api, HEADER + GOOD, role="finance").status_code == 403


def test_a_dry_run_is_written_later_and_undone(world, api):
    one = api("ar")
    where = f"/imports/{send(api, HEADER + GOOD, dry_run='true').json()['id']}/"
    drain(world.tenant.pk)
    assert (one.get(where).json()["created"], Lead.objects.count()) == (1, 0)

    assert one.post(f"{where}write/").status_code == 202
    drain(world.tenant.pk)
    assert Lead.objects.count() == 1
    assert one.post(f"{where}write/").json()["blockers"][0]["code"] == "import_over"

    assert one.post(f"{where}undo/").status_code == 202
    drain(world.tenant.pk)
    assert (one.get(where).json()["state"], Lead.objects.count()) == ("undone", 0)
    assert one.post(f"{where}cancel/").status_code == 409


def test_failed_rows_come_as_a_file_that_is_mended_and_brought_again(world, bring, write, signed_in):
    upload = write(bring(HEADER + GOOD + BAD))
    page = signed_in("ar").get(f"/imports/{upload.pk}/failures/")
    file = b"".join(page.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in file

    again = write(bring(file.replace("139051288", "13905128888")))

    assert (again.created, again.failed) == (1, 0)
    assert Lead.objects.filter(phone="13905128888").count() == 1


def test_the_page_leads_from_the_file_to_the_undoing(world, signed_in):
    at_desk = signed_in("ar")

    brought = at_desk.post("/imports/new/leads/", {"file": file_of(HEADER + GOOD + BAD)})
    where = brought["Location"]
    drain(world.tenant.pk)
    shown = at_desk.get(where).content.decode()
    assert "感兴趣的产品" in shown and "柔性装配线" in shown

    columns = {f"column-{at}": name for at, name in Import.objects.get().mapping.items()}
    at_desk.post(f"{where}match/", columns | {"policy": "merge", "remember": "on"})
    drain(world.tenant.pk)
    shown = at_desk.get(where).content.decode()
    assert "139051288" in shown and not Lead.objects.exists()

    for step, left in (("write", 1), ("undo", 0)):
        at_desk.post(f"{where}{step}/")
        drain(world.tenant.pk)
        assert Lead.objects.count() == left


def test_a_page_says_what_is_wrong_with_a_file_or_its_columns(world, signed_in):
    at_desk = signed_in("ar")
    refused = at_desk.post("/imports/new/leads/", {"file": file_of(b"PK\x03\x04", name="x.xlsx")})
    assert refused.status_code == 422
    assert not Import.objects.exists()

    where = at_desk.post("/imports/new/leads/", {"file": file_of(HEADER + GOOD)})["Location"]
    twice = at_desk.post(
        f"{where}match/", {"column-0": "company_name", "column-1": "company_name", "policy": "merge"}
    )
    assert twice.status_code == 422
    assert at_desk.post(f"{where}cancel/").status_code == 409


def test_the_page_costs_the_same_queries_however_many_rows(
    world, bring, write, signed_in, django_assert_max_num_queries
):
    upload = write(bring(HEADER + GOOD + BAD * 30))
    at_desk = signed_in("ar")
    at_desk.get(f"/imports/{upload.pk}/")

    with django_assert_max_num_queries(25):
        at_desk.get(f"/imports/{upload.pk}/")
