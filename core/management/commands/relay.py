"""`manage.py relay`: passes the outbox on until it is stopped."""

import signal

from django.core.management.base import BaseCommand

from core.relay import Relay


class Command(BaseCommand):
    help = "Pass on what transactions left in the outbox: feed positions, and work for the workers."

    def handle(self, *args, **options):
        relay = Relay()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, relay.stop)
        relay.run()
