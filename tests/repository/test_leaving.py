"""Everything that names a person is either handed over when the person leaves, or said to stay, and why."""

from django.apps import apps

from core.hardening import tenant_models
from tenancy.holdings import HOLDINGS, STAYING
from tenancy.models import User

# Who made or did it: history, on every record alike.
HISTORY = {"by", "created_by", "given_by", "made_by", "asked_by"}


def columns_of_people() -> set[str]:
    """`app.Model.column` of every reference from a tenant's row to a person, but for the plain history."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and field.name not in HISTORY
    }


def handed_over() -> set[str]:
    return {
        f"{holding.model._meta.label}.{holding.column}"
        for holding in HOLDINGS.values()
        if holding.column not in HISTORY
    }


def test_every_column_that_names_a_person_is_handed_over_or_stays_for_a_reason():
    known = handed_over() | set(STAYING)

    assert columns_of_people() - known == set(), "say in the app's leaving.py what becomes of it"
    assert set(STAYING) - columns_of_people() == set(), "these columns are gone"
    assert handed_over() & set(STAYING) == set(), "these are handed over, so they don't stay"


def test_kinds_have_places_of_their_own():
    places = [holding.place for holding in HOLDINGS.values()]
    assert len(places) == len(set(places))
    assert {apps.get_model(holding.model._meta.label) for holding in HOLDINGS.values()} <= set(
        tenant_models()
    )
