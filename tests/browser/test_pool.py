"""The pool on a phone: the contact shows once the lead is claimed."""

from playwright.sync_api import expect

from leads.models import Lead
from tests.factories.leads import make_lead

TOLD = {"contact_name": "鹤鸣先生", "phone": "13900001111"}


def test_a_lead_is_claimed_from_the_pool_on_a_phone(at_desk, world):
    with world.acting():
        lead = make_lead(world, at="pooled", **TOLD)
    desk = at_desk("sr").phone().open("/leads/?view=pool")
    expect(desk.page.locator("#main")).not_to_contain_text(TOLD["phone"])
    desk.clean()

    desk.page.locator(f".only-m form[action$='{lead.pk}/claim/'] button").click()
    expect(desk.page.locator("#main")).to_contain_text(TOLD["phone"])
    desk.clean()

    with world.acting():
        assert Lead.objects.get(pk=lead.pk).owner == world.sr
