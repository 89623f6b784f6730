"""Programs of the world's people."""

import json

import pytest
from django.test import Client

from tenancy.actor import system
from tenancy.keys import create_key


class Caller:
    """A program with a person's key: get, post, put, patch with JSON in and out."""

    def __init__(self, secret):
        self.client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    def __getattr__(self, method):
        def call(path, body=None, **headers):
            sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            return getattr(self.client, method)(f"/api/v1/{path}", headers=headers, **sent)

        return call


@pytest.fixture
def api(world):
    """`api("ar").post("contracts/", {...})`: a call in the name of the person of that role."""
    callers = {}

    def caller(role, of=world):
        if (role, id(of)) not in callers:
            with of.acting():
                _key, secret = create_key(of.people[role], name=role, scopes=["read", "write"], by=system())
            callers[role, id(of)] = Caller(secret)
        return callers[role, id(of)]

    return caller
