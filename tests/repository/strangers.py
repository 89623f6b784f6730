"""Somebody who tries every address: what is sent, what was told, what must stand still."""

import json
import re

import pytest
from django.db import connection
from django.test import Client

from core.hardening import tenant_models
from tenancy.actor import system
from tenancy.keys import create_key
from tests.repository.filled import HOUSE, SECRET
from tests.repository.routes import entries, routes

ONE = {"amount": "1.00", "currency": "CNY"}
# What a stranger would send to make something out of the company's own records.
BODIES = {
    "leads": {"title": "x", "source": "other", "customer": "customer"},
    "opportunities": {"title": "x", "customer": "customer"},
    "quotes": {"opportunity": "opportunity", "valid_until": "2099-01-01", "lines": []},
    "contracts": {"title": "x", "customer": "customer", "currency": "CNY", "lines": []},
    "amendments": {"contract": "contract", "reason": "x"},
    "delivery-orders": {"contract": "contract", "lines": []},
    "invoices": {"receivable": "receivable"},
    "disputes": {"receivable": "receivable", "reason": "x"},
    "dunning-blocks": {"receivable": "receivable", "until": "2099-01-01", "reason": "x"},
    "overdue-causes": {"receivable": "receivable", "code": "bank"},
    "legal-cases": {"receivable": "receivable"},
    "promises": {"receivable": "receivable", "promised_on": "2099-01-01"},
    "provisions": {"closes_on": "2099-09-30"},
    "specific-provisions": {"receivable": "receivable", "reason": "x"},
    "account-statements": {"customer": "customer"},
    "confirmation-letters": {"customer": "customer"},
    "statement-runs": {"as_of": "2026-10-31"},
    "payer-aliases": {"customer": "customer", "kind": "name", "value": "x"},
    "match-runs": {"statement": "statement"},
    "allocations": {"bank_line": "line", "receivable": "receivable", "amount": ONE},
    "contacts": {"customer": "customer", "name": "x", "function": "finance"},
    "influence-lines": {"source": "contact", "target": "contact"},
    "credit-limits": {"customer": "customer", "amount": ONE, "valid_until": "2099-01-01"},
    "visits": {"customer": "customer", "planned_on": "2026-11-24", "goals": "x"},
    "claims": {"receivable": "receivable", "cause": "default"},
    "commitments": {"customer": "customer", "text": "x", "due_on": "2099-01-01"},
    "attachments": {"record": "deal", "resource": "deals"},
    "surveys": {"contact": "contact"},
    "notes": {"record": "deal", "resource": "deals", "text": "x"},
}  # fmt: skip
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A company's own counting of its calls; the rest of its tables must stand still.
MOVING = {"tenancy.ApiKey", "core.IdempotencyKey"}


class Stranger:
    """Somebody who tries: pages with a session, the API with a key."""

    def __init__(self, user=None, secret=""):
        self.signed_in = user is not None
        self.pages = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
        if user is not None:
            self.pages.force_login(user)
        key = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.api = Client(headers={"Accept-Language": "en"} | key, raise_request_exception=False)

    def ask(self, route, method, address, body=None):
        client = self.api if route.is_api else self.pages
        if method in ("get", "head"):
            return client.get(address)
        if route.is_api:
            return getattr(client, method)(address, json.dumps(body or {}), content_type="application/json")
        return getattr(client, method)(address, body or {})


def key_of(user) -> str:
    return create_key(user, name="stranger", scopes=["read", "write", "admin"], by=system())[1]


def tries(filled, signed_in: bool):
    """(route, entry, method, address) of everything a stranger can try."""
    table = entries()
    for route in routes():
        entry = table[route.name]
        if entry.kind == "unknown" or (signed_in and entry.kind in ("public", "caller")):
            continue
        for method in [one for one in route.methods if one != "head"] or ["get", "post"]:
            yield route, entry, method, route.address(filled.rows, entry)


def body_for(route, filled) -> dict:
    """What the API is sent: for new records the company's own ids where it asks for some."""
    wanted = BODIES.get(route.name.removesuffix("-list"), {})
    ids = {name: str(row.pk) for name, row in filled.rows.items()}
    return {
        name: ids.get(value, value) if isinstance(value, str) else value for name, value in wanted.items()
    }


def leaks(response, filled, address, colleague: bool) -> str:
    """An id or a word in the answer that the caller may not know, but for the ids that the caller sent."""
    if response.streaming:
        text = b"".join(response.streaming_content).decode(errors="replace")
    else:
        text = response.content.decode(errors="replace")
    text += response.headers.get("Location", "")
    hidden = filled.hidden if colleague else filled.ids
    found = (set(UUIDS.findall(text)) & hidden) - set(UUIDS.findall(address))
    words = [word for word in (SECRET,) if word in text] + [
        HOUSE for _in in "x" if HOUSE in text and not colleague
    ]
    return f"{words} are in it" if words else f"ids {sorted(found)[:3]}" if found else ""


def standing(world) -> dict:
    """A digest of each of the company's tables, row by row: what must be the same afterwards."""
    with world.acting(), connection.cursor() as cursor:
        kept = [model for model in tenant_models() if model._meta.label not in MOVING]
        return {model._meta.label: digest(cursor, model) for model in kept}


def digest(cursor, model) -> tuple:
    table = model._meta.db_table
    cursor.execute(f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from {table} t")
    return cursor.fetchone()


def problems(who, filled, allowed, sent=lambda route: {}, colleague=False) -> list[str]:
    """Every try whose answer is not among those allowed, or that tells something."""
    found, missing = [], {}
    for route, entry, method, address in tries(filled, who.signed_in):
        body = sent(route)
        response = who.ask(route, method, address, body)
        wanted = allowed(route, entry, method)
        if response.status_code not in wanted:
            found.append(f"{method} {route.name} {address}: {response.status_code}, not {sorted(wanted)}")
        if told := leaks(response, filled, address + json.dumps(body), colleague):
            found.append(f"{method} {route.name} {address}: {told}")
        if entry.kind == "record":
            missing.setdefault(route.name, []).append(response.status_code)
    # A page that takes one method only answers 405 to the other, never to both.
    found += [f"{name}: nothing but 405" for name, statuses in missing.items() if set(statuses) == {405}]
    return found


def none(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)
