"""Visiting cards (vCard 2.1, 3.0, 4.0) read into the values of contacts: pure functions, no database."""

from dataclasses import dataclass, field

import vobject
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_CARDS = 500
MOST_BYTES = 2_000_000
# As phones and mail programs write them; GB18030 reads every byte, so it comes last.
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass
class Card:
    """One card: the values of a contact, and what became of it (the contact that is there, or what is wrong)."""

    values: dict = field(default_factory=dict)
    contact: object = None
    problems: list = field(default_factory=list)
    made: bool = False

    @property
    def is_new(self) -> bool:
        """May it become a contact?"""
        return self.contact is None and not self.problems


def text_of(content: bytes) -> str:
    """The file's text. Raises ValidationError for one that is too long or no text at all."""
    if len(content) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than {most} MB. Split it.").format(most=MOST_BYTES // 1_000_000)
        )
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("This is no vCard file (.vcf)."))


def read(text: str) -> list[Card]:
    """The cards of a file. Raises ValidationError where there is none, too many, or one is broken."""
    try:
        found = [one for one in vobject.readComponents(text, allowQP=True) if one.name == "VCARD"]
    except Exception as error:
        raise ValidationError(_("This vCard file is damaged: {why}").format(why=str(error)[:120])) from error
    if not found:
        raise ValidationError(_("This is no vCard file (.vcf)."))
    if len(found) > MOST_CARDS:
        raise ValidationError(_("At most {most} cards at a time.").format(most=MOST_CARDS))
    return [Card(_values(one)) for one in found]


def _values(card) -> dict:
    organisation = _first(card, "org")
    units = organisation if isinstance(organisation, list) else [organisation]
    return {
        "name": _name(card)[:80],
        "title": _text(_first(card, "title"))[:80],
        "function": _text(units[1] if len(units) > 1 else _first(card, "role"))[:40],
        "phone": _phone(card)[:40],
        "email": _text(_first(card, "email"))[:200],
    }


def _name(card) -> str:
    if full := _text(_first(card, "fn")):
        return full
    parts = _first(card, "n")
    return f"{parts.family}{parts.given}".strip() if parts else ""


def _phone(card) -> str:
    """The mobile number before others: it stays with the person."""
    numbers = card.contents.get("tel", [])
    mobile = [one for one in numbers if "CELL" in [kind.upper() for kind in one.params.get("TYPE", [])]]
    return _text((mobile or numbers)[0].value).removeprefix("tel:") if numbers else ""


def _first(card, name: str):
    found = card.contents.get(name)
    return found[0].value if found else ""


def _text(value) -> str:
    return " ".join(str(value or "").split())
