"""Rows of a file become customers and contacts, or complete those that are there; and back again."""

from abc import ABC, abstractmethod

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core import custom, search
from core.errors import Refused
from core.events import describe, write_events
from core.imports import Fate, Policy, Row
from core.models import Event, Record
from core.sight import visible
from customers.duplicates import known
from customers.models import Contact, CreditAccount, Customer
from customers.services.contacts import EDITING as EDITING_CONTACT
from customers.services.contacts import create_contact, update_contact
from customers.services.records import EDITING, create_customer, update_customer


class Rows(ABC):
    """Some rows of an import, each written by the service that a page would call."""

    model: type[Record]

    # Fields that help to find or fill others, and those that a record which is there already keeps.
    helpers: tuple = ()
    kept: tuple = ()

    def __init__(self, rows, policy, by, dry):
        self.policy, self.by, self.dry = policy, by, dry
        self.look_up([row.values for row in rows])

    @abstractmethod
    def look_up(self, rows: list[dict]) -> None:
        """Read what all rows have to be compared with."""

    @abstractmethod
    def there(self, values: dict):
        """The record on file that a row is of, or None."""

    @abstractmethod
    def may_change(self, record) -> bool:
        """May the person change it?"""

    @abstractmethod
    def make(self, values: dict):
        """A new record; None where this is a trial. Raises ValidationError."""

    @staticmethod
    @abstractmethod
    def change_by(record, values: dict, by) -> None:
        """Change it by its own service."""

    @classmethod
    def write(cls, rows: list[Row], policy: str, by, dry: bool) -> None:
        """Judge the rows one by one and, unless dry, write them."""
        batch = cls(rows, policy, by, dry)
        for row in rows:
            try:
                with transaction.atomic():
                    batch.judge(row)
            except ValidationError as error:
                row.fail(*first_of(error))
            except Refused as error:
                row.fail(error.detail)

    def judge(self, row: Row) -> None:
        """Find the record of the row, and make, change or leave it."""
        record = self.there(row.values)
        if record is None and row.repeats and self.dry:
            row.became(
                {Policy.UPDATE: Fate.UPDATED, Policy.SKIP: Fate.SKIPPED}.get(Policy(self.policy), Fate.MERGED)
            )
        elif record is None:
            made = self.make(row.values)
            row.became(Fate.CREATED, made.pk if made else None)
        elif self.policy == Policy.SKIP:
            row.skip(_("There already: {name}").format(name=record))
        elif not self.may_change(record):
            row.skip(_("A colleague looks after this one already: {name}").format(name=record))
        else:
            self._meet(row, record)

    def _meet(self, row: Row, record) -> None:
        overwrite = self.policy == Policy.UPDATE
        values = self.fields(row.values)
        changes = {
            name: value
            for name, value in values.items()
            if name not in (*self.kept, custom.ENTRY)
            and getattr(record, name) != value
            and (overwrite or not getattr(record, name))
        }
        before = {name: getattr(record, name) for name in changes}
        if own := custom.news(
            getattr(record, custom.ENTRY, {}), values.get(custom.ENTRY, {}), overwrite=overwrite
        ):
            changes[custom.ENTRY] = own
            before[custom.ENTRY] = {code: record.custom.get(code) for code in own}
        row.became(Fate.UPDATED if overwrite else Fate.MERGED, record.pk, before)
        if changes and not self.dry:
            self.change_by(record, changes, self.by)

    def fields(self, values: dict) -> dict:
        """The values that are fields of the record."""
        return {name: value for name, value in values.items() if name not in self.helpers}

    @classmethod
    def take_back(cls, rows: list, by) -> set:
        """Undo rows, the latest first; the positions of those whose record has been worked on since, or is in use."""
        model = cls.model
        records = model.objects.in_bulk([row.record_id for row in rows])
        busy = _worked_on_since(rows)
        kept = set()
        for row in rows:
            record = records.get(row.record_id)
            if record is None:
                continue
            if row.record_id in busy:
                kept.add(row.position)
            elif row.fate == Fate.CREATED:
                kept |= set() if _taken_out(record, by) else {row.position}
            elif row.before:
                cls.change_by(record, row.before, by)
        return kept


class CustomerRows(Rows):
    """Rows of customers: known by their code, else by their name but for its form."""

    model = Customer
    kept = ("name", "unified_code", "owner", "payment_mode")

    def look_up(self, rows):
        self.known = known(
            [row.get("name", "") for row in rows], [row.get("unified_code", "") for row in rows]
        )

    def there(self, values):
        pk = self.known.find(name=values.get("name", ""), unified_code=values.get("unified_code", ""))
        return Customer.objects.get(pk=pk) if pk else None

    def may_change(self, customer) -> bool:
        # Not what is out of sight, though it was found by its name.
        return (
            EDITING(customer, self.by) and visible(Customer.objects.filter(pk=customer.pk), self.by).exists()
        )

    def make(self, values):
        if not values.get("name"):
            raise ValidationError({"name": _("No customer has this code, and the row names none.")})
        if self.dry:
            return None
        customer = create_customer(by=self.by, **values)
        self.known.by_name[customer.normalised_name] = customer.pk
        if customer.unified_code:
            self.known.by_code[customer.unified_code] = customer.pk
        return customer

    @staticmethod
    def change_by(customer, values, by) -> None:
        update_customer(customer, by=by, **values)


class ContactRows(Rows):
    """Rows of contacts: known by customer and name, phone or e-mail."""

    model = Contact
    helpers = ("customer", "unified_code", "first_name", "last_name")
    kept = ("name",)

    def look_up(self, rows):
        self.known = known(
            [row.get("customer", "") for row in rows], [row.get("unified_code", "") for row in rows]
        )
        ids = {*self.known.by_code.values(), *self.known.by_name.values()}
        seen = visible(Customer.objects.filter(pk__in=ids), self.by) if ids else []
        self.customers = {customer.pk: customer for customer in seen}
        self.contacts = list(Contact.objects.filter(customer__in=self.customers))

    def customer_of(self, values):
        """The row's customer. Raises ValidationError where none is on file, or not in sight."""
        pk = self.known.find(name=values.get("customer", ""), unified_code=values.get("unified_code", ""))
        if pk not in self.customers:
            raise ValidationError(
                {"customer": _("You have no customer of this name. Import the customers first.")}
            )
        return self.customers[pk]

    def fields(self, values):
        found = super().fields(values)
        return found | ({"name": name_of(values)} if name_of(values) else {})

    def there(self, values):
        customer, values = self.customer_of(values), self.fields(values)
        same = (one for one in self.contacts if one.customer_id == customer.pk)
        return next((one for one in same if _is_same(one, values)), None)

    def may_change(self, contact) -> bool:
        return EDITING_CONTACT(contact, self.by)

    def make(self, values):
        customer, fields = self.customer_of(values), self.fields(values)
        if not fields.get("name"):
            raise ValidationError({"name": _("The row names nobody.")})
        if not fields.get("function"):
            raise ValidationError({"function": _("Say the contact's function or department.")})
        if not EDITING(customer, self.by):
            raise ValidationError({"customer": str(EDITING.sentence)})
        if self.dry:
            return None
        contact = create_contact(by=self.by, customer=customer, **fields)
        self.contacts.append(contact)
        return contact

    @staticmethod
    def change_by(contact, values, by) -> None:
        update_contact(contact, by=by, **values)


def name_of(values: dict) -> str:
    """The whole name; family name first where names are written without spaces."""
    first, last = values.get("first_name", ""), values.get("last_name", "")
    parts = (
        f"{last}{first}"
        if any("\u4e00" <= c <= "\u9fff" for c in last + first)
        else f"{first} {last}".strip()
    )
    return values.get("name") or parts


def first_of(error: ValidationError) -> tuple[str, str]:
    """(reason, field) of the first error."""
    if not hasattr(error, "error_dict"):
        return error.messages[0], ""
    name, errors = next(iter(error.message_dict.items()))
    return errors[0], name


def _is_same(contact, values) -> bool:
    return any(
        values.get(name) and getattr(contact, name) == values[name] for name in ("name", "phone", "email")
    )


def _worked_on_since(rows) -> set:
    """Ids of the records with which a person has dealt after the import."""
    written = {row.record_id: row.last_written for row in rows}
    events = Event.objects.filter(record_id__in=written, by__isnull=False).values_list("record_id", "at")
    return {pk for pk, at in events if at > written[pk]}


def _taken_out(record, by) -> bool:
    """Delete a record that nothing refers to; False where something does."""
    event = describe(record, f"{record.noun}.taken_out", by=by, name=str(record))
    pk = record.pk
    try:
        with transaction.atomic():
            if isinstance(record, Customer):
                CreditAccount.objects.filter(customer=record).delete()
            record.delete()
            search.forget(type(record), [pk])
            write_events([event])
            # References are checked at the end of the transaction otherwise: too late for this row alone.
            connection.check_constraints()
    except (ProtectedError, IntegrityError):
        return False
    return True
