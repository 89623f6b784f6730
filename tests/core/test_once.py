"""A page's form that is sent twice does one thing."""

from tenancy.models import Department
from tests.factories.callers import browser


def sent(client, once, name="Export"):
    return client.post("/settings/departments/", {"name": name, "code": name.lower(), "once": once})


def test_the_second_submit_of_a_form_leads_where_the_first_led(world):
    client = browser(world, "admin")

    first, second = sent(client, "mark-1"), sent(client, "mark-1")

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Department.objects.filter(code="export").count() == 1


def test_a_refused_form_frees_its_mark(world):
    client = browser(world, "admin")
    assert client.post("/settings/departments/", {"name": "", "code": "x", "once": "m"}).status_code == 422

    assert client.post("/settings/departments/", {"name": "X", "code": "x", "once": "m"}).status_code == 303


def test_other_content_under_the_same_mark_is_another_form(world):
    client = browser(world, "admin")
    sent(client, "mark-2", "North")
    sent(client, "mark-2", "South")

    assert Department.objects.filter(code__in=["north", "south"]).count() == 2


def test_a_mark_that_is_no_text_marks_nothing(world):
    assert sent(browser(world, "admin"), "\x00").status_code == 303
