"""`python -m services up|down|env [--test]`: the services alone; `run`: the whole platform.

`roles` prepares a database of one's own, reached by DATABASE_ADMIN_URL, and prints the URLs to set.
"""

import argparse
import os
import sys

from services import given, local
from services.place import Refused, main_place, test_place


def main():
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    parser.add_argument("action", choices=["up", "down", "env", "run", "roles"])
    parser.add_argument("--test", action="store_true", help="the tests' own services")
    options = parser.parse_args()
    place = test_place() if options.test else main_place()
    try:
        _act(options.action, place)
    except Refused as refusal:
        sys.exit(f"\n{refusal}")


def _act(action, place):
    if action == "run":
        from services.launch import launch

        launch(place)
    elif action == "down":
        local.down(place)
    elif action == "roles":
        _print(given.make_roles(os.environ.get("DATABASE_ADMIN_URL", "")))
    elif action == "up":
        _print(local.up(place, given={} if place.base.name == "test" else os.environ))
    else:
        sys.stdout.write(place.env_file.read_text() if place.env_file.exists() else "")


def _print(addresses):
    for name, value in addresses.items():
        print(f"{name}={value}")


if __name__ == "__main__":
    main()
