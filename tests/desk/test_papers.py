"""Papers: what the same content again leaves behind, and what a new one does."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import upload
from desk.models import Attachment
from desk.papers import attach
from desk.sweeping import sweep
from tests.factories.customers import make_customer


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(("name", "content", "files"), [
    ("plan.txt", b"same", 1),
    ("plan.txt", b"other", 2),
    ("else.txt", b"same", 2),
])  # fmt: skip
def test_the_same_paper_again_leaves_no_file(world, place, name, content, files):
    customer = make_customer("远见")
    attach(customer, SimpleUploadedFile("plan.txt", b"same"), by=world.by("ar"))

    attach(customer, SimpleUploadedFile(name, content), by=world.by("ar"))

    assert Attachment.objects.count() == files
    assert len([path for path in place.rglob("*") if path.is_file()]) == files


def test_a_file_that_no_paper_names_is_swept_after_a_week(world, other_world, place):
    customer, by = make_customer("远见"), world.by("ar")
    kept = attach(customer, SimpleUploadedFile("plan.txt", b"plan"), by=by)
    left, young = (
        place / upload.keep(SimpleUploadedFile("x.txt", b"x"), "text/plain").path for _two in range(2)
    )
    with other_world.acting():
        foreign = place / upload.keep(SimpleUploadedFile("x.txt", b"x"), "text/plain").path
    for file in (place / kept.path, left, foreign):
        long_ago = file.stat().st_mtime - 8 * 24 * 3600
        os.utime(file, (long_ago, long_ago))

    assert [sweep(), sweep()] == [1, 0]

    assert [file.exists() for file in (place / kept.path, left, young, foreign)] == [True, False, True, True]
