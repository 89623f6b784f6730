"""`python -m bench [--rows N] [--profile NAME]`: load, measure, print. Ends with 0 whatever the figures are."""

import argparse
import os

from bench import ground


def main():
    options = _options()
    place = ground.prepare()
    try:
        # Only now the addresses are known that the settings read.
        os.environ["DJANGO_SETTINGS_MODULE"] = "l2cplat.settings"
        import django

        django.setup()
        _run(options, place)
    finally:
        ground.leave(place)


def _run(options, place):
    from bench import measures, processes, profiles, table
    from bench.load.world import load

    world = load(options.rows, options.moves)
    if options.profile:
        return profiles.show(options.profile, world)
    with processes.started(place) as running:
        figures, errors = measures.measure(running, world, options.moves, options.area)
    figures += profiles.queries(world)
    table.show(figures)
    for what, *error in errors[:10]:
        print(f"no success: {what}: {error}")
    return None


def _options():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    rows = int(os.environ.get("BENCH_ROWS", "100000"))
    parser.add_argument("--rows", type=int, default=rows, help="leads and receivables (BENCH_ROWS)")
    parser.add_argument(
        "--moves", type=int, default=300, help="leads for the transition and for the conversion"
    )
    parser.add_argument("--area", default="", help="only what this module of bench/areas adds")
    parser.add_argument("--profile", choices=["create", "list", "page", "transition", "conversion", "scan"])
    options = parser.parse_args()
    # A client manager needs a lead each, a deal twenty receivables.
    options.rows = max(options.rows, 2000)
    options.moves = min(options.moves, options.rows // 10)
    return options


if __name__ == "__main__":
    main()
