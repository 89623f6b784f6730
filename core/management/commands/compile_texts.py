"""`manage.py compile_texts`: write the .mo files that changed. They are not kept in git."""

from django.core.management.base import BaseCommand

from core import texts


class Command(BaseCommand):
    help = "Compile each app's translations where the .po is newer than its .mo."
    requires_system_checks = ()

    def handle(self, *args, **options):
        paths = [
            texts.catalogue_path(app, domain) for app in texts.our_apps() for domain in ("django", "djangojs")
        ]
        changed = [path for path in paths if path.exists() and is_stale(path)]
        for path in changed:
            texts.write_compiled(path)
        if options["verbosity"] > 1:
            self.stdout.write(f"{len(changed)} compiled.")


def is_stale(path):
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime
