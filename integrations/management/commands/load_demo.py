"""manage.py load_demo: the demo companies; --rest adds more behind a running site."""

from django.core.management.base import BaseCommand

from integrations.demo.load import load, load_rest


class Command(BaseCommand):
    help = "Load the demo companies (does nothing where they exist)."

    def add_arguments(self, parser):
        parser.add_argument("--foreground-deals", type=int, default=60)
        parser.add_argument("--rest", action="store_true", help="more leads and deals, in the background")

    def handle(self, *, foreground_deals, rest, **options):
        if rest:
            load_rest(self.say)
        else:
            load(foreground_deals, self.say)

    def say(self, line: str) -> None:
        self.stdout.write(f"demo: {line}")
        self.stdout.flush()
