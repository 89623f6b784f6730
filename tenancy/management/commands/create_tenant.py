"""manage.py create_tenant: a company and its first administrator."""

import getpass
import os

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.tenancy import acting_for
from tenancy.people import add_member
from tenancy.setup import create_tenant


class Command(BaseCommand):
    help = "Create a tenant with its first administrator."

    def add_arguments(self, parser):
        parser.add_argument("code", help="short name in Latin letters, such as acme")
        parser.add_argument("--name", help="the company's name")
        parser.add_argument("--currency", default="CNY")
        parser.add_argument("--timezone", default="Asia/Shanghai")
        parser.add_argument("--admin", default="admin", help="user name of the first administrator")
        parser.add_argument("--email", default=None)

    def handle(self, *, code, name, currency, timezone, admin, email, **options):
        password = os.environ.get("L2C_ADMIN_PASSWORD") or getpass.getpass("Password for the administrator: ")
        try:
            with transaction.atomic():
                tenant = create_tenant(code=code, name=name or code, currency=currency, timezone=timezone)
                with acting_for(tenant):
                    add_member(username=admin, name=admin, email=email, password=password, roles=["admin"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"Tenant {tenant.code} is ready; sign in as {admin}.")
