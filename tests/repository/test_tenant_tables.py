"""Every table of a tenant is kept apart by the database itself; a new one without that fails here."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from core.fields import Ref
from core.hardening import harden, key_name, references, tenant_models, wanted_key
from core.models import Event
from core.tenancy import acting_for
from tenancy.models import Department

GLOBAL = {
    "tenancy.Tenant": "the tenants themselves",
    "tenancy.User": "one person may work for several tenants",
    "tenancy.Membership": "read before the tenant is known",
    "tenancy.Door": "keys, links and forms are found by digest before the tenant is known",
    "tenancy.LoginDelay": "counted before anybody is known",
    "tenancy.SecondStep": "asked at sign-in, before the tenant is known",
    "tenancy.RecoveryCode": "asked at sign-in, before the tenant is known",
    "tenancy.Device": "belongs to a session, which is begun before the tenant is known",
    "sessions.Session": "read before the tenant is known",
    "auth.Permission": "Django's own, unused",
    "auth.Group": "Django's own, unused",
    "auth.Group_permissions": "Django's own, unused",
    "contenttypes.ContentType": "names of models, no tenant's data",
}


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_model_has_a_tenant_or_a_reason_to_be_global():
    scoped = {model._meta.label for model in tenant_models()}
    all_models = {
        model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }

    assert all_models - scoped == set(GLOBAL)


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_table_is_kept_apart(model, db):
    table = model._meta.db_table

    assert rows("select relrowsecurity, relforcerowsecurity from pg_class where relname = %s", table) == [
        (True, True)
    ]
    assert [name for (name,) in rows("select policyname from pg_policies where tablename = %s", table)]
    key = (
        "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = 'p'"
    )
    assert rows(key, table) == [(wanted_key(model),)]
    for column, target, _columns in references(model):
        found = rows(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s", key_name(table, column)
        )
        assert found and f"FOREIGN KEY (tenant_id, {column}) REFERENCES {target}(tenant_id" in found[0][0]


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_model_refers_by_tenant_keys_only_and_is_unique_per_tenant(model):
    plain = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not isinstance(field, Ref) and field.name != "tenant"
    ]
    unique = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]

    assert plain == []
    assert not model._meta.many_to_many
    assert [c.name for c in unique if c.fields[0] != "tenant"] == []


@pytest.mark.parametrize(
    "model", [model for model in tenant_models() if model.append_only], ids=lambda model: model._meta.label
)
def test_append_only_table_takes_no_update_or_delete(model, db):
    table = model._meta.db_table
    granted = rows(
        "select privilege_type from information_schema.role_table_grants where table_name = %s and grantee = 'l2c_app'",
        table,
    )

    assert {name for (name,) in granted} == {"SELECT", "INSERT"}
    assert rows("select 1 from pg_trigger where tgrelid = %s::regclass and not tgisinternal and tgname like %s",
                table, "%append_only")  # fmt: skip


def test_serving_role_may_neither_bypass_nor_truncate(db):
    assert rows("select rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [
        (False, False)
    ]
    assert rows("select 1 from pg_tables where schemaname = 'public' and tableowner = current_user") == []
    assert not rows(
        "select 1 from information_schema.role_table_grants"
        " where grantee = current_user and privilege_type = 'TRUNCATE'"
    )


def test_reading_without_a_tenant_raises(db):
    with pytest.raises(DatabaseError, match=r"app\.tenant_id|uuid"), transaction.atomic():
        Event.objects.count()


def test_nested_tenants_are_put_back(world, other_world):
    with acting_for(other_world.tenant):
        Department.objects.create(code="x", name="X")
    assert not Department.objects.filter(code="x").exists()
    assert rows("select count(*) from tenancy_department where code = 'x'") == [(0,)]


def test_a_row_cannot_point_at_another_tenants_row(world, other_world):
    with acting_for(other_world.tenant):
        foreign = Department.objects.get(code="sales")

    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.create(code="y", name="Y", parent=foreign)
        connection.check_constraints()


def test_a_second_hardening_changes_nothing(owner):
    from django.db import connections

    done = harden(connections["owner"])

    assert [
        statement for statement in done if not statement.startswith(("revoke truncate", "grant usage"))
    ] == []
