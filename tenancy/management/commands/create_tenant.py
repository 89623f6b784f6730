"""manage.py create_tenant: a company and its first administrator."""

import getpass
import os

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override

from core.tenancy import acting_for
from tenancy.forms import UserForm
from tenancy.people import add_member
from tenancy.setup import create_tenant

# What was typed, for each field that a refusal may name.
TYPED = {"username": "--admin", "email": "--email", "timezone": "--timezone", "currency": "--currency"}


class Command(BaseCommand):
    help = (
        "Create a tenant with its first administrator. The password is asked for, or taken from the "
        "environment variable L2C_ADMIN_PASSWORD."
    )

    def add_arguments(self, parser):
        parser.add_argument("code", help="short name in Latin letters, such as acme")
        parser.add_argument("--name", help="the company's name")
        parser.add_argument("--currency", default="CNY")
        parser.add_argument("--timezone", default="Asia/Shanghai")
        parser.add_argument("--admin", default="admin", help="user name of the first administrator")
        parser.add_argument("--email", default="", help="the administrator's, for mails and a lost password")

    def handle(self, *, code, name, currency, timezone, admin, email, **options):
        person = {"username": admin, "name": admin, "email": email, "password": _password()}
        try:
            with transaction.atomic():
                tenant = create_tenant(code=code, name=name or code, currency=currency, timezone=timezone)
                with acting_for(tenant):
                    _add_administrator(person)
        except ValidationError as error:
            raise CommandError(_told(error)) from error
        self.stdout.write(f"Tenant {tenant.code} is ready; sign in as {admin}.")
        if not email:
            self.stdout.write(
                "Without --email nobody can be sent a new password; Settings → Users takes one."
            )


def _password():
    """The first password. Raises CommandError where nobody can be asked, or the two entries differ."""
    if given := os.environ.get("L2C_ADMIN_PASSWORD"):
        return given
    try:
        first, again = getpass.getpass("Password for the administrator: "), getpass.getpass("Once more: ")
    except EOFError:
        raise CommandError("Nobody is there to be asked: set L2C_ADMIN_PASSWORD to the password.") from None
    if first != again:
        raise CommandError("The two entries differ. Nothing was made.")
    return first


def _add_administrator(person):
    """The same checks as on the page of users. Raises ValidationError naming the field."""
    form = UserForm(person | {"roles": ["admin"]})
    with override("en"):  # what checks passwords makes its sentences at once
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
    add_member(**form.cleaned_data | {"email": form.cleaned_data["email"] or None})


def _told(error):
    """One line per fault in English, as the rest of the command line, each with what was typed."""
    with override("en"):
        if not hasattr(error, "error_dict"):
            return "\n".join(error.messages)
        return "\n".join(
            f"{TYPED.get(name, name)}: {message}" for name, messages in error for message in messages
        )
