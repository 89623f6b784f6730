"""While a lead is typed: those that may be the same are shown, by phone, e-mail or company, with whom works on them."""

import pytest

from leads.services.capture import create_lead

pytestmark = pytest.mark.django_db
KNOWN = {
    "company_name": "昆山恒达精密部件有限公司",
    "contact_name": "何鸣",
    "phone": "139 0000 1111",
    "email": "he@hd.com",
}


@pytest.mark.parametrize(
    "typed, found",
    [
        ({"phone": "+8613900001111"}, True), ({"phone": "139-0000-1111"}, True), ({"email": "HE@hd.com"}, True),
        ({"company_name": "昆山恒达精密部件有限公司"}, True), ({"company_name": "昆山恒远精密部件"}, False),
        ({"phone": "13900001112"}, False), ({}, False),
    ],
)  # fmt: skip
def test_the_same_is_found_however_it_is_written(world, signed_in, typed, found):
    lead = create_lead(by=world.by("ar"), **KNOWN)
    page = signed_in("ar").get("/leads/twins/", typed).content.decode()
    assert (lead.number in page) is found


def test_of_a_lead_out_of_sight_only_who_works_on_it_is_told(world, signed_in):
    lead = create_lead(by=world.by("sales_manager"), owner=world.ar, **KNOWN)
    page = signed_in("sr").get("/leads/twins/", {"phone": KNOWN["phone"]}).content.decode()
    assert world.ar.name in page and lead.number not in page and "何鸣" not in page
    assert signed_in("finance").get("/leads/twins/", {"phone": KNOWN["phone"]}).content.decode().strip() == ""
