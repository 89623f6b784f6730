"""Moving in: 2,500 invoices with what was paid of each, from upload to the last row written, by the real workers."""

import contextlib
import io
import time
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from bench import ground
from bench.client import Timings
from bench.load.people import company
from bench.load.rows import copy
from bench.load.world import _loader, _vacuum
from bench.table import within
from core.models.base import new_id
from core.tenancy import acting_for
from customers.models import Customer
from integrations.imports.asking import bring
from integrations.models import Import
from tenancy.actor import actor_for

TITLE = "moving in"
INVOICES, CUSTOMERS = 2500, 100
MOST_SECONDS, PATIENCE = 20, 300
HEADER = "发票号码,客户编号,价税合计,已收金额,开票日期,到期日,税率,收款日期\n"
TABLE = "create table bare_invoices (number text, customer text, amount numeric, paid numeric, issued date, due date, "


def measure(ask, moves):
    """Seconds until all is on the ledger, beside a COPY of the same rows."""
    owner = company("moving")
    with _loader(owner) as cursor:
        numbered = ((new_id(), f"K-{n:04d}", f"第{n}机械有限公司") for n in range(CUSTOMERS))
        copy(cursor, Customer, owner.tenant, ("id", "number", "name"), numbered, owner_id=owner.ars[0].pk)
    _vacuum()
    rows = _rows(ask.world.as_of)
    copied = _copied(rows)
    started = time.perf_counter()
    with acting_for(owner.tenant):
        file = SimpleUploadedFile("invoices.csv", (HEADER + rows).encode())
        upload = bring(kind="invoices", file=file, by=actor_for(owner.others["finance"][0]))
    while upload.at_work and time.perf_counter() - started < PATIENCE:
        time.sleep(0.2)
        with acting_for(owner.tenant):
            upload = Import.objects.get(pk=upload.pk)
    seconds = time.perf_counter() - started
    told = f"{upload.state}: {upload.created} created. {upload.problem}"
    wrong = [] if upload.created == INVOICES else [(0, told)]
    name = f"{INVOICES:,} invoices with their payments taken over"
    return [within(name, seconds, copied, "bare COPY", unit="s", most=MOST_SECONDS)], {
        "moving in": Timings(errors=wrong)
    }


def _rows(day) -> str:
    """Invoices of the last year: a third open, a third paid, a third paid in part."""
    lines = []
    for n in range(INVOICES):
        issued, amount = day - timedelta(days=60 + n % 300), 1000 + n * 7 % 90000
        paid = (0, amount, amount // 3)[n % 3]
        due, paid_on = issued + timedelta(days=30), issued + timedelta(days=20) if paid else ""
        lines.append(f"FP{n:06d},K-{n % CUSTOMERS:04d},{amount},{paid},{issued},{due},13%,{paid_on}\n")
    return "".join(lines)


def _copied(rows: str) -> float:
    """Seconds of one COPY of the same rows into a table without index, right or event."""
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{TABLE} rate text, paid_on date)")
        started = time.perf_counter()
        cursor.copy_expert("copy bare_invoices from stdin with (format csv)", io.StringIO(rows))
        connection.commit()
        return time.perf_counter() - started
