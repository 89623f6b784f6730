"""Taking over what was owed before the platform: rows of a file judged together, then written set by set.

Nothing here asks the clock for a day of the past: the file says when each debt arose, was due and was paid. Entries are
dated then and written now, so that a report as of a past day is right and one "as it was known" stays as it was.
"""

from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.dates import local_day
from core.errors import Refused
from core.events import describe, write_events
from core.imports import Fate, Row
from core.money import Money, base_rate, minor_units, round_money
from core.sight import visible
from core.tenancy import current_tenant
from customers.credit import lock_accounts
from customers.duplicates import known
from customers.models import Customer
from customers.services.importing import first_of
from receivables.services import month_close


class TakenOver(ABC):
    """Some rows of an import: `check` judges one, `keep` writes all that passed and answers their records."""

    def __init__(self, rows: list[Row], by):
        self.by, self.home, self.today = by, current_tenant().currency, local_day()
        self.closed_until = month_close.closed_until()
        self.rates: dict = {}
        values = [row.values for row in rows]
        self.customers = Customers([one.get("customer", "") for one in values], values, by)
        self.look_up(values)

    @abstractmethod
    def look_up(self, values: list[dict]) -> None:
        """Read what all rows have to be compared with."""

    @abstractmethod
    def check(self, row: Row):
        """What the row stands for; None where it is skipped. Raises ValidationError naming the target."""

    @abstractmethod
    def keep(self, checked: list) -> list:
        """Write what was checked; the records in the same order."""

    def came_along(self, checked) -> dict | None:
        """What else was made for the row, for its undoing."""
        return None

    @classmethod
    def write(cls, rows: list[Row], policy: str, by, dry: bool) -> None:
        """Judge the rows one by one and, unless dry, write those that are right, all of them or none."""
        batch, good = cls(rows, by), []
        for row in rows:
            try:
                checked = batch.check(row)
            except ValidationError as error:
                row.fail(*first_of(error))
            except Refused as error:
                row.fail(error.detail)
            else:
                if checked is not None:
                    good.append((row, checked))
        records = [None] * len(good)
        if good and not dry:
            # What is owed from now on counts in the customer's exposure.
            lock_accounts({checked.customer.pk for _row, checked in good})
            records = batch.keep([checked for _row, checked in good])
        for (row, checked), record in zip(good, records, strict=True):
            row.became(Fate.CREATED, record.pk if record is not None else None, batch.came_along(checked))

    # --- what rows share --------------------------------------------------------------------------------------

    def currency(self, values: dict) -> str:
        """The row's currency: its own column, else that of the amount's cell, else the company's."""
        said = str(values.get("currency") or "").strip().upper()
        money = next((one for one in values.values() if isinstance(one, Money)), None)
        code = CURRENCY_WORDS.get(said, said) or (money.currency if money else self.home)
        if code not in CURRENCIES:
            raise ValidationError({"currency": _("“{code}” is no ISO 4217 currency.").format(code=code[:10])})
        if money is not None and money.currency != code:
            raise ValidationError({"currency": _("The row names two currencies.")})
        return code

    def amount(self, values: dict, name: str, currency: str) -> Decimal | None:
        """An amount of the row in the minor unit of its currency; None where there is none."""
        given = values.get(name)
        if given is None:
            return None
        number = given.amount if isinstance(given, Money) else given
        if number != round_money(number, currency):
            told = _("{currency} has {n} decimals.").format(currency=currency, n=CURRENCIES[currency])
            raise ValidationError({name: told})
        return number

    def past(self, day: date, name: str) -> date:
        """A day that is over and whose month is open. Raises ValidationError naming the target."""
        if day > self.today:
            raise ValidationError({name: _("This day has not come yet.")})
        if self.closed_until is not None and day <= self.closed_until:
            told = _("The books are closed until {day}.").format(day=self.closed_until.isoformat())
            raise ValidationError({name: told})
        return day

    def rate(self, currency: str, day: date) -> Decimal:
        """The rate of a day. Raises ValidationError on the currency where there is none."""
        if (currency, day) not in self.rates:
            try:
                self.rates[currency, day] = base_rate(currency, day)
            except ValidationError as error:
                raise ValidationError({"currency": error.messages}) from error
        return self.rates[currency, day]

    def minor(self, amount: Decimal, currency: str, day: date) -> int:
        """The amount in minor units of the company's currency at the rate of the day."""
        return minor_units(amount * self.rate(currency, day), self.home)


CURRENCY_WORDS = {
    "人民币": "CNY",
    "RMB": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "港币": "HKD",
    "英镑": "GBP",
}


class Customers:
    """The customers that a file's rows mean: by unified code, number or name, three queries for all rows."""

    def __init__(self, words: list[str], values: list[dict], by):
        codes = [one.get("unified_code", "") for one in values]
        self.known = known(words, [*codes, *words])
        self.by_number = dict(
            Customer.objects.filter(number__in=set(words)).exclude(number="").values_list("number", "pk")
        )
        ids = {*self.known.by_code.values(), *self.known.by_name.values(), *self.by_number.values()}
        seen = visible(Customer.objects.filter(pk__in=ids), by) if ids else []
        self.seen = {customer.pk: customer for customer in seen}

    def of(self, values: dict):
        """The row's customer. Raises ValidationError where none is on file or in sight."""
        word, code = values.get("customer", ""), values.get("unified_code", "")
        pk = self.known.find(unified_code=code) if code else None
        pk = pk or self.by_number.get(word) or self.known.find(name=word, unified_code=word)
        if pk not in self.seen:
            column = "customer" if word else "unified_code"
            told = _("You have no customer of this name, number or code. Import the customers first.")
            raise ValidationError({column: told})
        return self.seen[pk]


def tell(records, kind: str, facts, *, by) -> None:
    """One event for each record; `facts(record)` are what its sentence names."""
    events = [describe(record, kind, by=by, **facts(record)) for record in records]
    write_events(events)
