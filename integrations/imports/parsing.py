"""Cells of a row as the values of its targets."""

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core import custom
from core.dates import local_day
from core.imports import Ownerless, Target
from core.money import Money, round_money
from core.tenancy import current_tenant
from customers.codes import check_phone, check_unified_code, tidy_code
from integrations.imports import values
from integrations.imports.people import by_words
from integrations.models import Import
from tenancy.people import everybody, members

# The library takes a mobile number that lacks two digits for one of the fixed network.
MOBILE, MOBILE_DIGITS = re.compile("1[3-9]"), 11
MOST_MONEY = Decimal(10) ** 15


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the file's column, the cell as it stands there, and why."""

    column: str
    value: str
    reason: str


class Parser:
    """Reads rows of one import: which column is whose, and what its cells mean."""

    def __init__(self, upload: Import):
        known = {target.name: target for target in upload.what.targets()}
        self.columns = [
            (int(at), upload.columns[int(at)], known[name])
            for at, name in sorted(upload.mapping.items(), key=lambda item: int(item[0]))
            if name in known
        ]
        self.day_first, self.today, self.home = upload.day_first, local_day(), current_tenant().currency
        self.leaves_strangers = bool(upload.what.whose) and upload.ownerless == Ownerless.LEAVE
        self.strangers: Counter[str] = Counter()
        self.is_chinese = current_tenant().country == "CN"

    def read(self, cells: list[str]) -> tuple[dict, Fault | None]:
        """({target: value} without empty ones, the first fault or None)."""
        found: dict = {}
        for at, header, target in self.columns:
            text = cells[at] if at < len(cells) else ""
            if not text:
                continue
            try:
                value = getattr(self, f"_{target.kind}")(text, target, header, found)
                if target.custom is not None and value not in (None, ""):
                    self._keep(target.custom, value, found)
                    continue
            except (ValueError, ValidationError) as error:
                reason = error.messages[0] if isinstance(error, ValidationError) else str(error)
                return found, Fault(header, text[:200], reason)
            if value is not None and value != "":
                found[target.name] = value
        return found, None

    def readable(self, cells: list[str]) -> dict:
        """As `read`, but what can't be read is passed over: for the sums of a file with bad rows."""
        found: dict = {}
        for at, header, target in self.columns:
            text = cells[at] if at < len(cells) else ""
            if text and target.kind in ("sum", "amount", "text"):
                with suppress(ValueError, ValidationError):
                    found[target.name] = getattr(self, f"_{target.kind}")(text, target, header, found)
        return found

    def days(self, cells: list[str]) -> list[str]:
        """The cells of a row that stand for days."""
        return [cells[at] for at, _header, target in self.columns if target.kind == "day" and at < len(cells)]

    def column_of(self, target: str) -> tuple[int | None, str]:
        """(position, header) of the column that goes into a target."""
        return next(((at, header) for at, header, one in self.columns if one.name == target), (None, ""))

    def _text(self, text, target: Target, header, found) -> str:
        if len(text) > target.longest:
            told = _("At most {most} characters; this has {have}.")
            raise ValueError(told.format(most=target.longest, have=len(text)))
        return text if target.longest > 200 else " ".join(text.split())

    def _code(self, text, target, header, found) -> str:
        code = tidy_code(unicodedata.normalize("NFKC", text))
        check_unified_code(code)
        return code

    def _email(self, text, target, header, found) -> str:
        address = unicodedata.normalize("NFKC", text).removeprefix("mailto:").strip()
        validate_email(address)
        return self._text(address, target, header, found)

    def _phone(self, text, target, header, found) -> str:
        """The first number of the cell; workbooks that took it for a figure gave it an exponent or .0."""
        number = re.split(r"[/;；、,，|]", unicodedata.normalize("NFKC", text))[0].strip()
        number = re.sub(r"\.0$", "", number)
        check_phone(number)
        bare = re.sub(r"\D", "", number.removeprefix("+86"))
        if self.is_chinese and MOBILE.match(bare) and len(bare) != MOBILE_DIGITS:
            told = _("A mobile number has {most} digits; this has {have}.")
            raise ValueError(told.format(most=MOBILE_DIGITS, have=len(bare)))
        return self._text(number, target, header, found)

    def _amount(self, text, target, header, found) -> Money | None:
        amount, currency = values.amount(text, values.unit_in(header))
        if amount >= MOST_MONEY:
            raise ValueError(_("This amount is too large."))
        currency = currency or self.home
        return Money(round_money(amount, currency), currency) if amount else None

    def _sum(self, text, target, header, found) -> Money | Decimal:
        """An amount, 0 too: with a currency where the cell names one, else a bare number for the row's currency."""
        amount, currency = values.amount(text, values.unit_in(header))
        if amount >= MOST_MONEY:
            raise ValueError(_("This amount is too large."))
        return Money(amount, currency) if currency else amount

    def _rate(self, text, target, header, found) -> Decimal:
        """A share of 1, written as 13 %, 13 or 0.13."""
        bare = values.plain(text).removesuffix("%").strip()
        number = values.amount(bare)[0]
        rate = number / 100 if number >= 1 or bare != values.plain(text) else number
        if rate >= 1:
            raise ValueError(_("This is no tax rate. Write it as 13%."))
        return rate

    def _number(self, text, target, header, found) -> Decimal:
        return values.amount(text)[0]

    def _choices(self, text, target: Target, header, found) -> list[str]:
        parts = [
            part for part in re.split(r"[;；、,，|\n]", unicodedata.normalize("NFKC", text)) if part.strip()
        ]
        return [code for part in parts if (code := self._choice(part, target, header, found))]

    @staticmethod
    def _keep(field, value, found: dict) -> None:
        """A custom field's value goes beside the others of the record."""
        found.setdefault(custom.ENTRY, {})[field.code] = custom.from_file(field, value)

    def _day(self, text, target, header, found):
        return values.day(text, today=self.today, day_first=self.day_first)

    def _flag(self, text, target, header, found) -> bool | None:
        # False says nothing that an empty cell does not.
        return values.flag(text) or None

    def _choice(self, text, target: Target, header, found) -> str | None:
        word = values.plain(text).casefold()
        if word in (by_word := self._words_of(target)):
            return by_word[word]
        if not target.other:
            raise ValueError(_("None of the choices: {choices}").format(
                choices=", ".join(str(label) for _value, label in target.choices)))  # fmt: skip
        found.setdefault(target.other, self._text(text, target, header, found))
        # Whatever begins or ends with a word we know is of that sort: 工博会 · 展台扫码.
        return next((value for known, value in by_word.items() if len(known) > 1 and known in word), None)

    def _words_of(self, target: Target) -> dict:
        if target.name not in self._words:
            words = {str(value).casefold(): value for value, _label in target.choices}
            words |= {str(label).casefold(): value for value, label in target.choices}
            self._words[target.name] = words | {
                word.casefold(): value for word, value in target.aliases.items()
            }
        return self._words[target.name]

    @cached_property
    def _words(self) -> dict:
        return {}

    def _person(self, text, target, header, found):
        """An active colleague by name, login or e-mail; None for another owner, where a row may come without."""
        word = values.plain(text).casefold()
        people = self._people.get(word, [])
        if len(people) == 1:
            return people[0]
        if people:
            raise ValueError(_("Several colleagues have this name. Write the login instead."))
        if self.leaves_strangers and target.custom is None:
            self.strangers[text[:80]] += 1
            return None
        if word in self._gone:
            raise ValueError(_("No longer with the company. Name somebody else."))
        raise ValueError(_("No colleague has this name."))

    @cached_property
    def _people(self) -> dict:
        return by_words(members())

    @cached_property
    def _gone(self) -> dict:
        return by_words(everybody())
