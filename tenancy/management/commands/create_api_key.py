"""manage.py create_api_key USERNAME --scopes read,write: prints the key alone on its last line."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from core.tenancy import acting_for
from tenancy.actor import actor_for
from tenancy.keys import create_key
from tenancy.models import Membership, User

A_YEAR = 365  # as on the page of one's keys


class Command(BaseCommand):
    help = "Create an API key for a user; it is shown once."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--scopes", default="read")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, default=A_YEAR, help="days until it expires, 365 at most")

    def handle(self, *, username, scopes, name, days, **options):
        if not 1 <= days <= A_YEAR:
            raise CommandError(f"--days is a number from 1 to {A_YEAR}.")
        member = self._member(username)
        with acting_for(member.tenant), override("en"):
            try:
                _key, secret = create_key(
                    member.user,
                    name=name,
                    scopes=[scope.strip() for scope in scopes.split(",") if scope.strip()],
                    by=actor_for(member.user, member),
                    expires_at=timezone.now() + timedelta(days=days),
                )
            except ValidationError as error:
                raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"Key of {username} at {member.tenant.name}, valid for {days} days:")
        self.stdout.write(secret)

    def _member(self, username) -> Membership:
        user = User.objects.by_login(username)
        member = Membership.objects.select_related("tenant", "user").filter(user=user, is_active=True).first()
        if user is None or member is None:
            raise CommandError(f"There is no active user named {username}.")
        return member
