"""manage.py load_demo: the demo companies; --rest adds more behind a running site."""

from django.conf import settings
from django.core.management.base import BaseCommand

from integrations.demo.load import PASSWORD, load, load_rest, logins


class Command(BaseCommand):
    help = "Load the demo companies (does nothing where they exist)."

    def add_arguments(self, parser):
        parser.add_argument("--foreground-deals", type=int, default=60)
        parser.add_argument("--rest", action="store_true", help="more leads and deals, in the background")

    def handle(self, *, foreground_deals, rest, **options):
        if rest:
            if load_rest(self.say):
                self._tell_logins()
        else:
            load(foreground_deals, self.say)

    def _tell_logins(self) -> None:
        """Once more in short: by now what the platform printed has carried the first list away."""
        rows = logins()
        for company in dict.fromkeys(row[0] for row in rows):
            self.say(f"{company}: {', '.join(row[1] for row in rows if row[0] == company)}")
        self.say(f"complete; all of these sign in at {settings.BASE_URL}/ with the password {PASSWORD}")

    def say(self, line: str) -> None:
        self.stdout.write(f"demo: {line}")
        self.stdout.flush()
