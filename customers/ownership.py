"""Everything that is a customer's, found from the models: what a merge hands over, whichever app it lives in.

A table belongs to a customer by a Ref to Customer, by a plain `customer_id`, or by naming the customer as the record
it is about (`record_type`, `record_id`). What is append-only says how it was and stays; so does a row whose like the
other customer has already, where only one may be (a payer's alias, a letter of the day).
"""

from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, F, Model, OuterRef, Q, UniqueConstraint, UUIDField

from core.dates import moment
from core.fields import Ref
from core.hardening import tenant_models
from core.models import Record
from customers.models import CreditAccount, Customer

# The row that is locked for a customer's exposure; each customer keeps its own.
KEPT = (CreditAccount,)
# Notes, papers and to-dos write the name of the kind as it is, private links write it small.
ABOUT = (Customer._meta.label, Customer._meta.label_lower)
# Decision 6: deals first, then what stands on them; money after the credit accounts.
EARLY, LATE = ("deals.Deal",), ("receivables.BankLine", "receivables.Receivable")


@dataclass(frozen=True)
class Belonging:
    """A column by which rows of a model are a customer's."""

    model: type[Model]
    column: str
    is_ref: bool
    is_about: bool = False

    def of(self, customer_id):
        """The rows that are this customer's."""
        rows = self.model._base_manager.filter(**{self.column: customer_id})
        return rows.filter(record_type__in=ABOUT) if self.is_about else rows

    def movable(self, customer_id, to_id):
        """Those of them whose like the other customer does not have yet."""
        rows = self.of(customer_id)
        for constraint in self._unique():
            others = [name for name in constraint.fields if name not in ("tenant", *self._names)]
            twins = self.model._base_manager.filter(
                **{self.column: to_id}, **{name: OuterRef(name) for name in others}
            )
            once = constraint.condition or Q()
            rows = rows.exclude(once & Exists(twins.filter(once)))
        return rows

    @property
    def _names(self) -> tuple[str, str]:
        """The column as constraints may name it."""
        return self.column, self.column.removesuffix("_id")

    def _unique(self) -> list[UniqueConstraint]:
        rules = self.model._meta.constraints
        return [
            one for one in rules if isinstance(one, UniqueConstraint) and set(self._names) & set(one.fields)
        ]


@cache
def belongings() -> tuple[Belonging, ...]:
    """Every column that a merge writes, in the order in which rows are locked."""
    models = [one for one in tenant_models() if not one.append_only and one not in KEPT]
    found = [each for model in models for each in _columns(model)]
    return tuple(sorted(found, key=_place))


def _columns(model) -> list[Belonging]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    found = [
        Belonging(model, field.attname, is_ref=True)
        for field in fields.values()
        if isinstance(field, Ref) and field.related_model is Customer
    ]
    if isinstance(fields.get("customer_id"), UUIDField):
        found.append(Belonging(model, "customer_id", is_ref=False))
    if {"record_type", "record_id"} <= set(fields):
        found.append(Belonging(model, "record_id", is_ref=False, is_about=True))
    return found


def _place(belonging) -> int:
    label = belonging.model._meta.label
    return -1 if label in EARLY else 1 if label in LATE else 0


def lock(customer_ids, when: str) -> None:
    """Lock what is the customers', in id order: `early`, before their own rows; `late`, after the credit accounts."""
    for belonging in belongings():
        place = _place(belonging)
        if belonging.is_ref and (place < 0 if when == "early" else place >= 0):
            rows = belonging.model._base_manager.filter(**{f"{belonging.column}__in": customer_ids})
            list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def hand_over(customer_id, to_id) -> tuple[dict, dict]:
    """Make everything the other customer's. ({kind: ids handed over}, {kind: ids that stay}), kinds by label."""
    moved: dict[str, list] = {}
    stayed: dict[str, list] = {}
    for belonging in belongings():
        ids = list(belonging.movable(customer_id, to_id).values_list("pk", flat=True))
        if ids:
            belonging.model._base_manager.filter(pk__in=ids).update(**_written(belonging, to_id))
        if belonging.is_ref:
            label = belonging.model._meta.label_lower
            _note(moved, label, ids)
            _note(stayed, label, belonging.of(customer_id).values_list("pk", flat=True))
    return moved, stayed


def _written(belonging, to_id) -> dict:
    """The new customer, and a new version: whoever read the row before is told that it changed."""
    values = {belonging.column: to_id}
    if issubclass(belonging.model, Record):
        values |= {"version": F("version") + 1, "updated_at": moment()}
    return values


def _note(found: dict, label: str, ids) -> None:
    if ids := [str(pk) for pk in ids]:
        found[label] = found.get(label, []) + ids


def counted(customer_id) -> list[tuple[str, int]]:
    """What is a customer's now: [(kind in the plural, how many)], kinds that people know by name."""
    found = [
        (str(one.model._meta.verbose_name_plural), one.of(customer_id).count())
        for one in belongings()
        if one.is_ref and one.model is not Customer
    ]
    return [(name, count) for name, count in found if count]
