"""The lines of a provision run: written from the ledger as it was known, compared with it again, and summed up.

The rule is receivables.rules.provisioning; for customers without a specific item, who are nearly all, the database
applies its matrix itself (a million lines would otherwise cross the wire twice). A test holds both to the same cent.
"""

import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from django.db import connection

from core.rows import insert_many
from core.tenancy import current_tenant_id
from receivables.models import LedgerEntry, ProvisionLine, ProvisionRun, Receivable
from receivables.rules.ageing import due_ranges
from receivables.rules.provisioning import Item, Specific, assess
from receivables.states import EntryKind

_T = {
    "entry": LedgerEntry._meta.db_table, "receivable": Receivable._meta.db_table, "line": ProvisionLine._meta.db_table,
    "run": ProvisionRun._meta.db_table,
}  # fmt: skip
# The ledger as the run knew it, for some customers.
_KNOWN = """
select r.id, r.customer_id, r.due_on, r.currency, sum(e.amount) as balance, sum(e.base_minor)::bigint as minor
from {receivable} r join {entry} e on e.tenant_id = r.tenant_id and e.receivable_id = r.id
where r.tenant_id = %(tenant)s and r.customer_id = any(%(customers)s::uuid[])
  and e.counts_on <= %(day)s and e.written_at <= %(known)s and e.position <= %(position)s
group by r.tenant_id, r.id having sum(e.amount) <> 0 or sum(e.base_minor) <> 0
"""
_INSERT = """
insert into {line} (id, tenant_id, run_id, receivable_id, customer_id, due_on, bucket, currency, balance,
                    balance_minor, base_minor, rate, amount_minor, source, doubt, specific_id)
select uuidv7(), %(tenant)s, %(run)s, k.id, k.customer_id, k.due_on, m.bucket, k.currency, k.balance, k.minor,
       greatest(k.minor, 0), m.rate, round(greatest(k.minor, 0) * m.rate)::bigint, 'matrix', '', null
from ({known}) k
join json_to_recordset(%(matrix)s) m (bucket text, rate numeric, first date, last date)
  on (k.due_on >= coalesce(m.first, '-infinity') and k.due_on <= coalesce(m.last, 'infinity'))
  or (k.due_on is null and m.bucket = 'not_due')
""".format(known=_KNOWN.format(**_T), **_T)
_NEXT_CUSTOMERS = """
select distinct customer_id from {receivable}
where tenant_id = %(tenant)s and (%(after)s::uuid is null or customer_id > %(after)s) and state <> 'planned'
order by customer_id limit %(limit)s
""".format(**_T)
_COUNT_CUSTOMERS = """
select count(distinct customer_id) from {receivable} where tenant_id = %s and state <> 'planned'
""".format(**_T)
# Recomputed from the ledger as known, by the due dates and rates that the lines froze.
_DIFFER = """
with known as (
  select e.receivable_id, sum(e.amount) as balance, sum(e.base_minor)::bigint as minor
  from {entry} e
  where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.counts_on <= %(day)s
    and e.written_at <= %(known)s and e.position <= %(position)s
  group by e.receivable_id having sum(e.amount) <> 0 or sum(e.base_minor) <> 0),
kept as (select * from {line} where tenant_id = %(tenant)s and run_id = %(run)s)
select coalesce(l.receivable_id, k.receivable_id)
from kept l full join known k on k.receivable_id = l.receivable_id
where l.id is null or k.receivable_id is null or k.balance <> l.balance or k.minor <> l.balance_minor
   or l.source = 'matrix' and (
     l.base_minor <> greatest(k.minor, 0) or l.amount_minor <> round(greatest(k.minor, 0) * l.rate)::bigint
     or l.bucket <> (
       select m.bucket from json_to_recordset(%(matrix)s) m (bucket text, rate numeric, first date, last date)
       where (l.due_on >= coalesce(m.first, '-infinity') and l.due_on <= coalesce(m.last, 'infinity'))
          or (l.due_on is null and m.bucket = 'not_due'))
     or l.rate <> (
       select m.rate from json_to_recordset(%(matrix)s) m (bucket text, rate numeric, first date, last date)
       where m.bucket = l.bucket))
limit %(limit)s
""".format(**_T)
MOST_DIFFERENCES = 200


def next_customers(after, limit: int) -> list:
    """The customers after this one, by id, who have anything that was ever open."""
    return [row[0] for row in _rows(_NEXT_CUSTOMERS, {"after": after, "limit": limit})]


def count_customers() -> int:
    """How many customers a run has to look at."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_CUSTOMERS, [current_tenant_id()])
        return cursor.fetchone()[0]


def write_lines(run: ProvisionRun, customers: list) -> None:
    """The lines of these customers; those with a specific item are worked out by the rule in Python."""
    special = specifics_of(run)
    plain = [customer for customer in customers if str(customer) not in special]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _about(run) | {"customers": plain, "matrix": _matrix(run)})
    chosen = [customer for customer in customers if str(customer) in special]
    if chosen:
        insert_many(_special_lines(run, chosen, special))


def specifics_of(run: ProvisionRun) -> dict[str, list[Specific]]:
    """{customer id as text: the items that the run froze}."""
    found: dict = defaultdict(list)
    for one in run.inputs.get("specifics", []):
        found[one["customer"]].append(
            Specific(
                one["id"], one["receivable"], _decimal(one["rate"]), one["amount"],
                Decimal(one["insured_share"]), one["collateral"], one["doubt"],
            )
        )  # fmt: skip
    return found


def rates_of(run: ProvisionRun) -> dict[str, Decimal]:
    """The rates that the run froze."""
    return {code: Decimal(rate) for code, rate in run.inputs["rates"].items()}


def _special_lines(run, customers, special) -> list[ProvisionLine]:
    known = _known(run, customers)
    lines = []
    for customer, rows in known.items():
        items = [Item(str(row["id"]), row["due_on"], row["minor"]) for row in rows]
        by_id: dict[object, dict] = {str(row["id"]): row for row in rows}
        found = assess(items, as_of=run.closes_on, rates=rates_of(run), specifics=special[str(customer)])
        lines += [_line(run, by_id[one.id], one) for one in found]
    return lines


def _line(run, row, one) -> ProvisionLine:
    return ProvisionLine(
        run=run, receivable_id=row["id"], customer_id=row["customer_id"], due_on=row["due_on"], bucket=one.bucket,
        currency=row["currency"], balance=row["balance"], balance_minor=row["minor"], base_minor=one.base,
        rate=one.rate, amount_minor=one.amount, source="specific" if one.specific else "matrix", doubt=one.doubt,
        specific_id=one.specific,
    )  # fmt: skip


def _known(run, customers) -> dict:
    """{customer: rows of the ledger as known}, in one order."""
    found: dict = defaultdict(list)
    statement = _KNOWN.format(**_T) + " order by r.id"
    for row in _dicts(statement, _about(run) | {"customers": customers}):
        found[row["customer_id"]].append(row)
    return found


def differences(run: ProvisionRun) -> list:
    """Receivables for which the ledger, asked again as it was known, gives another line than the run has."""
    values = _about(run) | {"matrix": _matrix(run), "limit": MOST_DIFFERENCES}
    found = {row[0] for row in _rows(_DIFFER, values)}
    return sorted(found | _special_differences(run))


def _special_differences(run) -> set:
    """The same for lines under a specific item, which only the rule can give again: by item, as it spread."""
    items = {one.id: replace(one, receivable=None) for found in specifics_of(run).values() for one in found}
    groups: dict = defaultdict(list)
    for line in run.lines.filter(specific_id__isnull=False).order_by("receivable_id"):
        groups[str(line.specific_id)].append(line)
    wrong = set()
    for key, lines in groups.items():
        given = [Item(line.receivable_id, line.due_on, line.balance_minor) for line in lines]
        again = assess(given, as_of=run.closes_on, rates=rates_of(run), specifics=[items[key]])
        kept = {line.receivable_id: line for line in lines}
        wrong |= {
            one.id for one in again if _says(kept[one.id]) != (one.bucket, one.base, one.rate, one.amount)
        }
    return wrong


def _says(line) -> tuple:
    return line.bucket, line.base_minor, line.rate, line.amount_minor


# --- what the run comes to -----------------------------------------------------------------------------------------

_MATRIX = """
select bucket, doubt, source, count(*) as count, sum(balance_minor)::bigint as balance,
       sum(base_minor)::bigint as base, sum(amount_minor)::bigint as amount
from {line} where tenant_id = %(tenant)s and run_id = %(run)s group by bucket, doubt, source
""".format(**_T)
# The whole of each receivable's way from the run before to this one. An entry belongs to the movement if this run
# knew it and the one before did not, however late it was written.
_MOVEMENT = """
with now as (select * from {line} where tenant_id = %(tenant)s and run_id = %(run)s),
before as (select * from {line} where tenant_id = %(tenant)s and run_id = %(previous)s),
moved as (
  select e.receivable_id,
         coalesce(sum(-e.base_minor) filter (where e.kind = 'written_off' and e.reverses_id is null), 0)::bigint
           as used,
         coalesce(sum(e.base_minor) filter (where e.kind <> 'written_off' or e.reverses_id is not null), 0)::bigint
           as recovered
  from {entry} e
  where e.tenant_id = %(tenant)s and e.receivable_id is not null and e.kind = any(%(lost)s)
    and e.counts_on <= %(day)s and e.written_at <= %(known)s and e.position <= %(position)s
    and (%(before_day)s::date is not null or e.counts_on >= %(opening_day)s)
    and not (e.counts_on <= coalesce(%(before_day)s::date, '-infinity')
             and e.written_at <= coalesce(%(before_known)s::timestamptz, '-infinity')
             and e.position <= coalesce(%(before_position)s::bigint, 0))
  group by e.receivable_id),
each as (
  select coalesce(b.amount_minor, 0) as opening, coalesce(n.amount_minor, 0) as closing,
         coalesce(m.used, 0) as used, coalesce(m.recovered, 0) as recovered,
         case when n.currency <> %(own)s and b.balance <> 0 and n.balance <> 0 and b.balance_minor <> 0 then
           round(b.amount_minor * ((n.balance_minor / n.balance) / (b.balance_minor / b.balance) - 1))::bigint
         else 0 end as currency
  from before b full join now n on n.receivable_id = b.receivable_id
  full join moved m on m.receivable_id = coalesce(b.receivable_id, n.receivable_id)),
settled as (select *, closing - (opening - used + recovered + currency) as rest from each)
select coalesce(sum(opening), 0)::bigint as opening, coalesce(sum(greatest(rest, 0)), 0)::bigint as charge,
       coalesce(sum(used), 0)::bigint as used, coalesce(sum(recovered), 0)::bigint as recovered,
       coalesce(sum(greatest(-rest, 0)), 0)::bigint as released, coalesce(sum(currency), 0)::bigint as currency,
       coalesce(sum(closing), 0)::bigint as closing
from settled
""".format(**_T)
# Entries by which a debt is given up, and by which it comes after all, as its reversal does.
LOST = [EntryKind.WRITTEN_OFF.value, EntryKind.RECOVERED.value]


def matrix_of(run: ProvisionRun) -> list[dict]:
    """Sums by bucket, class and source: count, balance, base, amount."""
    return _dicts(_MATRIX, _about(run))


def movement_of(run: ProvisionRun) -> dict[str, int]:
    """Opening, charge, used, recovered, released, currency difference and closing, over all receivables."""
    previous = run.previous
    values = {
        "previous": previous.pk if previous else None,
        "before_day": previous.closes_on if previous else None,
        "before_known": previous.known_at if previous else None,
        "before_position": previous.known_position if previous else None,
        # Without a run before, the books begin with this month.
        "opening_day": run.closes_on.replace(day=1), "lost": LOST, "own": run.currency,
    }  # fmt: skip
    return _dicts(_MOVEMENT, _about(run) | values)[0]


def _about(run) -> dict:
    return {"tenant": current_tenant_id(), "run": run.pk, "day": run.closes_on, "known": run.known_at,
            "position": run.known_position}  # fmt: skip


def _matrix(run) -> str:
    """The rows of the matrix with the due dates that each covers."""
    rates = rates_of(run)
    return json.dumps(
        [
            {
                "bucket": code,
                "rate": str(rates[code]),
                "first": first and str(first),
                "last": last and str(last),
            }
            for code, first, last in due_ranges(run.closes_on)
        ]
    )


def _decimal(text) -> Decimal | None:
    return None if text is None else Decimal(text)


def _rows(statement, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"tenant": current_tenant_id()})
        return cursor.fetchall()


def _dicts(statement, values) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
