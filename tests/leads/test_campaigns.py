"""Web forms: who may show them, what they take in, what keeps programs out, and that nobody learns who is known."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from core.dates import acting_at, moment
from core.errors import Denied
from desk.models import Notice
from leads.campaign_models import Touch
from leads.campaign_views import MOST_SENT
from leads.models import Lead
from leads.public_form import MOST_SECONDS, stamp
from leads.services.campaigns import save_campaign
from leads.services.rule_changes import save_rule
from tests.factories.customers import make_customer
from tests.factories.leads import make_lead

pytestmark = pytest.mark.django_db

SET = {
    "name": "2026 工博会", "source": "exhibition", "heading": "预约演示", "ask_contact_name": "required",
    "ask_phone": "optional", "ask_email": "optional", "ask_industry": "no", "ask_region": "no", "ask_need": "optional",
    "consent": "我同意远岚公司为回复本次咨询使用以上信息。", "thanks": "谢谢，我们会尽快联系您。",
    "sites": ["https://www.example.com"], "is_active": True,
}  # fmt: skip
FILLED = {
    "company_name": "鹤舍机械",
    "contact_name": "何工",
    "phone": "13900001111",
    "need": "点检机器人",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def campaign(world):
    return save_campaign(None, by=world.by("admin"), **SET)


def address(campaign) -> str:
    return f"/leads/f/{campaign.token}/"


def old_stamp(campaign, seconds=30) -> str:
    with acting_at(moment() - timedelta(seconds=seconds)):
        return stamp(campaign)


def send(campaign, *, given=None, **changed):
    """A stranger's browser sends the form, half a minute after it was opened; no cookie, no session."""
    fields = {"stamp": old_stamp(campaign) if given is None else given} | FILLED | changed
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"}).post(
        address(campaign), {name: value for name, value in fields.items() if value is not None}
    )


def test_a_stranger_becomes_a_lead_in_the_pool(world, campaign):
    answer = send(campaign)

    lead, touch = Lead.objects.get(), Touch.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{address(campaign)}?sent=1")
    assert SET["thanks"] in Client().get(answer["Location"]).content.decode()
    assert (lead.company_name, lead.contact_name, lead.phone, lead.need) == tuple(
        FILLED[name] for name in ("company_name", "contact_name", "phone", "need")
    )
    assert (lead.source, lead.source_note, lead.created_by) == ("exhibition", SET["name"], None)
    assert (lead.state, touch.lead, touch.consent) == ("pooled", lead, SET["consent"])
    assert moment() - touch.created_at < timedelta(minutes=1)


def test_the_assignment_rules_give_it_to_somebody(world, campaign):
    save_rule(None, by=world.by("admin"), source="exhibition", user=world.ar)
    send(campaign)
    lead = Lead.objects.get()
    assert (lead.state, lead.owner) == ("assigned", world.ar)


@pytest.mark.parametrize(
    "known",
    [{"phone": "+86 139 0000 1111"}, {"email": "he@example.com"}, {"company_name": "鹤舍机械有限公司"}],
)
def test_who_is_known_adds_a_touch_to_the_lead_and_is_answered_the_same(world, campaign, known):
    lead = make_lead(
        world, at="assigned", customer=make_customer("鹤舍机械有限公司", owner=world.ar), **known
    )
    strange = send(campaign, company_name="别家公司", phone="13822223333", contact_name="别人")

    answer = send(campaign, email="he@example.com", **({"phone": ""} if "email" in known else {}))

    assert (answer.status_code, answer["Location"]) == (strange.status_code, strange["Location"])
    assert Lead.objects.count() == 2
    assert Touch.objects.get(lead=lead).said["company_name"] == FILLED["company_name"]
    assert Notice.objects.filter(user=world.ar, kind="lead.answered_form").count() == 1
    kept = Lead.objects.get(pk=lead.pk)
    assert kept.title == lead.title and kept.need == lead.need


def test_the_same_form_sent_twice_is_one_touch(campaign):
    given = old_stamp(campaign)
    assert [send(campaign, given=given).status_code for _ in range(2)] == [303, 303]
    assert (Lead.objects.count(), Touch.objects.count()) == (1, 1)


def test_a_program_that_fills_the_hidden_field_is_thanked_and_forgotten(campaign):
    assert send(campaign, website="https://spam.example").status_code == 303
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "given, sentence",
    [
        ("new", "That was quick"),
        ("old", "open for too long"),
        ("forged", "open for too long"),
        ("other", "open for too long"),
    ],
)
def test_a_form_sent_too_soon_too_late_or_of_another_campaign_is_shown_again(
    world, campaign, given, sentence
):
    other = save_campaign(None, by=world.by("admin"), **SET | {"name": "另一个"})
    stamps = {
        "new": stamp(campaign), "old": old_stamp(campaign, MOST_SECONDS + 60), "forged": old_stamp(campaign) + "x",
        "other": old_stamp(other),
    }  # fmt: skip
    answer = send(campaign, given=stamps[given])
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and FILLED["company_name"] in page
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"agreed": None}, "This field is required"),
        ({"company_name": ""}, "This field is required"),
        ({"phone": "", "email": ""}, "Leave a phone number or an e-mail"),
        ({"email": "no address"}, "valid email"),
        ({"need": "x" * 4001}, "at most 4000"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_saved(campaign, changed, sentence):
    answer = send(campaign, **changed)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Lead.objects.exists()


def test_one_address_sends_so_many_in_ten_minutes(campaign):
    with acting_at(moment()):
        for n in range(MOST_SENT):
            assert send(campaign, phone=f"1390000{n:04}").status_code == 303
        late = send(campaign, phone="13999999999")
    assert (late.status_code, late["Retry-After"]) == (429, "600")
    assert Lead.objects.count() == Touch.objects.values("lead").distinct().count()


def test_only_allowed_sites_frame_the_form_and_no_other_page_of_ours(world, campaign, signed_in):
    answer = Client().get(address(campaign))
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "'self' https://www.example.com"
    assert policy["script-src"] == "'self'" and "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "frame-ancestors 'none'" in signed_in("ar").get("/leads/")["Content-Security-Policy"]


def test_the_form_speaks_both_languages(campaign):
    assert "您的姓名" in Client().get(f"{address(campaign)}?lang=zh-hans").content.decode()
    assert "Your name" in Client().get(f"{address(campaign)}?lang=en").content.decode()


def test_a_closed_campaign_and_a_wrong_address_answer_nobody(world, campaign):
    save_campaign(campaign, by=world.by("admin"), is_active=False)
    assert Client().get(address(campaign)).status_code == 404
    assert send(campaign).status_code == 404
    assert Client().get("/leads/f/none-such/").status_code == 404


def test_a_form_goes_to_its_own_company_whoever_is_signed_in(world, other_world, campaign):
    stranger = Client()
    stranger.force_login(other_world.ar)
    stranger.post(address(campaign), FILLED | {"stamp": old_stamp(campaign)})

    assert Lead.objects.count() == 1
    with other_world.acting():
        assert not Lead.objects.exists()


def test_the_leads_page_shows_what_was_sent_but_not_in_the_pool(world, signed_in, campaign):
    send(campaign)
    lead = Lead.objects.get()
    page = signed_in("sales_manager").get(f"/leads/{lead.pk}/").content.decode()
    assert "Came in by web form" in page and FILLED["phone"] in page
    assert FILLED["phone"] not in signed_in("sr").get(f"/leads/{lead.pk}/").content.decode()


# --- setting up -----------------------------------------------------------------------------------------------


def test_campaigns_are_set_up_by_who_may_change_settings(world, api):
    with pytest.raises(Denied):
        save_campaign(None, by=world.by("sales_manager"), **SET)
    body = {"name": "春季活动", "heading": "索取样册", "thanks": "谢谢", "sites": ["https://Example.com/a?b"]}

    made = api("admin").post("/campaigns/", body)
    shown = api("admin").get(f"/campaigns/{made.json()['id']}/").json()
    closed = api("admin").patch(
        f"/campaigns/{made.json()['id']}/", {"is_active": False, "ask_phone": "required"}
    )

    assert made.status_code == 201 and api("ar").post("/campaigns/", body).status_code == 403
    assert api("ar").get(f"/campaigns/{made.json()['id']}/").status_code == 404
    assert (shown["sites"], shown["is_active"], shown["source"]) == (
        ["https://example.com"],
        True,
        "web_form",
    )
    assert shown["url"] in shown["snippet"] and shown["snippet"].startswith("<iframe src=")
    assert (closed.json()["is_active"], closed.json()["ask_phone"], closed.json()["thanks"]) == (
        False,
        "required",
        "谢谢",
    )


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"sites": ["*"]}, "sites"),
        ({"sites": ["https://a.com; script-src *"]}, "sites"),
        ({"sites": ["ftp://a"]}, "sites"),
        ({"ask_phone": "no", "ask_email": "no"}, "ask_phone"),
        ({"ask_need": "maybe"}, "ask_need"),
        ({"heading": ""}, "heading"),
    ],
)
def test_a_wrong_setting_is_named(world, api, changed, field):
    answer = api("admin").post("/campaigns/", SET | changed)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"#/{field}")


def test_two_campaigns_of_one_name_are_refused(world, api, campaign):
    assert api("admin").post("/campaigns/", SET).status_code == 422


def test_the_settings_page_shows_address_and_snippet(world, signed_in, campaign):
    admin = signed_in("admin")
    page = admin.get(f"/leads/campaigns/{campaign.pk}/").content.decode()
    assert campaign.token in page and "&lt;iframe" in page
    sent = SET | {"sites": "https://a.example\nhttps://b.example", "name": "新名", "is_active": "on"}
    answer = admin.post(f"/leads/campaigns/{campaign.pk}/", sent)
    campaign.refresh_from_db()
    assert answer.status_code == 303
    assert (campaign.name, campaign.sites) == ("新名", ["https://a.example", "https://b.example"])
    assert admin.post("/leads/campaigns/", SET | {"name": "新名"}).status_code == 422
    assert signed_in("ar").get("/leads/campaigns/").status_code == 403
