"""manage.py demo_logins: one line per role, with the password they share."""

from django.core.management.base import BaseCommand

from integrations.demo.load import PASSWORD, logins


class Command(BaseCommand):
    help = "Print the demo's user names; nothing where no demo is loaded."

    def handle(self, **options):
        rows = logins()
        for company in dict.fromkeys(row[0] for row in rows):
            self.stdout.write(company)
            for _company, username, name in (row for row in rows if row[0] == company):
                self.stdout.write(f"  {username:<18} {name}")
        if rows:
            self.stdout.write(f"Password of all: {PASSWORD}")
