"""What each area adds to a run: put a module here, nothing else has to change.

A module has `measure(ask, moves) -> (figures, {name: Timings})`, as the parts of bench.measures, and may have TITLE.
`python -m bench --area NAME` runs that one alone.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules


def areas(only: str = "") -> list[tuple[str, Callable[..., tuple]]]:
    """[(title, measure)] of all areas in the order of their names, or of one."""
    names = sorted(found.name for found in iter_modules(__path__))
    if only and only not in names:
        raise SystemExit(f"There is no area {only}; there are {', '.join(names)}.")
    modules = [import_module(f"{__name__}.{name}") for name in names if only in ("", name)]
    return [
        (getattr(module, "TITLE", module.__name__.rpartition(".")[2]), module.measure) for module in modules
    ]
