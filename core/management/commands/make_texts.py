"""`manage.py make_texts`: add the texts that lack a translation to each app's .po; `--check` only tells."""

import polib
from django.core.management.base import BaseCommand, CommandError

from core import texts


class Command(BaseCommand):
    help = "Add texts without a translation to <app>/locale/zh_Hans; with --check, fail when there are any."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("apps", nargs="*", help="only these apps")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, apps, check, **options):
        faults = []
        for domain in ("django", "djangojs"):
            known = texts.translated(domain)
            for app in apps or texts.our_apps():
                missing = self._missing(app, domain, known)
                faults += [f"{place}: not translated: {key[1]!r}" for key, place in missing.items()]
                if missing and not check:
                    self._add(app, domain, missing)
            faults += contradictions(known)
        if check and faults:
            raise CommandError(
                "\n".join(faults) + f"\n{len(faults)} texts need attention (manage.py make_texts adds them)."
            )
        self.stdout.write("Every text is translated." if not faults else f"{len(faults)} texts to translate.")

    def _missing(self, app, domain, known):
        try:
            return {key: place for key, place in texts.texts_of(app)[domain].items() if key not in known}
        except ValueError as error:
            raise CommandError(str(error)) from error

    def _add(self, app, domain, missing):
        catalogue = texts.catalogue(app, domain)
        present = {texts.key_of(entry) for entry in catalogue}
        for context, message, plural in missing.keys() - present:
            catalogue.append(polib.POEntry(msgid=message, msgctxt=context or None, **_empty(plural)))
        path = texts.catalogue_path(app, domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))


def _empty(plural):
    return {"msgid_plural": plural, "msgstr_plural": {0: ""}} if plural else {"msgstr": ""}


def contradictions(known):
    """Faults of what is translated: two apps that differ on one text, placeholders that do not match."""
    for key, by_app in known.items():
        if len(set(by_app.values())) > 1:
            yield f"{', '.join(by_app)} translate {key[1]!r} differently: {' / '.join(sorted(set(by_app.values())))}"
        for app, text in by_app.items():
            if wrong := texts.broken_placeholders(key, text):
                yield f"{app}: placeholders {', '.join(wrong)} differ between {key[1]!r} and {text!r}"
