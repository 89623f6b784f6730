"""The same request twice does one thing: the first answer is kept for a day and given again (decision 32).

API and page forms ask `replay_or_claim` within the request's transaction, do the work, then `store` the answer in
that same transaction: an answer exists exactly when its changes do.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.utils.timezone import now
from django.utils.translation import gettext as _

from core.errors import Refused
from core.models.idempotency import IdempotencyKey
from core.tenancy import current_tenant_id

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
CHUNK = 64 * 1024


class IdempotencyBusy(Refused):
    """The first request with this key is still running."""

    status = 409
    code = "idempotency_busy"

    def __init__(self):
        super().__init__(detail=_("The same request is still being carried out. Ask again in a moment."))


class IdempotencyMismatch(Refused):
    """The key was used for another request."""

    status = 422
    code = "idempotency_mismatch"

    def __init__(self, detail=""):
        super().__init__(
            detail=detail or _("This Idempotency-Key was used for another request. Use a new one.")
        )


@dataclass(frozen=True)
class Stored:
    """An answer given before: status, headers worth repeating (Location), and the body as JSON."""

    status: int
    body: object
    headers: dict = field(default_factory=dict)


def replay_or_claim(by, route: str, key: str, request_hash: str) -> Stored | None:
    """The answer stored under the key, or None: then the key is the caller's until its transaction ends.

    Raises IdempotencyBusy while another request holds it, IdempotencyMismatch where it answered another request.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise IdempotencyMismatch(
            _("An Idempotency-Key has 1 to {most} characters.").format(most=LONGEST_KEY)
        )
    if not _claimed(by, route, key):
        raise IdempotencyBusy()
    kept = _rows(by, route, key).first()
    if kept is None:
        return None
    if kept.made_at < now() - KEPT_FOR:
        kept.delete()
        return None
    if kept.request_hash != request_hash:
        raise IdempotencyMismatch()
    return Stored(kept.status, json.loads(kept.body), kept.headers)


def store(by, route: str, key: str, request_hash: str, *, status: int, body, headers=None) -> None:
    """Keep a 2xx answer under the claimed key; any other frees the key, so nothing is kept of it."""
    if not 200 <= status < 300:
        return
    IdempotencyKey(
        user_id=by.user_id,
        route=route[:200],
        key=key,
        request_hash=request_hash,
        status=status,
        headers=headers or {},
        body=json.dumps(body, ensure_ascii=False),
    ).save(force_insert=True)


def body_hash(data, files=None) -> str:
    """The digest of a request: its fields in canonical JSON and the contents of its files."""
    digest = hashlib.sha256(json.dumps(_plain(data), sort_keys=True, default=str).encode())
    for name in sorted(files or {}):
        for file in files.getlist(name) if hasattr(files, "getlist") else [files[name]]:
            digest.update(f"\0{name}\0".encode() + _file_digest(file))
    return digest.hexdigest()


def purge() -> int:
    """Delete the tenant's keys that are older than a day; returns how many."""
    return IdempotencyKey.objects.filter(made_at__lt=now() - KEPT_FOR).delete()[0]


def _plain(data):
    """A form's fields as lists, JSON as it is; files are digested by content, not by name."""
    if not hasattr(data, "lists"):
        return data
    return {name: [str(v) for v in values if not hasattr(v, "chunks")] for name, values in data.lists()}


def _file_digest(file) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def _claimed(by, route: str, key: str) -> bool:
    """Take the key's lock if it is free. It ends with the transaction, so a crash frees it too."""
    name = f"{current_tenant_id()}\0{by.user_id}\0{route[:200]}\0{key}"
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [number])
        return cursor.fetchone()[0]


def _rows(by, route: str, key: str):
    return IdempotencyKey.objects.filter(user_id=by.user_id, route=route[:200], key=key)
