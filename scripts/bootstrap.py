"""Make .venv with the locked packages. Runs on the system's Python, so it uses nothing but its library.

Kept readable for old Pythons, so that they get to the sentence which says what is wrong with them.
"""

import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
STAMP = os.path.join(VENV, "installed")
LOCKS = ["requirements-uv.txt", "requirements-dev.txt"]
NEEDED_BYTES = 2 * 1024**3


def main():
    if sys.version_info < (3, 11):
        stop(
            "Python 3.11 or newer is needed; `%s` is %s. Install one and run for instance: make up PYTHON=python3.11"
            % (sys.executable, sys.version.split()[0])
        )
    wanted = fingerprint()
    if installed() == wanted:
        return
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        stop("Less than 2 GB are free under %s: the packages do not fit. Make room and run it again." % ROOT)
    started = time.monotonic()
    make_venv()
    say("Installing the locked packages (some 900 MB, seconds to a few minutes) …")
    run(
        [
            UV,
            "pip",
            "install",
            "--quiet",
            "--python",
            PYTHON,
            "--require-hashes",
            "-r",
            "requirements-dev.txt",
        ]
    )
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)
    say("Packages are in place after %.0f s." % (time.monotonic() - started))


def fingerprint():
    digest = hashlib.sha256(("%s.%s" % sys.version_info[:2]).encode())
    for name in LOCKS:
        with open(os.path.join(ROOT, name), "rb") as lock:
            digest.update(lock.read())
    return digest.hexdigest()


def installed():
    """The fingerprint left by the last complete installation, or None."""
    try:
        with open(STAMP) as stamp:
            return stamp.read() if os.access(PYTHON, os.X_OK) else None
    except OSError:
        return None


def make_venv():
    """A virtual environment with the installer in it; one that was begun and left is made anew."""
    if (
        works([PYTHON, "-m", "uv", "--version"])
        and works([PYTHON, "-m", "pip", "--version"])
        and same_python()
    ):
        return
    say("Creating the virtual environment .venv …")
    if not works([sys.executable, "-c", "import ensurepip, venv"]):
        stop("This Python cannot make virtual environments. On Debian: apt-get install python3-venv")
    run([sys.executable, "-m", "venv", "--clear", VENV])
    run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
         "-r", "requirements-uv.txt"])  # fmt: skip


def same_python():
    return works(
        [PYTHON, "-c", "import sys; sys.exit(sys.version_info[:2] != %r)" % (tuple(sys.version_info[:2]),)]
    )


def works(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def run(command):
    code = subprocess.call(command, cwd=ROOT, env=uv_environ())
    if code:
        stop(
            "This command failed (%d): %s\nIs the package registry reachable (PIP_INDEX_URL, a proxy)? "
            "Then run it again; it goes on where it stopped." % (code, " ".join(command))
        )


def uv_environ():
    """The environment for uv: pip's index counts for it too, and certificates that the system trusts."""
    environ = dict(os.environ)
    if "PIP_INDEX_URL" in environ:
        environ.setdefault("UV_DEFAULT_INDEX", environ["PIP_INDEX_URL"])
    if trusted():
        environ.setdefault("UV_SYSTEM_CERTS", "1")
    return environ


def trusted():
    """The file of the certificates that this system trusts, or None. A house's own proxy is in there."""
    places = ssl.get_default_verify_paths()
    bundles = [places.cafile, os.path.join(places.capath or "", "ca-certificates.crt")]
    return next((path for path in bundles if path and os.path.isfile(path)), None)


def say(text):
    print(text, flush=True)


def stop(text):
    sys.exit("\n" + text)


if __name__ == "__main__":
    main()
