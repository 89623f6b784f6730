"""The API's base: what a resource answers, and every way it refuses."""

import json
from io import BytesIO

import pytest
from django.test import Client

from core.tenancy import acting_for
from core.whole_body import WholeBody, largest
from tenancy.actor import system
from tenancy.keys import create_key
from tenancy.models import Department
from tests.core.conftest import house

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_api")]
SAMPLES = "/api/v1/samples/"


class Caller:
    """A program with a key: get, post, patch … with JSON in and out."""

    def __init__(self, secret, **headers):
        self.client = Client(
            headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en", **headers}
        )

    def __getattr__(self, method):
        def call(path, body=None, **headers):
            sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            return getattr(self.client, method)(path, headers=headers, **sent)

        return call


@pytest.fixture
def alpha(db, standing):
    """A tenant, its administrator, who calls with a key of theirs, and with one that only reads."""
    tenant, user = standing
    with acting_for(tenant):
        _key, secret = create_key(user, name="test", scopes=["read", "write"], by=system())
        _key, reading = create_key(user, name="test", scopes=["read"], by=system())
    return tenant, user, Caller(secret), Caller(reading)


@pytest.fixture
def call(alpha):
    return alpha[2]


def made(tenant, codes):
    with acting_for(tenant):
        return [Department.objects.create(code=code, name=code) for code in codes]


def test_created_record_is_answered_with_its_address(call):
    response = call.post(SAMPLES, {"code": "hq", "name": "总部"})

    assert response.status_code == 201
    body = response.json()
    assert response["Location"].endswith(f"/api/v1/departments/{body['id']}/")
    assert body["name"] == "总部" and body["version"] == 1 and body["parent"] is None


def test_related_record_comes_with_its_name(call, alpha):
    (parent,) = made(alpha[0], ["hq"])
    child = call.post(SAMPLES, {"code": "east", "name": "East", "parent": str(parent.pk)}).json()

    assert child["parent"] == {"id": str(parent.pk), "name": "hq"}


def test_field_errors_point_into_the_body(call):
    wrong = call.post(
        SAMPLES, {"code": 7, "name": ["x"], "naem": "x", "lines": [{"quantity": "2"}, {"quantity": "x"}]}
    )
    assert wrong.status_code == 422
    assert wrong["Content-Type"] == "application/problem+json"
    assert {e["pointer"] for e in wrong.json()["errors"]} == {"#/code", "#/name"}

    wrong = call.post(SAMPLES, {"code": "a", "nmae": "x", "lines": [{"quantity": "2"}, {"quantity": "x"}]})
    pointers = {e["pointer"]: e["code"] for e in wrong.json()["errors"]}
    assert pointers == {"#/name": "required", "#/nmae": "unknown", "#/lines/1/quantity": "invalid"}


def test_errors_speak_the_language_that_was_asked_for(alpha, call):
    chinese = call.post(SAMPLES, {"code": "a"}, **{"Accept-Language": "zh-CN"}).json()

    assert chinese["errors"][0]["detail"] == "该字段是必填项。"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"code": NaN}', 400),
        (b'{"code": "\\u0000", "name": "x"}', 400),
        (b'{"code": "\\ud800", "name": "x"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"n": ' + b"9" * 5000 + b"}", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"", 422),
        (b'{"code": "a"' + b" " * (10 * 1024 * 1024) + b"}", 413),
    ],
)
def test_unreadable_bodies_are_refused(call, body, status):
    response = call.client.post(SAMPLES, data=body, content_type="application/json")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", [SAMPLES, "/any/page/"])
def test_giants_are_refused_unread(call, path):
    announced = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(3 * 1024**3),
                 "Accept-Language": "en"}  # fmt: skip
    response = call.client.post(path, data=b"", content_type=announced["Content-Type"], headers=announced)

    assert response.status_code == 413
    assert "The request is larger than what is taken here." in response.text


def test_body_sent_in_chunks_is_taken_in_whole():
    def echo(environ, start_response):
        return environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))

    def sent(body):
        chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        return WholeBody(echo)(chunked | {"wsgi.input": BytesIO(body)}, None)

    assert sent(b'{"name": "x"}') == b'{"name": "x"}'
    assert len(sent(b"x" * (largest() + 1000))) == largest() + 1


def test_action_without_fields_takes_none(call, alpha):
    (one,) = made(alpha[0], ["hq"])
    path = f"{SAMPLES}{one.pk}/ring/"

    assert call.client.post(path, content_type="application/json").status_code == 200
    assert call.post(path, {}).status_code == 200
    refused = call.post(path, {"volume": 11})
    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"] == "#/volume"


def test_other_content_and_methods_are_refused(call):
    assert call.client.post(SAMPLES, data="x", content_type="text/plain").status_code == 415
    assert call.client.post(SAMPLES, {"code": "a"}).status_code == 415
    refused = call.put(SAMPLES, {})
    assert refused.status_code == 405 and "GET" in refused["Allow"]
    assert refused["Content-Type"] == "application/problem+json"


def test_unknown_addresses_are_problems_too(call):
    for path in ("/api/v1/nothing/", f"{SAMPLES}not-an-id/", "/api/nothing"):
        response = call.get(path)
        assert response.status_code == 404 and response.json()["instance"] == path


def test_stranger_finds_nothing(call):
    (theirs,) = made(house(), ["theirs"])
    for method in (call.get, call.patch, call.delete):
        assert method(f"{SAMPLES}{theirs.pk}/").status_code == 404
    assert call.put(f"{SAMPLES}{theirs.pk}/helpers/", []).status_code == 404
    assert call.post(SAMPLES, {"code": "a", "name": "a", "parent": str(theirs.pk)}).status_code == 422


def test_nobody_and_wrong_keys_are_sent_away(call):
    for headers in ({}, {"Authorization": "Bearer l2c_wrong"}):
        response = Client(headers=headers).get(SAMPLES)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"


def test_the_schemes_name_may_be_written_small(call):
    key = call.client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")

    assert Client(headers={"Authorization": f"bearer {key}"}).get(SAMPLES).status_code == 200


def test_reading_key_may_not_write(alpha):
    reading = alpha[3]

    assert reading.get(SAMPLES).status_code == 200
    refused = reading.post(SAMPLES, {"code": "a", "name": "a"})
    assert refused.status_code == 403 and "write" in refused.json()["detail"]


def test_change_honours_the_version_read(call, alpha):
    (one,) = made(alpha[0], ["hq"])
    path = f"{SAMPLES}{one.pk}/"

    assert call.patch(path, {"name": "New"}, **{"If-Match": '"1"'}).json()["version"] == 2
    late = call.patch(path, {"name": "Newer"}, **{"If-Match": '"1"'})
    assert late.status_code == 412 and late.json()["current_version"] == 2
    assert call.patch(path, {"name": "x"}, **{"If-Match": "abc"}).status_code == 400
    assert call.get(path)["ETag"] == '"2"'


def test_draft_is_deleted(call, alpha):
    (one,) = made(alpha[0], ["hq"])

    assert call.delete(f"{SAMPLES}{one.pk}/").status_code == 204
    assert call.get(f"{SAMPLES}{one.pk}/").status_code == 404


def test_array_bodies_point_at_their_entries(call, alpha):
    (one,) = made(alpha[0], ["hq"])
    path, me = f"{SAMPLES}{one.pk}/helpers/", str(alpha[1].pk)

    assert call.put(path, [me]).json() == {"people": [me]}
    wrong = call.put(path, [me, "nobody"])
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["pointer"] == "#/1"
    assert call.put(path, {}).status_code == 422


# --- lists ------------------------------------------------------------------------------------------------------


def codes(response):
    return [row["code"] for row in response.json()["results"]]


def walk(call, url, way):
    seen = []
    while url:
        response = call.get(url)
        seen.append(codes(response))
        url = response.json()[way]
    return seen


def test_pages_lead_forward_and_back_through_ties(call, alpha):
    made(alpha[0], ["a", "b", "c", "d", "e"])
    with acting_for(alpha[0]):
        Department.objects.update(name="same")

    forward = walk(call, f"{SAMPLES}?limit=2&ordering=name", "next")
    assert forward == [["a", "b"], ["c", "d"], ["e"]]
    last = call.get(
        call.get(call.get(f"{SAMPLES}?limit=2&ordering=name").json()["next"]).json()["next"]
    ).json()
    assert walk(call, last["previous"], "previous") == [["c", "d"], ["a", "b"]]


@pytest.mark.parametrize("ordering", ["-name,code", "name,-code", "-created_at,name"])
def test_mixed_orderings_page_completely(call, alpha, ordering):
    made(alpha[0], ["a", "b", "c", "d", "e"])
    with acting_for(alpha[0]):
        Department.objects.filter(code__in=["a", "d"]).update(name="same")

    whole = codes(call.get(f"{SAMPLES}?ordering={ordering}"))
    pages = walk(call, f"{SAMPLES}?limit=2&ordering={ordering}", "next")
    assert [code for page in pages for code in page] == whole


def test_rows_inserted_meanwhile_neither_repeat_nor_hide_others(call, alpha):
    made(alpha[0], ["a", "c", "e"])
    first = call.get(f"{SAMPLES}?limit=2&ordering=code").json()
    made(alpha[0], ["b", "d"])

    assert codes(call.get(first["next"])) == ["d", "e"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("naem=x", "naem"),
        ("name__gte=x", "name__gte"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("ordering=parent", "ordering"),
        ("ordering=name,name", "ordering"),
        ("cursor=xyz", "cursor"),
        ("cursor=WzEsMl0", "cursor"),
        ("fields=id,secret", "fields"),
        ("parent=7", "parent"),
        ("created_at__gte=yesterday", "created_at"),
        ("created_at__gte=2026-11-23T08:00:00", "created_at"),
        ("parent__isnull=maybe", "parent"),
        ("q=x%00", "q"),
        ("name=%00", "name"),
        ("limit=%00", "limit"),
        (f"code__in={','.join('x' * 201)}", "code"),
        ("tenant=1", "tenant"),
    ],
)
def test_parameters_that_do_not_fit_are_named(call, query, named):
    response = call.get(f"{SAMPLES}?{query}")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == named


def test_sub_resources_refuse_unknown_parameters_too(call, alpha):
    (one,) = made(alpha[0], ["hq"])
    path = f"{SAMPLES}{one.pk}/bells/"

    assert call.get(f"{path}?as_of=2026-11-23").status_code == 200
    refused = call.get(f"{path}?asof=2026-11-23")
    assert refused.status_code == 400 and refused.json()["errors"][0]["parameter"] == "asof"


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("count", "limit=3"),
        ("count", "cursor=x"),
        ("count", "ordering=name"),
        ("export", "limit=3"),
        ("export", "cursor=x"),
    ],
)
def test_what_has_no_pages_takes_no_page(call, address, query):
    refused = call.get(f"{SAMPLES}{address}/?{query}")

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_filters_narrow_list_and_count(call, alpha):
    hq, _east = made(alpha[0], ["hq", "east"])
    call.post(SAMPLES, {"code": "west", "name": "West", "parent": str(hq.pk)})

    assert codes(call.get(f"{SAMPLES}?parent={hq.pk}")) == ["west"]
    assert codes(call.get(f"{SAMPLES}?parent__isnull=true&ordering=code")) == ["east", "hq"]
    assert codes(call.get(f"{SAMPLES}?code__in=hq,west&ordering=code")) == ["hq", "west"]
    assert codes(call.get(f"{SAMPLES}?created_at__lte=2020-01-01")) == []
    assert call.get(f"{SAMPLES}count/?parent__isnull=true").json() == {"count": 2}


def test_chosen_fields_alone_are_shown(call, alpha):
    made(alpha[0], ["hq"])

    assert set(call.get(f"{SAMPLES}?fields=code").json()["results"][0]) == {"id", "code"}


def test_list_asks_the_same_few_questions_however_long(call, alpha, django_assert_max_num_queries):
    with acting_for(alpha[0]):
        parent = Department.objects.create(code="hq", name="hq")
        for index in range(60):
            Department.objects.create(code=f"d{index}", name="x", parent=parent)

    call.get(SAMPLES)  # what is kept between requests is known from here on
    asked = []
    for address, shown in ((f"{SAMPLES}?limit=2", 2), (f"{SAMPLES}?limit=50", 50), (SAMPLES, 50)):
        with django_assert_max_num_queries(12) as questions:
            rows = call.get(address).json()["results"]
        assert len(rows) == shown and rows[0]["parent"]["name"] == "hq"
        asked.append(len(questions))
    assert len(set(asked)) == 1


# --- the same POST twice ------------------------------------------------------------------------------------------


def test_second_post_under_one_key_gets_the_first_answer(call, alpha):
    body = {"code": "hq", "name": "HQ"}
    first = call.post(SAMPLES, body, **{"Idempotency-Key": "one"})
    second = call.post(SAMPLES, {"name": "HQ", "code": "hq"}, **{"Idempotency-Key": "one"})

    assert second.status_code == 201 and second.json() == first.json()
    assert second["Idempotent-Replayed"] == "true" and second["Location"] == first["Location"]
    assert second["ETag"] == first["ETag"]
    assert call.get(f"{SAMPLES}count/").json()["count"] == 1


def test_key_with_another_body_is_refused(call):
    call.post(SAMPLES, {"code": "a", "name": "a"}, **{"Idempotency-Key": "one"})

    other = call.post(SAMPLES, {"code": "b", "name": "b"}, **{"Idempotency-Key": "one"})
    assert other.status_code == 422 and other.json()["type"].endswith("idempotency_mismatch")


def test_refused_post_frees_its_key(call):
    assert call.post(SAMPLES, {"code": "a"}, **{"Idempotency-Key": "one"}).status_code == 422
    assert call.post(SAMPLES, {"code": "a", "name": "a"}, **{"Idempotency-Key": "one"}).status_code == 201


def test_taken_code_is_a_conflict_and_leaves_nothing_half_done(call, alpha):
    made(alpha[0], ["hq"])

    refused = call.post(SAMPLES, {"code": "hq", "name": "again"})
    assert refused.status_code == 409 and refused.json()["type"].endswith("exists")
    assert call.get(f"{SAMPLES}count/").json()["count"] == 1


def test_head_and_options_answer(call):
    assert call.head(SAMPLES).status_code == 200
    assert call.options(SAMPLES).status_code == 200
