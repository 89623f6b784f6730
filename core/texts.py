"""Find every text that the code marks for translation, and the translations each app has. No system gettext needed.

A text is a key (context or "", msgid, plural or ""). Translations of all apps are one catalogue at run time, so a
text counts as translated when any app translates it.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import templatize

LANGUAGE_DIR = "locale/zh_Hans/LC_MESSAGES"
# Where the msgid, the plural and the context stand among the arguments.
CALLS = {
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL_IN_TEXT = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def our_apps():
    """Names of the apps in this tree, in the order in which their translations win."""
    return [name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name).is_dir()]


def texts_of(app):
    """{domain: {key: "file:line" of its first use}} of one app. Raises ValueError naming a text that is no constant."""
    found = {"django": {}, "djangojs": {}}
    for domain, path, keys in _read(app):
        for key, line in keys:
            found[domain].setdefault(key, f"{path.relative_to(settings.BASE_DIR)}:{line}")
    return found


def _read(app):
    base = settings.BASE_DIR
    for path in python_files(app):
        yield "django", path, in_python(path.read_text(), path)
    for path in template_files(app):
        yield "django", path, in_marked_text(templatize(path.read_text()))
    if app == "core":
        for path in sorted((base / "static").rglob("*.js")):
            if "vendor" not in path.parts:
                yield "djangojs", path, in_marked_text(path.read_text())


def python_files(app):
    folders = [settings.BASE_DIR / app] + ([settings.BASE_DIR / "l2cplat"] if app == "core" else [])
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def template_files(app):
    """Templates named for the app; those named for no app belong to core."""
    base = settings.BASE_DIR / "templates"
    others = set(our_apps()) - {"core"}
    own = [path for path in sorted(base.rglob("*.*")) if path.suffix in {".html", ".txt", ".typ"}]
    if app == "core":
        return [path for path in own if path.relative_to(base).parts[0] not in others]
    return [path for path in own if path.relative_to(base).parts[0] == app]


def in_python(source, path):
    """Keys with their lines. Follows `import gettext as _` and its like."""
    tree = ast.parse(source)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield _key(names[node.func.id], node, path), node.lineno


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in CALLS:
                    yield alias.asname or alias.name, CALLS[alias.name]


def _key(places, call, path):
    message, plural, context = places
    values = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
    wanted = [
        values[place] if place is not None and place < len(values) else ""
        for place in (context, message, plural)
    ]
    if not all(isinstance(value, str) for value in wanted) or not wanted[1]:
        raise ValueError(
            f"{path}:{call.lineno}: a text to translate must be written out as one constant string"
        )
    return tuple(wanted)


def in_marked_text(source):
    """Keys with their lines, from a template as `templatize` leaves it or from JavaScript."""
    for match in CALL_IN_TEXT.finditer(source):
        name = "gettext" if match[1] == "_" else match[1]
        values = [ast.literal_eval(text) for text in re.findall(STRING, match[2])]
        message, plural, context = CALLS[name]
        key = tuple(values[place] if place is not None else "" for place in (context, message, plural))
        yield key, source.count("\n", 0, match.start()) + 1


def catalogue_path(app, domain="django"):
    return settings.BASE_DIR / app / LANGUAGE_DIR / f"{domain}.po"


def catalogue(app, domain="django"):
    path = catalogue_path(app, domain)
    return polib.pofile(str(path), wrapwidth=110) if path.exists() else _new_catalogue()


def _new_catalogue():
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return new


def key_of(entry):
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def translation_of(entry):
    """The Chinese text, or "" while it is missing or doubtful."""
    if entry.fuzzy or entry.obsolete:
        return ""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def translated(domain="django"):
    """{key: {app: translation}} over all apps, without the missing ones."""
    found = defaultdict(dict)
    for app in our_apps():
        for entry in catalogue(app, domain):
            if text := translation_of(entry):
                found[key_of(entry)][app] = text
    return found


def broken_placeholders(key, text):
    """Placeholders that only one side has: such a text fails or lies when it is shown."""
    _, message, plural = key
    have = set(PLACEHOLDER.findall(text))
    wanted = set(PLACEHOLDER.findall(message)) | set(PLACEHOLDER.findall(plural))
    unknown = have - wanted
    # A plural's "one" may be said without its number, a single text may not.
    missing = set() if plural else wanted - have
    return sorted(unknown | missing)


def write_compiled(path: Path):
    """Write the .mo beside a .po; complete or not at all."""
    target = path.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    polib.pofile(str(path)).save_as_mofile(str(fresh))
    fresh.rename(target)
