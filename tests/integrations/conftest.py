"""Files of leads, and everything that is due being done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.relay import drain
from integrations.imports.asking import start
from integrations.imports.intake import receive
from integrations.models import Import
from tests.factories.callers import browser, caller

COUNTED = ("created", "updated", "merged", "skipped", "failed")


def file_of(content, name="名单.csv", encoding="utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode(encoding))


def counts(upload) -> dict:
    """What became of the rows; together they are the rows of the file."""
    found = {name: getattr(upload, name) for name in COUNTED}
    assert sum(found.values()) == upload.rows_total == upload.rows.count()
    return {name: count for name, count in found.items() if count}


@pytest.fixture
def bring(world):
    """`bring(text)` brings a file as the AR, who may be another; `name` and `encoding` of the file."""

    def brought(content, role="ar", kind="leads", **more) -> Import:
        return receive(kind, file_of(content, **more), by=world.by(role))

    return brought


@pytest.fixture
def work(world):
    """Do what is due, and read the import as it then is."""

    def worked(upload) -> Import:
        drain(world.tenant.pk)
        return Import.objects.get(pk=upload.pk)

    return worked


@pytest.fixture
def write(world, work):
    """`write(upload)` starts it and does everything that is then due; `dry_run` tries it."""

    def written(upload, role="ar", dry_run=False) -> Import:
        start(upload, by=world.by(role), dry_run=dry_run)
        return work(upload)

    return written


@pytest.fixture
def api(world):
    """`api("ar")` calls the API as somebody with that role."""
    return lambda role: caller(world, role)


@pytest.fixture
def signed_in(world):
    """`signed_in("ar")` is a browser in which that person is signed in."""
    return lambda role: browser(world, role)
