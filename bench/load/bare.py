"""The floor's tables, filled from the leads: the same rows without tenant, rights and history."""

TABLE = """
create table {name} (
  id bigint generated always as identity primary key, title varchar(200) not null, customer uuid not null,
  source varchar(24) not null, need text not null, solution text not null, amount numeric(20, 2) not null,
  currency varchar(3) not null, state varchar(24) not null, owner uuid, created_at timestamptz not null,
  updated_at timestamptz not null)
"""
FILL = """
insert into {name} (title, customer, source, need, solution, amount, currency, state, owner, created_at, updated_at)
select title, customer_id, source, need, solution, expected_amount, currency, state, owner_id, created_at, updated_at
from leads_lead where tenant_id = %s
"""


def load_bare(cursor, name: str, tenant) -> None:
    """One table of the floor with the leads of a tenant, indexed for its list."""
    cursor.execute(TABLE.format(name=name))
    cursor.execute(FILL.format(name=name), [str(tenant.pk)])
    cursor.execute(f"create index on {name} (created_at desc, id desc)")
    cursor.execute(f"grant select, insert, update, delete on {name} to l2c_app")
    print(f"  {name}: filled", flush=True)
