"""Papers: what the same content again leaves behind, and what a new one does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.models import Attachment
from desk.papers import attach
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
