"""What people wait for beside a million receivables: the ageing over the API, and the matching bench's next line.

Asked of the whole platform within this process: middleware, rights and JSON or page, without a socket.
"""

import contextlib
import random
import time

from django.test import Client

from bench import ground
from bench.load.payments import load_lines
from bench.load.people import Company, session_of
from bench.load.world import _loader
from bench.table import Figure, itself, within
from core.dates import local_day
from core.tenancy import acting_for
from receivables.models import BankLine
from tenancy.models import User
from tenancy.people import add_member

LINES, MOST_SECONDS, MOST_MS = 200, 1, 150
WHO = "million-finance"
# Open ones from all over the book, whose numbers end alike.
PAID = """
select r.id, r.number, r.customer_id, r.balance, r.balance_minor, c.name
from receivables_receivable r join customers_customer c on c.tenant_id = r.tenant_id and c.id = r.customer_id
where r.tenant_id = %(tenant)s and r.state = 'open' and r.number like '%%47' order by r.number desc limit %(lines)s
"""
# What the bench looks at for a line, if nothing is to be weighed.
OWED = """
select * from receivables_receivable
where tenant_id = %s and customer_id = %s and state = 'open' order by due_sort limit 50
"""


def measure(company, rows) -> list[Figure]:
    """Seconds of the ageing, p95 of the next line."""
    finance = _finance(company)
    cookie = {"Cookie": session_of(finance.others["finance"][0])}
    lines = _lines(finance)
    client = Client(SERVER_NAME="localhost", headers=cookie)
    ageing = min(_timed(client, "/api/v1/receivables/ageing/") for _round in range(3))
    client = Client(SERVER_NAME="localhost", headers=cookie | {"HX-Request": "true", "HX-Target": "div#work"})
    asked = [_timed(client, f"/receivables/bench/?part=work&line={pk}") for pk, _customer in lines]
    bare = _bare(company, [customer for _pk, customer in lines])
    return [
        itself(f"ageing today at {rows:,}, over the API", round(ageing, 2), unit="s", most=MOST_SECONDS),
        within(
            f"bench's next line at {rows:,}, p95", _p95(asked[10:]) * 1000, bare * 1000, "bare SQL", most=MOST_MS
        ),
    ]  # fmt: skip


def _finance(company) -> Company:
    """The company with the one person who asks; made once."""
    with acting_for(company):
        user = User.objects.filter(username=WHO).first() or add_member(
            username=WHO, name=WHO, email=f"{WHO}@example.com", password=f"{WHO} sings in the rain",
            roles=["finance", "executive"],
        )  # fmt: skip
    return Company(company, others={"finance": [user]})


def _lines(owner) -> list[tuple]:
    """(id, customer) of a statement's lines that pay open receivables; loaded once."""
    with acting_for(owner.tenant):
        known = list(BankLine.objects.filter(unallocated__gt=0).values_list("pk", "customer_id")[:LINES])
        day = local_day()
    if known:
        return known
    with _loader(owner) as cursor:
        cursor.execute(PAID, {"tenant": str(owner.tenant.pk), "lines": LINES})
        owed = cursor.fetchall()
        payers = {row[2]: row[5] for row in owed}
        load_lines(cursor, owner, [row[:5] for row in owed], payers, day, random.Random(LINES))
    return _lines(owner)


def _timed(client, path) -> float:
    started = time.perf_counter()
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return time.perf_counter() - started


def _bare(company, customers) -> float:
    """Seconds of the slowest twentieth of plain statements."""
    with contextlib.closing(ground.connect("bypass")) as connection, connection.cursor() as cursor:
        times = []
        for customer in customers:
            started = time.perf_counter()
            cursor.execute(OWED, [str(company.pk), str(customer)])
            cursor.fetchall()
            times.append(time.perf_counter() - started)
    return _p95(times)


def _p95(times) -> float:
    return sorted(times)[int(len(times) * 0.95)]
