"""Files that people bring: known by their content, kept by tenant, offered as downloads only."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.tenancy import acting_for
from core.upload import checked, content_type_of, keep, safe_name, serve
from tests.core.conftest import house


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="text/html")


def archive(*names):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return packed.getvalue()


def test_file_is_kept_under_its_tenant_by_a_random_name(tenant, place):
    kept = keep(upload("报价.pdf", b"%PDF-1.7 x"))

    folder, _slash, name = kept.path.partition("/")
    assert folder == str(tenant.pk) and len(name) == 32 and "pdf" not in kept.path
    assert (place / kept.path).read_bytes() == b"%PDF-1.7 x"
    assert (kept.name, kept.content_type, kept.size) == ("报价.pdf", "application/pdf", 10)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.sta", b":20:X", "text/plain"),
        ("a.csv", "名称".encode("gb18030"), "text/plain"),
        (
            "a.xlsx",
            archive("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("a.zip", archive("x"), "application/zip"),
        ("a.pdf", b"<html>", None),
        ("a.html", b"<html>", None),
        ("a.svg", b"<svg>", None),
        ("a.exe", b"MZ", None),
        ("a.png", b"%PDF-1.7", None),
        ("a.xlsx", archive("word/document.xml"), None),
        ("a.xlsx", b"PK\x03\x04 broken", None),
        ("a.txt", b"a\0b", None),
        ("noending", b"text", None),
    ],
)
def test_content_decides_what_a_file_is(name, content, content_type):
    assert content_type_of(upload(name, content)) == content_type


def test_empty_wrong_and_oversize_files_are_refused(settings):
    settings.LARGEST_FILE = 1024 * 1024
    for name, content, code in (
        ("a.pdf", b"", "empty"),
        ("a.html", b"<html>", "content_type"),
        ("a.txt", b"x" * (1024 * 1024 + 1), "too_large"),
    ):
        with pytest.raises(ValidationError) as caught:
            checked(upload(name, content))
        assert caught.value.code == code


def test_names_lose_paths_and_control_characters():
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\temp\\报价.pdf") == "报价.pdf"
    assert safe_name("a\r\nb.pdf") == "ab.pdf"
    assert safe_name("x" * 300 + ".pdf") == "x" * 146 + ".pdf"
    assert safe_name("\0") == "file"


def test_download_runs_nothing_in_the_browser(tenant):
    response = serve(keep(upload("报价.pdf", b"%PDF-1.7")))

    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == b"%PDF-1.7"


def test_other_tenants_file_is_not_served(tenant):
    kept = keep(upload("a.txt", b"x"))

    with acting_for(house()), pytest.raises(PermissionError):
        serve(kept)
