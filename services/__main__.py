"""`python -m services up|down|env|status [--test]`: the services alone; `run`: the whole platform."""

import argparse
import os
import sys

from services import local
from services.place import Refused, main_place, test_place


def main():
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    parser.add_argument("action", choices=["up", "down", "env", "run"])
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
    elif action == "up":
        for name, value in local.up(place, given={} if place.base.name == "test" else os.environ).items():
            print(f"{name}={value}")
    else:
        sys.stdout.write(place.env_file.read_text() if place.env_file.exists() else "")


if __name__ == "__main__":
    main()
