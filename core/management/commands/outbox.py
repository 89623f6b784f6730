"""manage.py outbox: what could not be delivered, of every company; --retry tries it again."""

from django.apps import apps
from django.core.management.base import BaseCommand

from core.tenancy import acting_for
from core.undelivered import try_again, undelivered


class Command(BaseCommand):
    help = "Show what could not be delivered; with --retry make it due again."

    def add_arguments(self, parser):
        parser.add_argument("--retry", action="store_true")

    def handle(self, *, retry, **options):
        for tenant in apps.get_model("tenancy", "Tenant").objects.order_by("code"):
            with acting_for(tenant):
                self._tell(tenant)
                if retry:
                    self.stdout.write(f"{tenant.code}: {try_again()} made due again")

    def _tell(self, tenant):
        for row in undelivered().iterator():
            fate = (
                f"given up {row.failed_at:%Y-%m-%d %H:%M}"
                if row.failed_at
                else f"next try {row.next_try_at:%H:%M}"
            )
            self.stdout.write(
                f"{tenant.code}  {row.pk}  {row.kind}  {row.attempts} tries, {fate}  {row.error}"
            )
