"""Private links: bound to one purpose and recipient, ended in four ways, answered once."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core import links
from core.dates import acting_at, moment
from core.models import Outbox, PrivateLink
from core.tenancy import acting_for
from tenancy.models import Department
from tests.core.conftest import administrator


@pytest.fixture
def issued(lasting):
    return issue(lasting)


def issue(tenant, **options):
    """(tenant, link, token) of a link to a department."""
    with acting_for(tenant):
        record = Department.objects.create(code=f"c{Department.objects.count()}", name="总部")
        given = {"name": "陆总", "email": "lu@example.com"} | options
        link, token = links.issue_link(record, "quote", by=administrator(tenant), **given)
    return tenant, link, token


def code_mailed(tenant):
    with acting_for(tenant):
        line = Outbox.objects.filter(kind="mail").latest("pk").payload["context"]["lines"][0]
    return re.search(r"\d{6}", line)[0]


def gone(token, purpose="quote"):
    with pytest.raises(links.LinkGone), links.through(token, purpose):
        pass


def test_token_leads_to_its_record_without_a_tenant_named(issued):
    _tenant, link, token = issued

    with links.through(token, "quote") as found:
        assert found.pk == link.pk
        assert links.record_of(found).name == "总部"


def test_token_itself_is_nowhere_kept(issued, owner):
    _tenant, link, token = issued

    owner.execute("select digest from tenancy_door where digest = %s", [link.digest])
    assert owner.fetchone() and token not in link.digest
    assert len(token) >= 43


def test_other_purpose_wrong_token_and_odd_text_are_gone(issued):
    token = issued[2]

    gone(token, "certificate")
    for wrong in (token[:-1], "", "\0", "x" * 5000, "☃"):
        gone(wrong)


def test_link_ends_after_45_days(issued):
    token = issued[2]
    with acting_at(moment() + timedelta(days=44)), links.through(token, "quote"):
        pass
    with acting_at(moment() + timedelta(days=46)):
        gone(token)


def test_links_end_with_their_contact(lasting):
    contact = "0198c000-0000-7000-8000-000000000001"
    _tenant, _link, token = issue(lasting, contact_id=contact)
    with acting_for(lasting):
        assert links.revoke(links.links_of(contact_id=contact), by=administrator(lasting)) == 1

    gone(token)


def test_answer_is_kept_with_name_and_given_once(issued):
    token = issued[2]
    with links.answering(token, "quote", "accepted", name=" 陆 明 ") as link:
        assert (link.answer, link.answered_by) == ("accepted", "陆 明")

    with pytest.raises(ValidationError), links.answering(token, "quote", "declined", name="陆"):
        pass
    with links.through(token, "quote") as link:
        assert link.answer == "accepted"


def test_answer_needs_a_name(issued):
    with pytest.raises(ValidationError) as caught, links.answering(issued[2], "quote", "accepted", name=" "):
        pass

    assert "name" in caught.value.error_dict


def test_failed_move_takes_the_answer_back(issued):
    token = issued[2]
    with pytest.raises(RuntimeError), links.answering(token, "quote", "accepted", name="陆"):
        raise RuntimeError

    with links.through(token, "quote") as link:
        assert link.answered_at is None


def test_code_is_asked_and_mailed(lasting):
    tenant, _link, token = issue(lasting, asks_code=True)
    with pytest.raises(ValidationError), links.answering(token, "quote", "accepted", name="陆"):
        pass
    with links.through(token, "quote", lock=True) as link:
        links.send_code(link)

    with links.answering(token, "quote", "accepted", name="陆", code=f" {code_mailed(tenant)} ") as link:
        assert link.answered_at


def test_five_wrong_codes_end_the_code(lasting):
    tenant, _link, token = issue(lasting, asks_code=True)
    with links.through(token, "quote", lock=True) as link:
        links.send_code(link)
    right = code_mailed(tenant)
    wrong = "000000" if right != "000000" else "000001"

    for code in [wrong] * 5 + [right]:
        with (
            pytest.raises(ValidationError),
            links.answering(token, "quote", "accepted", name="陆", code=code),
        ):
            pass


def test_code_ends_after_a_quarter_of_an_hour_and_is_not_sent_twice_a_minute(lasting):
    tenant, _link, token = issue(lasting, asks_code=True)
    with links.through(token, "quote", lock=True) as link:
        links.send_code(link)
        with pytest.raises(ValidationError):
            links.send_code(link)

    later = acting_at(moment() + timedelta(minutes=16))
    with (
        later,
        pytest.raises(ValidationError),
        links.answering(token, "quote", "accepted", name="陆", code=code_mailed(tenant)),
    ):
        pass


def test_two_clicks_make_one_answer(issued):
    tenant, link, token = issued
    outcomes, start = [], threading.Barrier(8)

    def click(n):
        start.wait()
        try:
            with links.answering(token, "quote", f"answer {n}", name="陆"):
                outcomes.append("answered")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["answered"] + ["refused"] * 7
    with acting_for(tenant):
        assert PrivateLink.objects.get(pk=link.pk).answer.startswith("answer")
