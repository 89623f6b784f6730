"""What the database keeps whoever writes: derived from the models after every migrate, by this one mechanism.

For each tenant model: primary key (tenant_id, id), composite same-tenant foreign keys, forced row security with a
policy that raises while no tenant is set, the serving role's grants, append-only and history triggers (decisions
7-10, 31).
Every step compares with the catalogue first, so that a second run changes nothing.
"""

import hashlib

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import CompositePrimaryKey

from core.fields import Ref
from core.models import TenantModel

POLICY = "tenant_isolation"
PREDICATE = "tenant_id = current_setting('app.tenant_id')::uuid"
NO_CHANGE = """
create or replace function l2c_no_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted; write a reversing row', tg_table_name
    using errcode = 'restrict_violation';
end $$
"""

# Written by the row's own writer under the row's own tenant; the person comes from acting_for.
KEEP_HISTORY = """
create or replace function l2c_keep_history() returns trigger language plpgsql as $$
declare
  was jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  became jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  changed jsonb;
begin
  select coalesce(jsonb_object_agg(key, jsonb_build_array(was -> key, became -> key)), '{}') into changed
    from jsonb_object_keys(was || became) key
    where (was -> key) is distinct from (became -> key) and key not in ('version', 'updated_at', 'last_used_at');
  if changed <> '{}' then
    insert into core_history (tenant_id, id, record_type, record_id, operation, changes, by_id, at)
    values (coalesce(became ->> 'tenant_id', was ->> 'tenant_id')::uuid, gen_random_uuid(), tg_table_name,
            coalesce(became ->> 'id', was ->> 'id')::uuid, lower(tg_op), changed,
            nullif(current_setting('app.user_id', true), '')::uuid, clock_timestamp());
  end if;
  return null;
end $$
"""


def tenant_models() -> list:
    """Every concrete model that belongs to a tenant."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def harden(connection) -> list[str]:
    """Bring the database in line with the models; returns the statements that were run. Needs the owner's role."""
    done = []
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        models = [model for model in tenant_models() if model._meta.db_table in existing]
        cursor.execute(NO_CHANGE)
        cursor.execute(KEEP_HISTORY)
        catalogue = Catalogue(cursor)
        for model in models:
            done += _run(cursor, primary_key(model, catalogue))
        keys = [
            *person_key(catalogue),
            *(key for m in models for key in foreign_keys(m, catalogue, existing)),
        ]
        done += _run(cursor, unforced(models, keys, catalogue))
        for step in (row_security, append_only, history):
            for model in models:
                done += _run(cursor, step(model, catalogue))
        done += _run(cursor, grants(models, catalogue, existing))
    return done


class Catalogue:
    """What the database has now, read in a handful of queries."""

    def __init__(self, cursor):
        self.keys = self._rows(
            cursor,
            "select conname, conrelid::regclass::text, contype, pg_get_constraintdef(oid) from pg_constraint"
            " where connamespace = 'public'::regnamespace and contype in ('p', 'f', 'u')",
        )
        self.secured = {
            row[0]
            for row in self._rows(
                cursor,
                "select relname from pg_class where relrowsecurity and relforcerowsecurity and relkind = 'r'",
            )
        }
        self.policies = {
            (t, p) for t, p in self._rows(cursor, "select tablename, policyname from pg_policies")
        }
        self.triggers = {
            row[0] for row in self._rows(cursor, "select tgname from pg_trigger where not tgisinternal")
        }
        # The serving role by the name its URL has, be it l2c_app or another.
        self.role = connections["default"].settings_dict["USER"]
        self.has_role = bool(self._rows(cursor, "select 1 from pg_roles where rolname = %s", [self.role]))
        self.privileges = set(
            self._rows(
                cursor,
                "select table_name, privilege_type from information_schema.role_table_grants where grantee = %s",
                [self.role],
            )
        )

    @staticmethod
    def _rows(cursor, sql, values=None):
        cursor.execute(sql, values)
        return cursor.fetchall()

    def primary(self, table):
        """(name, definition) of a table's primary key."""
        return next(
            (
                (name, text)
                for name, owner, kind, text in self.keys
                if owner.strip('"') == table and kind == "p"
            ),
            None,
        )

    def has(self, name: str) -> bool:
        """Is there a constraint of this name?"""
        return any(known == name for known, *_rest in self.keys)


def wanted_key(model) -> str:
    """The primary key a tenant's table must have: the tenant first, then the model's own key."""
    key = model._meta.pk
    columns = key.columns if isinstance(key, CompositePrimaryKey) else ("tenant_id", key.column)
    return f"PRIMARY KEY ({', '.join(columns)})"


def primary_key(model, catalogue) -> list[str]:
    """(tenant_id, id): every key that another table can point at names the tenant."""
    table, wanted = model._meta.db_table, wanted_key(model)
    name, found = catalogue.primary(table) or (None, None)
    if found == wanted:
        return []
    drop = f'drop constraint "{name}", ' if name else ""
    return [f'alter table "{table}" {drop}add constraint "{table}_pkey" {wanted.lower()}']


def row_security(model, catalogue) -> list[str]:
    """Forced row security; the policy raises while no tenant is set, so nothing is silently empty."""
    table = model._meta.db_table
    statements = []
    if table not in catalogue.secured:
        statements += [
            f'alter table "{table}" enable row level security',
            f'alter table "{table}" force row level security',
        ]
    if (table, POLICY) not in catalogue.policies:
        statements.append(f'create policy {POLICY} on "{table}" using ({PREDICATE}) with check ({PREDICATE})')
    return statements


def append_only(model, catalogue) -> list[str]:
    """A trigger that refuses UPDATE and DELETE, even to the owner."""
    table = model._meta.db_table
    name = f"{table}_append_only"[:63]
    if not model.append_only or name in catalogue.triggers:
        return []
    return [
        f'create trigger "{name}" before update or delete on "{table}"'
        " for each row execute function l2c_no_change()"
    ]


def unforced(models, keys, catalogue) -> list[str]:
    """`keys` with row security lifted from their owner meanwhile: the check of existing rows reads all tenants'."""
    secured = sorted({model._meta.db_table for model in models} & catalogue.secured) if keys else []
    lift = [f'alter table "{table}" no force row level security' for table in secured]
    force = [f'alter table "{table}" force row level security' for table in secured]
    return [*lift, *keys, *force]


def history(model, catalogue) -> list[str]:
    """A trigger that keeps what a row was and became, whoever changes it (decision 31)."""
    table = model._meta.db_table
    name = f"{table}_history"[:63]
    if not model.keeps_history or name in catalogue.triggers:
        return []
    return [
        f'create trigger "{name}" after insert or update or delete on "{table}"'
        " for each row execute function l2c_keep_history()"
    ]


def references(model):
    """(column, target table, target columns) of each same-tenant key the model must have."""
    for field in model._meta.concrete_fields:
        if isinstance(field, Ref):
            target = field.related_model
            person = target._meta.label_lower == settings.AUTH_USER_MODEL.lower()
            table = (
                apps.get_model("tenancy", "Membership")._meta.db_table if person else target._meta.db_table
            )
            yield (
                field.column,
                table,
                "tenant_id, user_id" if person else f'tenant_id, "{target._meta.pk.column}"',
            )


def key_name(table, column) -> str:
    """The constraint's name: readable where it fits PostgreSQL's 63 bytes."""
    name = f"{table}_{column}_tenant_fk"
    return name if len(name) <= 63 else f"{name[:50]}_{hashlib.md5(name.encode()).hexdigest()[:8]}"


def foreign_keys(model, catalogue, existing) -> list[str]:
    """Composite keys: a row can only point at rows of its own tenant (plain ones bypass row security)."""
    table = model._meta.db_table
    return [
        f'alter table "{table}" add constraint "{key_name(table, column)}" foreign key (tenant_id, "{column}")'
        f' references "{target}" ({columns}) deferrable initially deferred'
        for column, target, columns in references(model)
        if target in existing and not catalogue.has(key_name(table, column))
    ]


def person_key(catalogue) -> list[str]:
    """Membership names its department by id alone (it is global): the key keeps it within the tenant."""
    name = "tenancy_membership_department_id_tenant_fk"
    if catalogue.has(name):
        return []
    return [
        f'alter table "tenancy_membership" add constraint "{name}" foreign key (tenant_id, department_id)'
        ' references "tenancy_department" (tenant_id, id) deferrable initially deferred'
    ]


def grants(models, catalogue, existing) -> list[str]:
    """The serving role reads and writes rows; append-only tables it only reads and adds to; nothing else."""
    if not catalogue.has_role:
        return []
    role = f'"{catalogue.role}"'
    closed = {model._meta.db_table for model in models if model.append_only} | {"django_migrations"}
    statements = [f"revoke truncate, references, trigger on all tables in schema public from {role}"]
    for table in sorted(existing):
        wanted = {"SELECT"} if table == "django_migrations" else {"SELECT", "INSERT"}
        wanted |= set() if table in closed else {"UPDATE", "DELETE"}
        have = {privilege for name, privilege in catalogue.privileges if name == table}
        if have - wanted:
            statements.append(f'revoke {", ".join(sorted(have - wanted))} on "{table}" from {role}')
        if wanted - have:
            statements.append(f'grant {", ".join(sorted(wanted - have))} on "{table}" to {role}')
    return [*statements, f"grant usage, select on all sequences in schema public to {role}"]


def _run(cursor, statements) -> list[str]:
    for statement in statements:
        cursor.execute(statement)
    return statements
