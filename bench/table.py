"""The figures of a run and the table that shows them: what was measured, its floor, the target, hit or miss."""

from dataclasses import dataclass

WIDTHS = (62, 14, 30, 9, 8)


@dataclass
class Figure:
    """One line. ratio: to the floor, where there is one. judged: what the target is held against, else the ratio."""

    name: str
    shown: str
    floor: str = ""
    ratio: float | None = None
    most: float | None = None
    least: float | None = None
    judged: float | None = None

    @property
    def target(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        value = self.ratio if self.judged is None else self.judged
        if not self.target or value is None:
            return ""
        hit = value <= self.most if self.most is not None else value >= (self.least or 0)
        return "hit" if hit else "MISS"


def against(name, value, floor, floor_name, *, unit="ms", **target) -> Figure:
    """A figure judged by its ratio to the floor of the same run."""
    return Figure(name, f"{value:.1f} {unit}", f"{floor_name} {floor:.1f} {unit}", value / floor, **target)


def within(name, value, floor, floor_name, *, unit="ms", most) -> Figure:
    """A figure judged by its own value, beside the floor of the same run."""
    shown, beside = f"{value:.2f} {unit}", f"{floor_name} {floor:.2f} {unit}"
    return Figure(name, shown, beside, value / floor, most=most, judged=value)


def itself(name, value, *, unit="", **target) -> Figure:
    """A figure judged by its own value."""
    return Figure(name, f"{value:g} {unit}".strip(), judged=value, **target)


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
