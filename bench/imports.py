"""A file of 10,000 leads from upload to the last row written, by the real workers, beside a bare COPY of its rows."""

import contextlib
import csv
import io
import random
import time

from django.core.files.uploadedfile import SimpleUploadedFile

from bench import ground
from bench.client import Timings, timed
from bench.load.words import CITIES, company_name, need
from bench.requests import get
from bench.table import against, within
from core.tenancy import acting_for
from integrations.imports.asking import bring
from integrations.models import Import
from tenancy.actor import actor_for

ROWS, MOST_SECONDS, PATIENCE = 10_000, 30, 600
HEADER = ["公司名称", "姓名", "手机", "邮箱", "需求", "方案", "预计金额（万）", "来源", "地区"]
TABLE = (
    "create table bare_import (company text, contact text, phone text, email text, need text, solution text, "
)
COPY = "copy bare_import from stdin with (format csv)"
LIST = "/api/v1/leads/"


def leads_in(ask, moves):
    """Rows a second, and what a list of another company's leads takes meanwhile."""
    raw = _file()
    copied = _copied(raw)
    alone = timed([get(ask.ours(ask.world.large.key("executive")), LIST)] * 20)
    started, upload = time.perf_counter(), _brought(ask.world.small, raw)
    beside, done = Timings(), _found(ask.world.small, upload)
    while done.at_work and time.perf_counter() - started < PATIENCE:
        timed([get(ask.ours(ask.world.large.key("executive")), LIST)], beside)
        time.sleep(0.5)
        done = _found(ask.world.small, upload)
    seconds = time.perf_counter() - started
    wrong = [] if done.created == ROWS else [(0, f"{done.state}: {done.created} created. {done.problem}")]
    return [
        against(f"import of {ROWS:,} leads", ROWS / seconds, ROWS / copied, "bare COPY", unit="rows/s"),
        within("  from upload to the last row", seconds, copied, "bare COPY", unit="s", most=MOST_SECONDS),
        against("  a list meanwhile, p50", beside.ms(0.5), alone.ms(0.5), "the same alone"),
    ], {"import": Timings(errors=wrong), "list beside an import": beside}


def _file() -> bytes:
    """A file as a trade fair hands it over: every row another person."""
    chosen, text = random.Random(12), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for n in range(ROWS):
        title, wanted, offered = need(chosen)
        writer.writerow(
            [
                company_name(chosen), f"联系人{n}", f"138{n:08d}", f"p{n}@example.com", f"{title}，{wanted}", offered,
                chosen.randint(20, 900), "工博会", chosen.choice(CITIES),
            ]
        )  # fmt: skip
    return text.getvalue().encode("gb18030")


def _brought(company, raw: bytes) -> Import:
    with acting_for(company.tenant):
        by = actor_for(company.others["sales_manager"][0])
        return bring(kind="leads", file=SimpleUploadedFile("leads.csv", raw), by=by)


def _found(company, upload) -> Import:
    with acting_for(company.tenant):
        return Import.objects.get(pk=upload.pk)


def _copied(raw: bytes) -> float:
    """Seconds of one COPY of the same rows into a table without index, right or event."""
    content = io.StringIO(raw.decode("gb18030").split("\r\n", 1)[1])
    with (
        contextlib.closing(ground.connect("bypass")) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{TABLE} amount numeric, source text, region text)")
        started = time.perf_counter()
        cursor.copy_expert(COPY, content)
        connection.commit()
        return time.perf_counter() - started
