"""A company registry to ask for facts, and the worker that reads what it says."""

import json
from http.server import BaseHTTPRequestHandler

from django.utils.timezone import now

from core.models import Outbox
from core.outbox import HANDLERS

CODE = "91320500MA1XXXXX0K"


class Registry(BaseHTTPRequestHandler):
    """A company registry: answers what `say` holds, and keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, body = self.server.say
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *args):
        """Quiet."""


def deliver():
    """What the worker does with the waiting rows of the outbox; later rows wait for their time."""
    kinds = ("read_facts", "load_fact_file", "check_admissions")
    due = Outbox.objects.filter(kind__in=kinds, sent_at=None).order_by("next_try_at", "pk")
    while rows := list(due.filter(next_try_at__lte=now())):
        for row in rows:
            HANDLERS[row.kind](row.payload)
            Outbox.objects.filter(pk=row.pk).update(sent_at=now())
