"""What a person sees: one place for lists, details, API, search and counts (decision 12)."""

from django.db.models import Q

from core import single
from tenancy.roles import Right

_rules: dict[type, list] = {}
_open_to: dict[type, set] = {}
_owners_see: set[type] = set()


def register_sight(model, rule=None, *, rights=(), owner=False) -> None:
    """Add a way to see `model`: `rule(actor) -> Q`, or rights whose holders see every row.

    Several apps may add rules for one model (deals opens customers to the triangle); one that matches suffices.
    owner: the rule lets a record's owner see it, so that the owner of one record need not be asked for by a query.
    """
    if rule is not None:
        _rules.setdefault(model, []).append(rule)
    if owner:
        _owners_see.add(model)
    _open_to.setdefault(model, {Right.TENANT_READ}).update(rights)


def visible(queryset, by):
    """The rows of `queryset` that `by` sees. A model without a rule is seen by TENANT_READ alone."""
    model = queryset.model
    if _sees_all(model, by):
        return queryset
    rules = _rules.get(model, [])
    if not rules:
        return queryset.none()
    seen = Q()
    for rule in rules:
        seen |= rule(by)
    return queryset.filter(seen)


def seen(rows, by, pk):
    """The row with this key of `rows` (a queryset, or a model for all of its rows), if `by` sees it, else None.

    The row first, then sight: planning the rules of several apps takes longer than the owner's look at the row.
    """
    row = single.get(rows, pk) if isinstance(rows, type) else rows.filter(pk=pk).first()
    return row if row is not None and sees(row, by) else None


def sees(record, by) -> bool:
    """Does `by` see this record?"""
    if _sees_all(type(record), by):
        return True
    if type(record) in _owners_see and record.owner_id is not None and record.owner_id == by.user_id:
        return True
    return visible(type(record).objects.filter(pk=record.pk), by).exists()


def _sees_all(model, by) -> bool:
    return by.is_system or any(by.can(right) for right in _open_to.get(model, {Right.TENANT_READ}))


def owned(by) -> Q:
    """Own records, and for managers those of their departments."""
    own = Q(owner_id=by.user_id)
    return own | Q(department_id__in=by.departments) if by.departments else own


def everybody(by) -> Q:
    """Every row: lists that each member of the tenant may read (products, users, clauses)."""
    return Q(pk__isnull=False)
