"""manage.py check_ledger [company …]: recompute every balance and hash chain; ends with 1 where something is wrong."""

from django.core.management.base import BaseCommand, CommandError

from core.tenancy import acting_for
from receivables.checking import problems
from receivables.models import LedgerEntry, LedgerSeal
from tenancy.models import Tenant


class Command(BaseCommand):
    help = "Recompute every balance and every hash chain of the ledger, and name what is wrong."

    def add_arguments(self, parser):
        parser.add_argument("companies", nargs="*", help="codes of companies; without any all of them")

    def handle(self, *args, companies, **options):
        wrong = 0
        for tenant in self._tenants(companies):
            with acting_for(tenant):
                found = list(problems())
                counted = f"{LedgerEntry.objects.count()} entries, {LedgerSeal.objects.count()} seals"
            for sentence in found:
                self.stderr.write(f"{tenant.code}: {sentence}")
            self.stdout.write(
                f"{tenant.code}: {counted}, {'all right' if not found else f'{len(found)} wrong'}"
            )
            wrong += len(found)
        if wrong:
            raise CommandError("The books are not right.", returncode=1)

    def _tenants(self, codes):
        rows = Tenant.objects.order_by("code")
        if not codes:
            return rows
        found = {tenant.code: tenant for tenant in rows.filter(code__in=codes)}
        missing = [code for code in codes if code not in found]
        if missing:
            raise CommandError(f"There is no company {', '.join(missing)}.", returncode=2)
        return [found[code] for code in codes]
