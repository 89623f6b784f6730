"""`python -m bench.million [--json] [--rows N]`: load once, measure, print."""

import argparse
import json
import os
from dataclasses import asdict

from bench import ground


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.million", description=__doc__)
    parser.add_argument("--rows", type=int, default=int(os.environ.get("BENCH_MILLION", "1000000")))
    parser.add_argument("--json", action="store_true", help="figures as JSON on the last line")
    options = parser.parse_args()
    nested = "L2C_BENCH_GROUND" in os.environ
    place = None if nested else ground.start()
    try:
        _run(options)
    finally:
        if place is not None:
            ground.leave(place)


def _run(options):
    name = f"l2c_million_{options.rows}"
    fresh = ground.keep(name)
    os.environ["DJANGO_SETTINGS_MODULE"] = "l2cplat.settings"
    import django

    django.setup()
    from bench import table
    from bench.million import ageing, asked, load, scan

    company = load.load(options.rows) if fresh else load.known()
    ground.kept(name)
    parts = (ageing, asked, scan)
    figures = [figure for part in parts for figure in part.measure(company, options.rows)]
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures]))
    else:
        table.show(figures)


if __name__ == "__main__":
    main()
