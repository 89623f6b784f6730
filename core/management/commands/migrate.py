"""`manage.py migrate`: as the owner of the tables, who also gives the serving role what it may do."""

from django.core.management.commands import migrate
from django.db import connections

from core.hardening import harden


class Command(migrate.Command):
    """Django's command with another default: the serving role may not change tables (decision 7)."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        if options["database"] == "owner":
            grant_to_server()
        super().handle(*args, **options)
        if options["database"] == "owner" and not (options["plan"] or options["check_unapplied"]):
            harden(connections["owner"])


def grant_to_server():
    """Let the serving role read and write every table and sequence that the owner makes from here on.

    core.hardening narrows this afterwards, table by table. Harmless to repeat.
    """
    owner, server = connections["owner"], connections["default"].settings_dict["USER"]
    if owner.settings_dict["USER"] == server:
        return
    role = owner.ops.quote_name(server)
    with owner.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {role}")
        for what, rights in (("tables", "select, insert, update, delete"), ("sequences", "usage, select")):
            cursor.execute(f"alter default privileges in schema public grant {rights} on {what} to {role}")
