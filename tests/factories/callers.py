"""Programs and browsers for tests: a person of a World with an API key, or signed in to the pages."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.dates import moment
from tenancy.actor import system
from tenancy.keys import create_key


class Caller:
    """A program with a key: get, post, put, patch, delete with JSON in, in English."""

    def __init__(self, secret):
        self.client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    def __getattr__(self, method):
        def call(path, body=None, headers=None):
            sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **sent)

        return call

    def upload(self, path, raw, name="bank.sta", **fields):
        """Send a file as a form does."""
        return self.client.post(f"/api/v1{path}", data={"file": SimpleUploadedFile(name, raw), **fields})


def caller(world, role: str, scopes=("read", "write")) -> Caller:
    """A program of the world's person with this role."""
    with world.acting():
        key, secret = create_key(world.people[role], name="test", scopes=list(scopes), by=system())
        # Used just now: that a key's use is noted once a minute is not what tests count.
        key.last_used_at = moment()
        key.save()
    return Caller(secret)


def browser(world, role: str) -> Client:
    """A signed-in browser of the world's person with this role, in English."""
    user = world.people[role]
    user.language = "en"
    user.save()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client
