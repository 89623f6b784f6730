"""Parts of the customer's page that apps above bring along: deals, contracts, receivables.

register_panel("deals", 10, "deals/_customer_panel.html", lambda customer, by: {"deals": …} or None)
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """A section drawn by `template`; `build(customer, by)` gives its context, or None for nothing to show."""

    code: str
    order: int
    template: str
    build: Callable


PANELS: dict[str, Panel] = {}
FIGURES: list[tuple[int, Callable]] = []


def register_panel(code: str, order: int, template: str, build: Callable) -> None:
    """Add a section to the middle of the page; lower orders come first."""
    PANELS[code] = Panel(code, order, template, build)


def register_figures(order: int, build: Callable) -> None:
    """Add figures to the page's head: build(customer, by) -> [(label, Money)]."""
    FIGURES.append((order, build))


def panels_of(customer, by) -> list[dict]:
    """The sections to draw: [{"template", "panel": context}]."""
    built = (
        (panel, panel.build(customer, by)) for panel in sorted(PANELS.values(), key=lambda one: one.order)
    )
    return [{"template": panel.template, "panel": context} for panel, context in built if context is not None]


def figures_of(customer, by) -> list[tuple]:
    """The figures for the head, in order."""
    return [
        figure for _order, build in sorted(FIGURES, key=lambda one: one[0]) for figure in build(customer, by)
    ]
