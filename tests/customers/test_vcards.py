"""Contacts out of visiting cards."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Denied
from customers.models import Contact
from customers.services.vcards import judged, take_in
from customers.vcards import read, text_of
from tests.factories.customers import make_contact, make_customer

CARD = """BEGIN:VCARD
VERSION:3.0
FN:{name}
ORG:苏州恒岳精密机械有限公司;{unit}
TITLE:总监
TEL;TYPE=WORK:0512-68881234
TEL;TYPE=CELL:{phone}
EMAIL:{email}
END:VCARD
"""
QUOTED = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=86;=E6=80=BB;;;
TEL;CELL:13800001234
END:VCARD
"""


def card(name="陆总", phone="138 0000 1234", email="lu@example.com", unit=""):
    return CARD.format(name=name, phone=phone, email=email, unit=unit)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_cards_are_read_as_programs_write_them(encoding):
    (found,) = read(text_of(card(unit="采购部").encode(encoding)))

    assert found.values == {
        "name": "陆总", "title": "总监", "function": "采购部", "phone": "138 0000 1234", "email": "lu@example.com",
    }  # fmt: skip


def test_old_cards_are_read_too():
    (found,) = read(QUOTED)
    assert (found.values["name"], found.values["phone"]) == ("陆总", "13800001234")


@pytest.mark.parametrize("text", ["", "name,phone\n陆,138", "BEGIN:VCARD\nFN", card() * 501])
def test_what_is_no_file_of_cards_is_refused(text):
    with pytest.raises(ValidationError):
        read(text)


def test_a_giant_is_not_read():
    with pytest.raises(ValidationError):
        text_of(b"x" * 2_000_001)


def test_the_new_are_made_the_known_are_found(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    known = make_contact(customer, "陆总", phone="+86 138-0000-1234")
    text = (
        card("陆先生")
        + card("钱工", "13900001234", "qian@example.com") * 2
        + card("孙", "12", "sun@example.com")
    )

    looked = judged(customer, text, by=alpha.by.ar, function="it")
    cards = take_in(customer, text, by=alpha.by.ar, function="it")

    assert [(one.contact, one.is_new) for one in looked] == [(known, False), (None, True), (None, False)]
    assert [one.made for one in cards] == [False, True, False] and cards[2].problems
    assert Contact.objects.get(name="钱工").function == "it"
    assert not any(one.made for one in take_in(customer, text, by=alpha.by.ar, function="it"))


def test_others_take_in_none(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    with pytest.raises(Denied):
        take_in(customer, card(), by=alpha.by.finance, function="it")


def test_the_page_shows_the_cards_and_takes_in_the_ticked(alpha, client):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    client.force_login(alpha.people["ar"])
    address = f"/customers/{customer.pk}/vcards/"
    text = card() + card("钱工", "13900001234", "qian@example.com")
    file = SimpleUploadedFile("cards.vcf", text.encode(), content_type="text/vcard")

    shown = client.post(address, {"file": file, "function": "production"})
    done = client.post(address, {"text": text, "function": "production", "take": "1", "card": ["1"]})

    assert "钱工" in shown.content.decode() and shown.content.count(b'name="card"') == 2
    assert done.status_code == 303 and [one.name for one in Contact.objects.all()] == ["钱工"]
    assert client.post(address, {"function": "it"}).status_code == 422


def test_a_program_sends_the_file(alpha, caller):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    program, path = caller(alpha, "ar").client, f"/api/v1/customers/{customer.pk}/vcards/"

    def send(**more):
        return program.post(path, {"file": SimpleUploadedFile("cards.vcf", card().encode()), **more})

    tried, made, again = send(dry_run="true"), send(), send()

    assert [one["outcome"] for answer in (tried, made, again) for one in answer.json()] == [
        "new",
        "created",
        "known",
    ]
    assert made.status_code == 201 and Contact.objects.count() == 1
