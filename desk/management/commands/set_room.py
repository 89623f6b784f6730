"""manage.py set_room CODE GB: how much room a company's papers may take."""

from django.core.management.base import BaseCommand, CommandError

from core.tenancy import acting_for
from desk.room import GB, ROOM, room
from tenancy.actor import system
from tenancy.models import Tenant
from tenancy.rules import set_rule


class Command(BaseCommand):
    help = "Set how many GB a company's papers may take."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the company's short name")
        parser.add_argument("gb", type=int)

    def handle(self, *, code, gb, **options):
        tenant = Tenant.objects.filter(code=code).first()
        if tenant is None or gb < 0:
            raise CommandError(f"There is no company '{code}'." if tenant is None else "GB is 0 or more.")
        with acting_for(tenant):
            set_rule(ROOM.key, gb, by=system())
            self.stdout.write(f"{tenant.name}: {room().used / GB:.1f} of {gb} GB are taken.")
