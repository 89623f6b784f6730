"""The figures of a run and the table that shows them: what was measured, its floor, the target, hit or miss."""

from dataclasses import dataclass

WIDTHS = (44, 14, 26, 9, 12)


@dataclass
class Figure:
    """One line. ratio: to the floor, where there is one. target: (most or least, how it is written)."""

    name: str
    shown: str
    floor: str = ""
    ratio: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def target(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        if not self.target or self.ratio is None:
            return ""
        hit = self.ratio <= self.most if self.most is not None else self.ratio >= (self.least or 0)
        return "hit" if hit else "MISS"


def against(name, value, floor, floor_name, *, unit="ms", **target) -> Figure:
    """A figure judged by its ratio to the floor of the same run."""
    return Figure(name, f"{value:.1f} {unit}", f"{floor_name} {floor:.1f} {unit}", value / floor, **target)


def itself(name, value, *, unit="", **target) -> Figure:
    """A figure judged by its own value."""
    return Figure(name, f"{value:g} {unit}".strip(), "", value, **target)


def show(figures: list[Figure]) -> None:
    """Print the table."""
    print()
    _line("figure", "measured", "floor", "ratio", "target", "")
    _line(*("-" * width for width in WIDTHS), "----")
    for one in figures:
        ratio = "" if one.ratio is None or not one.floor else f"{one.ratio:.2f}"
        _line(one.name, one.shown, one.floor, ratio, one.target, one.verdict)
    missed = [one.name for one in figures if one.verdict == "MISS"]
    print(f"\n{len(missed)} missed: {', '.join(missed)}" if missed else "\nEvery target is hit.")


def _line(*cells) -> None:
    parts = [f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
    print("  ".join([*parts, cells[-1]]).rstrip())
