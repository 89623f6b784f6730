"""manage.py index_again: what the search knows is brought in line with the records, company by company."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from core import search
from core.tenancy import acting_for

CHUNK = 500


class Command(BaseCommand):
    help = "Bring the search in line with the records, for instance after what they are found by has changed."

    def add_arguments(self, parser):
        parser.add_argument("kinds", nargs="*", help="names like leads.lead; all where none is given")

    def handle(self, *, kinds, **options):
        known = {kind.name: kind for kind in search.KINDS.values()}
        if unknown := set(kinds) - set(known):
            raise CommandError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
        for tenant in apps.get_model("tenancy", "Tenant").objects.order_by("code"):
            for name in kinds or known:
                self.stdout.write(f"{tenant.code} {name}: {again(tenant, known[name])}")


def again(tenant, kind: search.Kind) -> int:
    """Index a company's records of one kind, each chunk in a transaction of its own; how many there are."""
    count, last = 0, None
    while True:
        with acting_for(tenant):
            further = kind.model._default_manager.select_related(*kind.related).order_by("pk")
            rows = list((further.filter(pk__gt=last) if last else further)[:CHUNK])
            search.index(rows)
        if not rows:
            return count
        count, last = count + len(rows), rows[-1].pk
