"""The same request twice: one change, one answer."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now

from core.idempotency import IdempotencyBusy, IdempotencyMismatch, body_hash, purge, replay_or_claim, store
from core.models import IdempotencyKey
from core.tenancy import acting_for
from tests.core.conftest import administrator

ROUTE = "/api/v1/leads/"


def test_first_answer_is_given_again(by):
    assert replay_or_claim(by, ROUTE, "k", "h") is None
    store(by, ROUTE, "k", "h", status=201, body={"id": "1"}, headers={"Location": "/1/"})

    again = replay_or_claim(by, ROUTE, "k", "h")
    assert (again.status, again.body, again.headers) == (201, {"id": "1"}, {"Location": "/1/"})


def test_key_is_the_users_and_the_routes(by, tenant):
    store(by, ROUTE, "k", "h", status=201, body={})

    assert replay_or_claim(administrator(tenant), ROUTE, "k", "h") is None
    assert replay_or_claim(by, "/api/v1/customers/", "k", "h") is None


def test_other_body_is_refused(by):
    store(by, ROUTE, "k", "h", status=201, body={})

    with pytest.raises(IdempotencyMismatch) as caught:
        replay_or_claim(by, ROUTE, "k", "other")
    assert caught.value.status == 422


def test_refusals_are_not_kept(by):
    for status in (400, 409, 422, 500):
        store(by, ROUTE, "k", "h", status=status, body={})

    assert replay_or_claim(by, ROUTE, "k", "other") is None


def test_after_a_day_the_key_is_free(by):
    store(by, ROUTE, "k", "h", status=201, body={})
    IdempotencyKey.objects.update(made_at=now() - timedelta(hours=25))

    assert replay_or_claim(by, ROUTE, "k", "other") is None
    store(by, ROUTE, "k", "other", status=201, body={})
    assert purge() == 0


def test_purge_takes_the_old_ones(by):
    store(by, ROUTE, "k", "h", status=201, body={})
    IdempotencyKey.objects.update(made_at=now() - timedelta(hours=25))

    assert purge() == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_impossible_keys_are_refused(by, key):
    with pytest.raises(IdempotencyMismatch):
        replay_or_claim(by, ROUTE, key, "h")


def test_second_request_while_the_first_runs_is_refused(lasting):
    with acting_for(lasting):
        by = administrator(lasting)
    refused = []

    def second():
        try:
            with acting_for(lasting):
                replay_or_claim(by, ROUTE, "k", "h")
        except IdempotencyBusy as error:
            refused.append(error.status)
        finally:
            connection.close()

    with acting_for(lasting):
        assert replay_or_claim(by, ROUTE, "k", "h") is None
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert refused == [409]


def test_rolled_back_first_request_frees_the_key(lasting):
    with acting_for(lasting):
        by = administrator(lasting)
    with pytest.raises(RuntimeError), acting_for(lasting):
        replay_or_claim(by, ROUTE, "k", "h")
        store(by, ROUTE, "k", "h", status=201, body={})
        raise RuntimeError

    with acting_for(lasting):
        assert replay_or_claim(by, ROUTE, "k", "h") is None


def test_digest_follows_content_not_order():
    assert body_hash({"a": 1, "b": [2]}) == body_hash({"b": [2], "a": 1})
    assert body_hash({"a": 1}) != body_hash({"a": "1"})
    assert body_hash(MultiValueDict({"a": ["1", "2"]})) != body_hash(MultiValueDict({"a": ["2", "1"]}))


def test_digest_reads_files_and_leaves_them_readable():
    def files(content):
        return MultiValueDict({"file": [SimpleUploadedFile("a.sta", content)]})

    given = files(b":20:")
    assert body_hash({}, given) == body_hash({}, files(b":20:"))
    assert body_hash({}, given) != body_hash({}, files(b":21:"))
    assert BytesIO(given["file"].read()).getvalue() == b":20:"
