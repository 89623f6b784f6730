"""Papers over the API: what is taken, who reads it, and that no browser runs it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.callers import caller
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(world):
    with world.acting():
        return make_customer(owner=world.ar)


def sent(call, customer, name, content):
    body = {"file": SimpleUploadedFile(name, content), "resource": "customers", "record": str(customer.pk)}
    return call.client.post("/api/v1/attachments/", body)


def downloaded(call, paper):
    """(the response, its content)"""
    response = call.get(f"/attachments/{paper['id']}/file/")
    return response, b"".join(response.streaming_content)


def test_paper_comes_back_as_it_was_sent(world, customer):
    ar = caller(world, "ar")
    made = sent(ar, customer, "合同.txt", "第一条".encode())

    assert made.status_code == 201, made.content
    assert made["Location"].endswith(f"/attachments/{made.json()['id']}/")
    (listed,) = ar.get(f"/attachments/?record={customer.pk}").json()["results"]
    assert listed["name"] == "合同.txt"
    assert downloaded(ar, made.json())[1] == "第一条".encode()


def test_no_browser_runs_a_paper(world, customer):
    ar = caller(world, "ar")
    made = sent(ar, customer, "note.txt", b"<script>alert(1)</script>").json()

    file, _content = downloaded(ar, made)

    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "text/plain" and file["X-Content-Type-Options"] == "nosniff"
    for name in ("x.svg", "x.html", "x.pdf"):
        assert sent(ar, customer, name, b"<svg onload=alert(1)>").status_code == 422


def test_who_does_not_see_the_record_does_not_see_its_papers(world, other_world, customer):
    made = sent(caller(world, "ar"), customer, "a.txt", b"x").json()
    for stranger in (caller(world, "planner"), caller(other_world, "ar")):
        assert stranger.get(f"/attachments/{made['id']}/file/").status_code == 404
        assert stranger.get(f"/attachments/?record={customer.pk}").json()["results"] == []
        assert sent(stranger, customer, "a.txt", b"x").status_code in (404, 422)
