"""Parts of the customer's page that apps above bring along: deals, contracts, receivables.

register_panel("contracts", 10, "insights/_customer_contracts.html", lambda customer, by: {"rows": …} or None)
register_tab("deals", 10, _("Deals"), "insights/_customer_deals.html", build, count=lambda customer, by: 3)
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


@dataclass(frozen=True)
class Tab(Panel):
    """A section with a tab of its own, built only when it is opened; `count(customer, by)` stands on the tab."""

    label: object
    count: Callable


PANELS: dict[str, Panel] = {}
TABS: dict[str, Tab] = {}
FIGURES: list[tuple[int, Callable]] = []


def register_panel(code: str, order: int, template: str, build: Callable) -> None:
    """Add a section to the overview; lower orders come first."""
    PANELS[code] = Panel(code, order, template, build)


def register_tab(code: str, order: int, label, template: str, build: Callable, *, count: Callable) -> None:
    """Add a tab; lower orders come first."""
    TABS[code] = Tab(code, order, template, build, label, count)


def register_figures(order: int, build: Callable) -> None:
    """Add figures to the page's head: build(customer, by) -> [(label, Money, tone)], tone `danger` or empty."""
    FIGURES.append((order, build))


def panels_of(customer, by) -> list[dict]:
    """The sections of the overview: [{"template", "panel": context}]."""
    return _drawn(_in_order(PANELS), customer, by)


def tabs_of(customer, by) -> list[dict]:
    """The tabs to offer: [{"code", "label", "count"}]."""
    return [
        {"code": tab.code, "label": tab.label, "count": tab.count(customer, by)} for tab in _in_order(TABS)
    ]


def tab_of(code: str, customer, by) -> list[dict]:
    """The section of the tab that is open, in the shape of panels_of."""
    return _drawn([TABS[code]], customer, by)


def figures_of(customer, by) -> list[tuple]:
    """The figures for the head, in order."""
    return [
        figure for _order, build in sorted(FIGURES, key=lambda one: one[0]) for figure in build(customer, by)
    ]


def _in_order(parts: dict) -> list:
    return sorted(parts.values(), key=lambda one: one.order)


def _drawn(parts, customer, by) -> list[dict]:
    built = ((part, part.build(customer, by)) for part in parts)
    return [{"template": part.template, "panel": context} for part, context in built if context is not None]
