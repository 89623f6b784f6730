"""What a person sees: one place for lists, details, API, search and counts (decision 12)."""

from django.db.models import Q

from tenancy.roles import Right

_rules: dict[type, list] = {}
_open_to: dict[type, set] = {}


def register_sight(model, rule=None, *, rights=()) -> None:
    """Add a way to see `model`: `rule(actor) -> Q`, or rights whose holders see every row.

    Several apps may add rules for one model (deals opens customers to the triangle); one that matches suffices.
    """
    if rule is not None:
        _rules.setdefault(model, []).append(rule)
    _open_to.setdefault(model, {Right.TENANT_READ}).update(rights)


def visible(queryset, by):
    """The rows of `queryset` that `by` sees. A model without a rule is seen by TENANT_READ alone."""
    model = queryset.model
    if by.is_system or any(by.can(right) for right in _open_to.get(model, {Right.TENANT_READ})):
        return queryset
    rules = _rules.get(model, [])
    if not rules:
        return queryset.none()
    seen = Q()
    for rule in rules:
        seen |= rule(by)
    return queryset.filter(seen)


def sees(record, by) -> bool:
    """Does `by` see this record?"""
    return visible(type(record).objects.filter(pk=record.pk), by).exists()


def owned(by) -> Q:
    """Own records, and for managers those of their departments."""
    own = Q(owner_id=by.user_id)
    return own | Q(department_id__in=by.departments) if by.departments else own


def everybody(by) -> Q:
    """Every row: lists that each member of the tenant may read (products, users, clauses)."""
    return Q(pk__isnull=False)
