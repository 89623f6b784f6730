"""To-dos that people write, do and hand on; notes that name colleagues; papers with versions, on any record."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from core.attention import todo
from core.dates import local_day
from core.errors import Denied
from core.models import Event
from desk.models import Attachment, Note, Notice, Todo
from desk.services.notes import write_note
from desk.services.todos import change_todo, finish, hand_on, write_todo
from tests.factories.callers import caller
from tests.factories.customers import make_customer


@pytest.fixture
def customer(world):
    """A customer that the AR owns."""
    with world.acting():
        yield make_customer(owner=world.ar)


def test_a_to_do_for_a_colleague_is_told_done_and_recorded(world, customer):
    given = write_todo(by=world.by("ar"), text=" 寄样本 ", user=world.sr, due_on=local_day(), record=customer)

    assert (given.text, given.user, given.customer_id) == ("寄样本", world.sr, customer.pk)
    assert Notice.objects.get(user=world.sr).text.endswith("寄样本")
    with pytest.raises(Denied):
        finish(given, by=world.by("ar"))
    first = finish(given, by=world.by("sr"))
    assert finish(first, by=world.by("sr")).done_at == first.done_at
    kinds = Event.objects.filter(record_id=given.pk).order_by("at").values_list("kind", flat=True)
    assert list(kinds) == ["todo.written", "todo.done"]


def test_a_to_do_of_a_role_is_handed_to_one_colleague(world, customer):
    made = todo(customer, "admission_review", role="credit", customer=customer.name)

    handed = hand_on(made, by=world.by("credit"), user=world.finance)

    assert (handed.user, handed.role) == (world.finance, "")
    with pytest.raises(Denied):
        hand_on(handed, by=world.by("credit"), user=world.ar)


def test_what_cannot_be_handed_on_or_changed_says_why(world, customer):
    by = world.by("ar")
    vote = todo(customer, "approval.vote", user=world.ar)
    written_by_the_platform = todo(customer, "admission_review", user=world.ar, customer=customer.name)
    done = finish(write_todo(by=by, text="x"), by=by)
    for wrong in (
        lambda: hand_on(vote, by=by, user=world.sr),
        lambda: change_todo(written_by_the_platform, by=by, text="x"),
        lambda: change_todo(done, by=by, text="y"),
        lambda: hand_on(done, by=by, user=world.sr),
    ):
        with pytest.raises(ValidationError):
            wrong()


def test_a_colleague_who_does_not_see_the_record_is_not_told(world, customer):
    text = f"请 @{world.executive.username} 与 @{world.legal.username} 和 @{world.planner.username} 看"

    written = write_note(customer, text, by=world.by("ar"))

    assert {user.username for user in written.untold} == {world.planner.username}
    told = Notice.objects.filter(kind="note.mention").values_list("user_id", flat=True)
    assert set(told) == {world.executive.pk, world.legal.pk}


def test_the_page_of_to_dos_writes_hands_on_and_ticks_off(world, signed_in):
    person, tomorrow = signed_in("ar"), local_day() + timedelta(days=1)

    assert person.post("/todos/", {"text": ""}).status_code == 422
    assert person.post("/todos/", {"text": "寄样本", "due_on": str(tomorrow)}).status_code == 303
    with world.acting():
        made = Todo.objects.get()
    assert "寄样本" in person.get("/todos/").content.decode()
    assert person.post(f"/desk/todos/{made.pk}/hand-on/", {"user": str(world.sr.pk)}).status_code == 303
    assert person.post(f"/desk/todos/{made.pk}/done/").status_code == 404
    assert signed_in("sr").post(f"/desk/todos/{made.pk}/done/").status_code == 303
    assert "寄样本" in signed_in("sr").get("/todos/").content.decode()


def test_notes_and_papers_are_left_on_a_records_page(world, customer, signed_in):
    person = signed_in("ar")
    about = {"resource": "customers", "record": str(customer.pk)}
    page = customer.get_absolute_url()

    noted = person.post("/desk/notes/", {**about, "text": f"@{world.planner.username} 请看", "next": page})
    assert noted["Location"] == f"{page}#desk" and Note.objects.get().record_id == customer.pk
    for content in (b"one", b"two", b"two"):
        file = SimpleUploadedFile("图纸.txt", content, content_type="text/plain")
        assert person.post("/desk/papers/", {**about, "file": file}).status_code == 303

    shown = person.get(page)
    found = shown.context["desk"]["papers"]
    assert [(one["paper"].file_version, [old.file_version for old in one["former"]]) for one in found] == [
        (2, [1])
    ]
    assert "who were not told" in shown.content.decode() or "Not told" in shown.content.decode()
    assert signed_in("planner").post("/desk/notes/", {**about, "text": "x"})["Location"] == "/"
    assert Note.objects.count() == 1
    assert person.post("/desk/notes/", {**about, "text": " "}).status_code == 303


def test_the_list_behind_an_at_finds_colleagues(world, signed_in):
    answer = signed_in("ar").get("/desk/people/", {"q": world.sr.username[-6:]}).content.decode()
    assert f'data-insert="{world.sr.username}"' in answer


def test_notes_to_dos_and_versions_by_the_api(world, customer):
    ar, planner = caller(world, "ar"), caller(world, "planner")
    about = {"resource": "customers", "record": str(customer.pk)}

    assert ar.post("/notes/", {**about, "text": "x"}).status_code == 201
    assert [one["text"] for one in ar.get(f"/notes/?record={customer.pk}").json()["results"]] == ["x"]
    assert planner.post("/notes/", {**about, "text": "x"}).status_code == 422
    assert planner.get(f"/notes/?record={customer.pk}").json()["results"] == []

    made = ar.post("/todos/", {"text": "寄样本", "resource": "customers", "record": str(customer.pk)})
    assert made.json()["record"] == {"resource": "customers", "id": str(customer.pk)}
    path = f"/todos/{made.json()['id']}/"
    assert ar.patch(path, {"due_on": "2099-01-01"}).json()["due_on"] == "2099-01-01"
    assert ar.post(f"{path}hand-on/", {"user": str(world.sr.pk)}).json()["user"]["id"] == str(world.sr.pk)
    assert ar.get(path).status_code == 404

    assert Attachment.objects.count() == 0


def test_money_and_days_are_said_as_people_write_them_in_the_readers_language(world, customer):
    facts = {"payer": "渝帆动力", "amount": {"amount": "180000.00", "currency": "CNY"}, "text": "货款？"}
    asked = todo(customer, "line_asked", user=world.ar, **facts)
    told = todo(
        customer,
        "corrective_overdue",
        user=world.ar,
        due_on=date(2026, 11, 23),
        text="补件",
        number="AR-1",
        customer="澄江轴承",
    )

    with override("zh-hans"):
        assert asked.text == "渝帆动力到账 18.0 万：货款？"
        assert "2026-11-23" in told.text
    with override("en"):
        assert "¥0.18M" in asked.text and "23 Nov 2026" in told.text
