"""Facts asked of a service over HTTP, in the background, with what goes wrong there."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from core.dates import acting_at, local_day, moment
from core.errors import Denied
from core.models import History, Outbox
from core.outbox import HANDLERS
from customers.fact_file import readings_of
from customers.models import AdmissionCheck, Customer, FactSource, SourceReading
from customers.selectors import facts_on_file
from customers.services.fact_files import upload
from customers.services.fact_reading import ask_sources, read_again
from customers.services.fact_sources import remove_source, save_source
from tests.customers.fact_services import CODE, deliver
from tests.factories.customers import GOOD_FACTS, make_customer

SECRET = "sesame-9f3a"


def service(alpha, registry, **values):
    """A source that asks the registry."""
    given = {
        "name": "企业信息服务", "kind": "http", "header_name": "X-Key", "secret": SECRET, "day_from": "as_of",
        "url": f"http://127.0.0.1:{registry.server_port}/v1/{{code}}?n={{name}}",
        "mapping": {"pledge_ratio": "pledge.ratio", "dishonest": "court[0].listed", "lawsuits_12m": "length(suits)"},
    }  # fmt: skip
    return save_source(None, by=alpha.by.admin, **{**given, **values})


def answered(**changed):
    return {
        "pledge": {"ratio": 0.86},
        "court": [{"listed": False}],
        "suits": [1, 2],
        "as_of": str(local_day()),
    } | changed


def test_a_service_is_asked_in_the_background_and_its_facts_are_checked(alpha, registry):
    customer = make_customer(by=alpha.by.ar, unified_code="")
    Customer.objects.filter(pk=customer.pk).update(unified_code=CODE)
    source = service(alpha, registry)
    registry.say = (200, answered())

    assert ask_sources(Customer.objects.get(pk=customer.pk)) == 1
    assert registry.asked == []
    deliver()

    path, headers = registry.asked[0]
    assert path.startswith(f"/v1/{CODE}?n=%E8%8B%8F") and headers["X-Key"] == SECRET
    facts = facts_on_file(customer)
    assert (facts["pledge_ratio"].value, facts["pledge_ratio"].source) == ("0.86", source.name)
    assert (facts["dishonest"].value, facts["lawsuits_12m"].value) == ("false", "2")
    assert Customer.objects.get(pk=customer.pk).state == "rejected"
    assert AdmissionCheck.objects.filter(customer=customer).order_by("at").last().by is None


def test_a_fresh_answer_is_not_asked_for_again_until_its_hours_are_over(alpha, registry):
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}", cache_hours=2)
    registry.say = (200, answered())

    assert (ask_sources(customer), ask_sources(customer)) == (1, 0)
    deliver()
    assert ask_sources(customer) == 0
    assert read_again(customer, by=alpha.by.credit) == 1
    deliver()
    with acting_at(moment() + timedelta(hours=3)):
        assert ask_sources(customer) == 1
    assert len(registry.asked) == 2


@pytest.mark.parametrize(
    ("say", "problem"),
    [
        ((500, {}), "status"), ((302, {}), "status"), ((200, b"<html>"), "no_json"), ((200, b"[" * 20000), "no_json"),
        ((200, b'{"pledge": NaN}'), "no_json"), ((200, {"as_of": "soon"}), "no_day"),
        ((200, {"as_of": "2999-01-01"}), "no_day"),
    ],
)  # fmt: skip
def test_a_source_that_is_down_leaves_the_old_facts_and_is_tried_again(alpha, registry, say, problem):
    customer = make_customer(by=alpha.by.ar)
    before = facts_on_file(customer)
    source = service(
        alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}", attempts=2, pause_minutes=7
    )
    registry.say = say
    ask_sources(customer)

    deliver()

    reading = SourceReading.objects.get()
    assert facts_on_file(customer) == before and reading.problem["code"] == problem and reading.is_waiting
    waiting = Outbox.objects.get(kind="read_facts", sent_at=None)
    assert timedelta(minutes=6) < waiting.next_try_at - waiting.posted_at < timedelta(minutes=8)
    HANDLERS["read_facts"](waiting.payload)
    reading.refresh_from_db()
    assert not reading.is_waiting and reading.tried == 2 and reading.failing_since and reading.read_at is None
    assert readings_of(customer)[0]["problem"]
    registry.say = (200, answered())
    assert ask_sources(customer) == 1
    Outbox.objects.filter(kind="read_facts").update(sent_at=None)
    deliver()
    reading.refresh_from_db()
    assert (reading.failing_since, reading.problem, source.name) == (None, {}, "企业信息服务")


def test_an_unknown_company_is_no_failure_and_bad_values_are_named(alpha, registry):
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    registry.say = (404, {})
    ask_sources(customer)
    deliver()
    assert SourceReading.objects.get().problem == {"code": "unknown"}

    registry.say = (200, answered(pledge={"ratio": "half"}, court=None))
    read_again(customer, by=alpha.by.credit)
    deliver()

    reading = SourceReading.objects.get()
    assert reading.problem == {"code": "values", "facts": "pledge_ratio"} and reading.read_at
    assert facts_on_file(customer)["lawsuits_12m"].value == "2"
    assert facts_on_file(customer)["dishonest"].source != "企业信息服务"


def test_an_older_fact_does_not_replace_a_later_one(alpha, registry):
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    registry.say = (200, answered(as_of="2026/01/02 08:00"))
    ask_sources(customer)

    deliver()

    assert facts_on_file(customer)["pledge_ratio"].value == GOOD_FACTS["pledge_ratio"]


def test_the_secret_is_sealed_written_once_and_shown_nowhere(alpha, registry, caller, caplog):
    customer = make_customer(by=alpha.by.ar)
    source = service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    registry.say = (500, {})
    ask_sources(customer)
    deliver()
    browser = Client()
    browser.force_login(alpha.people["admin"])

    shown = caller(alpha, "admin").get(f"/fact-sources/{source.pk}/")
    pages = [
        browser.get(f"/customers/sources/{source.pk}/"),
        browser.get("/customers/sources/"),
        browser.get("/settings/changes/"),
    ]
    rows = [
        str(row) for model in (FactSource, History, Outbox, SourceReading) for row in model.objects.values()
    ]

    assert shown.json()["has_secret"] is True and "sealed" not in shown.json()
    assert [page.status_code for page in pages] == [200, 200, 200]
    texts = [shown.content.decode(), *(page.content.decode() for page in pages), *rows, caplog.text]
    assert [text for text in texts if SECRET in text] == []
    save_source(source, by=alpha.by.admin, name="另名")
    assert FactSource.objects.get().sealed == source.sealed
    save_source(source, by=alpha.by.admin, url="https://elsewhere.example.com/{code}")
    assert FactSource.objects.get().sealed == ""


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("url", {"url": "https://api.example.com/all"}), ("url", {"url": "ftp://example.com/{code}"}),
        ("header_name", {"header_name": "X Key"}),
        ("header_name", {"header_name": "Host"}), ("mapping", {"mapping": {}}),
        ("mapping", {"mapping": {"pledge_ratio": "a[["}}), ("mapping", {"mapping": {"nonsense": "a"}}),
        ("mapping", {"mapping": {"payment_mode": "a"}}), ("timeout_seconds", {"timeout_seconds": 11}),
        ("kind", {"kind": "magic"}), ("name", {"name": "企业信息服务"}),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_by_field(alpha, registry, field, values):
    if field == "name":
        service(alpha, registry)
    with pytest.raises(ValidationError) as caught:
        service(alpha, registry, **values)
    assert field in caught.value.error_dict


def test_a_target_inside_the_house_is_not_called(alpha, registry, settings):
    settings.OUTGOING_ALLOW = set()
    customer = make_customer(by=alpha.by.ar)
    service(alpha, registry, url=f"http://127.0.0.1:{registry.server_port}/{{name}}")
    ask_sources(customer)

    deliver()

    assert registry.asked == [] and SourceReading.objects.get().problem["code"] == "no_answer"


def test_sources_are_the_administrators_and_reading_is_credits(alpha, registry):
    customer, source = make_customer(by=alpha.by.ar), service(alpha, registry)
    for act in (lambda: save_source(source, by=alpha.by.credit, name="x"),
                lambda: remove_source(source, by=alpha.by.credit),
                lambda: read_again(customer, by=alpha.by.ar),
                lambda: upload(source, by=alpha.by.ar, file=io.BytesIO(b"x"))):  # fmt: skip
        with pytest.raises(Denied):
            act()
    ask_sources(customer)
    remove_source(source, by=alpha.by.admin)
    deliver()
    assert not SourceReading.objects.exists()
