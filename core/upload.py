"""Files that people bring: checked for size, quota and what they really are; kept under the tenant's folder (35)."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from core.tenancy import current_tenant_id

MB = 1024 * 1024
LONGEST_NAME = 150
# What a file starts with says what it is; its name and the browser's word for it don't.
SIGNATURES = [
    (b"%PDF-", "application/pdf", {".pdf"}),
    (b"\x89PNG\r\n\x1a\n", "image/png", {".png"}),
    (b"\xff\xd8\xff", "image/jpeg", {".jpg", ".jpeg"}),
    (b"GIF87a", "image/gif", {".gif"}),
    (b"GIF89a", "image/gif", {".gif"}),
    (b"PK\x03\x04", "application/zip", {".zip", ".docx", ".xlsx", ".pptx"}),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", {".doc", ".xls", ".ppt"}),
]
OFFICE = {
    ".docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
TEXTS = {".txt", ".csv", ".xml", ".sta", ".mt940", ".940", ".json", ".md"}
TEXT = "text/plain"


@dataclass(frozen=True)
class Kept:
    """A stored file: where it lies, the name people gave it, what it is, its size in bytes and SHA-256."""

    path: str
    name: str
    content_type: str
    size: int
    digest: str


def keep(file, content_type: str = "") -> Kept:
    """Check an uploaded file and store it under a random name. Raises ValidationError with what does not fit.

    content_type: of a file that a reader of ours has understood already, whatever its name says.
    Not undone by a rollback: such a file has no row, is never served, and is swept at night (desk.sweeping).
    """
    content_type = content_type or checked(file)
    digest = digest_of(file)
    path = default_storage.save(f"{current_tenant_id()}/{secrets.token_hex(16)}", file)
    return Kept(path, safe_name(file.name), content_type, file.size, digest)


def digest_of(file) -> str:
    """SHA-256 of an uploaded file's content, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def checked(file) -> str:
    """The content type by the file's own content. Raises ValidationError: empty, too large, or not what it says."""
    if not file.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if file.size > settings.LARGEST_FILE:
        told = _("The file has {have} MB; at most {most} MB are taken.")
        size = f"{file.size / MB:.1f}"
        raise ValidationError(told.format(have=size, most=settings.LARGEST_FILE // MB), code="too_large")
    content_type = content_type_of(file)
    if content_type is None:
        suffix = PurePath(file.name).suffix.lower() or "—"
        raise ValidationError(
            _("The content is not what the name “{suffix}” says, or this kind is not taken.").format(
                suffix=suffix
            ),
            code="content_type",
        )
    return content_type


def content_type_of(file) -> str | None:
    """What the file is, if its name's ending agrees; None where it does not or the kind is not taken."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    suffix = PurePath(file.name).suffix.lower()
    for start, content_type, suffixes in SIGNATURES:
        if head.startswith(start):
            if suffix not in suffixes:
                return None
            return _office_type(file, suffix) if suffix in OFFICE else content_type
    return TEXT if suffix in TEXTS and b"\0" not in head else None


def _office_type(file, suffix: str) -> str | None:
    folder, content_type = OFFICE[suffix]
    try:
        with ZipFile(file) as archive:
            fits = any(name.startswith(folder) for name in archive.namelist())
    except BadZipFile:
        fits = False
    file.seek(0)
    return content_type if fits else None


def safe_name(name: str) -> str:
    """The name as shown and offered for download: no path, no control characters, not too long."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(c for c in last if c.isprintable()).strip() or "file"
    path = PurePath(shown)
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}"


def content_of(path: str) -> bytes:
    """The whole of a stored file of the tenant in force. Raises PermissionError for another tenant's."""
    _check_own(path)
    with default_storage.open(path) as file:
        return file.read()


def _check_own(path: str) -> None:
    if not path.startswith(f"{current_tenant_id()}/"):
        raise PermissionError("a file of another tenant")


def serve(kept) -> FileResponse:
    """The stored file as a download; the view has asked the record's right before. `kept` has Kept's fields."""
    _check_own(kept.path)
    response = FileResponse(default_storage.open(kept.path), as_attachment=True, filename=kept.name)
    response["Content-Type"] = kept.content_type
    response["X-Content-Type-Options"] = "nosniff"
    # Even opened in the browser it may run nothing and load nothing.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


class UploadField(forms.FileField):
    """A checked upload; the cleaned value is the uploaded file, `keep` stores it."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file is not initial:
            checked(file)
        return file
