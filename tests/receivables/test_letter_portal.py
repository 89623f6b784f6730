"""The customer's page behind a private link: what it shows, takes and refuses, and what it never tells."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.dates import acting_at, local_day, moment
from core.links import links_of, revoke
from core.logs import cut_text
from core.models import Outbox
from core.tenancy import acting_for
from core.workflow import run
from desk.models import Attachment
from receivables.models import AccountStatement, ConfirmationLetter, Dispute, Promise
from receivables.services import account_statements as statements
from receivables.services import confirmation
from tenancy.actor import system
from tenancy.setup import create_tenant
from tests.factories.customers import make_contact, make_customer
from tests.factories.receivables import make_open

SECRET = "不可外传精密机械有限公司"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def customer(tenant):
    made = make_customer("浙江澄江轴承集团有限公司")
    make_contact(made, "柳闻溪", "finance", email="liu@example.com")
    make_open("1000", customer=made, due_on=local_day() - timedelta(days=22))
    make_open("2000", customer=made, due_on=local_day() - timedelta(days=2), schedule_days=7)
    other = make_customer(SECRET)
    make_open("777777", customer=other)
    return made


@pytest.fixture
def sent(customer):
    return run(statements.make_statement(customer, by=system()), "send", by=system()).record


@pytest.fixture
def path(sent):
    return paths()[-1]


def paths() -> list[str]:
    mails = [row.payload for row in Outbox.objects.filter(kind="mail").order_by("posted_at", "pk")]
    return ["/" + mail["context"]["url"].split("/", 3)[3] for mail in mails if "url" in mail["context"]]


class Visitor:
    """Somebody with a browser, whose cookies nobody keeps; Django's own check of forms is on."""

    def __init__(self, path):
        self.client, self.path = Client(enforce_csrf_checks=True), path

    def look(self, **query):
        return self.client.get(self.path, query)

    def stamp(self) -> str:
        text = self.look().content.decode()
        return text.split('name="stamp" value="')[1].split('"')[0]

    def send(self, more=None, **fields):
        given = {"stamp": self.stamp(), "do": "send", "name": "柳闻溪"} | fields | (more or {})
        return self.client.post(self.path, given)


def lines(sent):
    return list(AccountStatement.objects.get(pk=sent.pk).lines.order_by("position"))


# --- what it shows --------------------------------------------------------------------------------------------


def test_the_page_shows_this_customers_items_alone_in_both_languages(sent, path):
    page = Visitor(path).look()
    text = page.content.decode()

    assert page.status_code == 200 and sent.number in text and "已过 22 天" in text and "1,000.00" in text
    assert SECRET not in text and "777,777" not in text
    english = Visitor(path).look(lang="en").content.decode()
    assert "Statement of account" in english and "22 days ago" in english and 'lang="en"' in english


def test_it_is_not_indexed_not_kept_and_tells_no_other_site_its_address(path):
    page = Visitor(path).look()

    assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"] and 'content="noindex, nofollow"' in page.content.decode()
    assert cut_text(f"GET {path}") == "GET /receivables/p/[cut]/statement/"


def test_looking_never_acts(sent, path):
    visitor = Visitor(path)
    for _look in range(3):
        visitor.look()
        visitor.client.head(path)

    seen = AccountStatement.objects.get(pk=sent.pk)
    assert (seen.state, seen.opened_at, seen.version) == ("sent", None, sent.version)


def test_a_page_before_a_person_is_noted_as_opened(sent, path):
    visitor = Visitor(path)

    assert visitor.client.post(f"{path}seen/", {"stamp": "forged"}).status_code == 204
    assert AccountStatement.objects.get(pk=sent.pk).opened_at is None
    visitor.client.post(f"{path}seen/", {"stamp": visitor.stamp()})

    assert AccountStatement.objects.get(pk=sent.pk).opened_at is not None


def test_the_paper_comes_through_the_link(sent, path):
    answer = Client().get(f"{path}pdf/")

    paper = Attachment.objects.get(record_id=sent.pk)
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF-") and len(content) == paper.size
    assert answer["X-Content-Type-Options"] == "nosniff" and "attachment" in answer["Content-Disposition"]


# --- what it takes --------------------------------------------------------------------------------------------


def test_confirm_promise_and_dispute_with_a_paper(sent, path):
    one, two = lines(sent)
    day = (local_day() + timedelta(days=3)).isoformat()
    picture = SimpleUploadedFile("现场.png", b"\x89PNG\r\n\x1a\n" + bytes(40), content_type="image/png")

    answer = Visitor(path).send({
        f"answer-{one.pk}": "promised", f"day-{one.pk}": day, f"amount-{one.pk}": "600.00",
        f"note-{one.pk}": "本周付款",
        f"answer-{two.pk}": "disputed", f"reason-{two.pk}": "quality", f"disputed-{two.pk}": "2,000.00",
        f"words-{two.pk}": "主轴温升超标", f"file-{two.pk}": picture,
    })  # fmt: skip

    assert answer.status_code == 303
    assert AccountStatement.objects.get(pk=sent.pk).state == "disputed"
    assert (Promise.objects.get().amount, Promise.objects.get().note) == (600, "本周付款")
    assert Dispute.objects.get().amount == 2000
    assert Attachment.objects.filter(record_id=sent.pk).count() == 2
    after = Visitor(path).look()
    assert after.status_code == 200 and "主轴温升超标" in after.content.decode()
    assert 'type="radio"' not in after.content.decode()


def test_the_rest_is_confirmed_by_one_button_and_lines_may_stay_open(sent, path):
    one, _two = lines(sent)

    Visitor(path).send({f"answer-{one.pk}": "confirmed"})
    assert [line.answer for line in lines(sent)] == ["confirmed", ""]
    Visitor(path).send(do="rest")

    assert AccountStatement.objects.get(pk=sent.pk).state == "confirmed"


def test_two_clicks_and_a_replay_make_one_answer(sent, path):
    one, _two = lines(sent)
    visitor = Visitor(path)
    given = {"stamp": visitor.stamp(), "do": "send", "name": "柳", f"answer-{one.pk}": "disputed",
             f"reason-{one.pk}": "amount", f"words-{one.pk}": "少开"}  # fmt: skip

    first = visitor.client.post(path, given)
    again = visitor.client.post(path, given | {f"answer-{one.pk}": "confirmed"})

    assert first.status_code == 303 and again.status_code == 422
    assert Dispute.objects.count() == 1 and lines(sent)[0].answer == "disputed"


@pytest.mark.parametrize("missing", ["name", "day", "words", "nothing"])
def test_what_is_wrong_is_told_where_it_is_and_nothing_is_kept(sent, path, missing):
    one, two = lines(sent)
    fields = {
        "name": {"name": " ", f"answer-{one.pk}": "confirmed"},
        "day": {f"answer-{one.pk}": "confirmed", f"answer-{two.pk}": "promised", f"day-{two.pk}": "bald"},
        "words": {
            f"answer-{one.pk}": "confirmed",
            f"answer-{two.pk}": "disputed",
            f"reason-{two.pk}": "other",
        },
        "nothing": {},
    }[missing]

    answer = Visitor(path).send(fields)

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert [line.answer for line in lines(sent)] == ["", ""]


def test_a_paper_that_is_no_paper_is_refused_with_the_whole_answer(sent, path):
    _one, two = lines(sent)
    program = SimpleUploadedFile("a.exe", b"MZ" + bytes(40))

    answer = Visitor(path).send({
        f"answer-{two.pk}": "disputed", f"reason-{two.pk}": "other", f"words-{two.pk}": "x", f"file-{two.pk}": program,
    })  # fmt: skip

    assert answer.status_code == 422 and Dispute.objects.count() == 0


# --- what it refuses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["x", "A" * 43, "../statement", "%00"])
def test_a_wrong_token_is_a_calm_page_without_any_companys_name(sent, token):
    answer = Client().get(f"/receivables/p/{token}/statement/")

    assert answer.status_code == 404 and sent.number not in answer.content.decode()
    assert "远澜" not in answer.content.decode()


def test_an_expired_a_revoked_and_a_replaced_link_end_alike(sent, path):
    with acting_at(moment() + timedelta(days=46)):
        assert Visitor(path).look().status_code == 404
    run(sent, "send_again", by=system())
    assert Visitor(path).look().status_code == 404
    newest = paths()[-1]
    assert Visitor(newest).look().status_code == 200
    revoke(links_of(record=sent), by=system())
    for answer in (
        Visitor(newest).look(),
        Client().post(newest, {"name": "x"}),
        Client().get(f"{newest}pdf/"),
    ):
        assert answer.status_code == 404 and sent.number not in answer.content.decode()


def test_a_link_opens_its_own_paper_alone(sent, path, customer):
    letter = run(confirmation.make(customer, by=system()), "send", by=system()).record
    other = paths()[-1]
    crossed = path.replace("/statement/", "/letter/"), other.replace("/letter/", "/statement/")

    assert [Client().get(one).status_code for one in crossed] == [404, 404]
    assert letter.number not in Visitor(path).look().content.decode()
    stolen = Visitor(other).stamp()
    (line, *_rest) = lines(sent)
    answer = Client().post(path, {"stamp": stolen, "name": "x", f"answer-{line.pk}": "confirmed"})
    assert answer.status_code == 422 and lines(sent)[0].answer == ""


def test_a_form_of_another_site_is_refused_for_want_of_the_stamp(sent, path):
    (line, *_rest) = lines(sent)

    for stamp in ({}, {"stamp": "x"}):
        answer = Client().post(path, {"name": "x", f"answer-{line.pk}": "confirmed"} | stamp)
        assert answer.status_code == 422
    assert lines(sent)[0].answer == ""


def test_a_line_of_another_statement_can_not_be_answered_through_this_link(sent, path):
    stranger = make_customer("另一家有限公司")
    make_contact(stranger, "王", "finance", email="wang@example.com")
    make_open("5", customer=stranger)
    other = run(statements.make_statement(stranger, by=system()), "send", by=system()).record
    (foreign,) = lines(other)

    answer = Visitor(path).send({f"answer-{foreign.pk}": "confirmed"})

    assert answer.status_code == 422 and lines(other)[0].answer == ""


def test_too_many_answers_through_one_link_wait(sent, path):
    visitor = Visitor(path)
    stamp = visitor.stamp()

    with acting_at(moment()):
        found = [visitor.client.post(path, {"stamp": stamp, "name": ""}) for _n in range(25)]

    assert found[-1].status_code == 429 and found[-1]["Retry-After"]
    assert lines(sent)[0].answer == ""


def test_another_companys_visitor_is_led_to_the_links_company_and_nothing_of_theirs_changes(
    sent, path, tenant
):
    other = create_tenant(code="other", name="别家公司")
    with acting_for(other):
        before = AccountStatement.objects.count()

    Visitor(path).send(do="rest")

    with acting_for(other):
        assert AccountStatement.objects.count() == before == 0
    with acting_for(tenant):
        assert AccountStatement.objects.get(pk=sent.pk).state == "confirmed"


# --- the slip -------------------------------------------------------------------------------------------------


@pytest.fixture
def letter(customer):
    return run(confirmation.make(customer, by=system()), "send", by=system()).record


def test_the_slip_agrees_once(letter):
    visitor = Visitor(paths()[-1])
    page = visitor.look().content.decode()
    assert "3,000.00" in page and letter.number in page

    assert visitor.send(answer="agrees").status_code == 303
    assert visitor.client.get(visitor.path).status_code == 200
    found = ConfirmationLetter.objects.get(pk=letter.pk)
    assert (found.state, found.answered_by, found.entered_by_id) == ("confirmed", "柳闻溪", None)


def test_the_slip_differs_with_words_and_the_customers_own_balance(letter):
    visitor = Visitor(paths()[-1])

    assert visitor.send(answer="differs").status_code == 422
    assert (
        visitor.send(answer="differs", said="1,500.00", currency="CNY", words="已付 1500").status_code == 303
    )

    found = ConfirmationLetter.objects.get(pk=letter.pk)
    assert (found.state, str(found.said.amount), found.words) == ("differs", "1500.00000", "已付 1500")
    assert "已付 1500" in visitor.look().content.decode()


def test_the_letters_paper_comes_through_its_link(letter):
    content = b"".join(Client().get(f"{paths()[-1]}pdf/").streaming_content)

    assert io.BytesIO(content).read(5) == b"%PDF-"
