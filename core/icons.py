"""Icons as inline SVG, read from the vendored Tabler outline set."""

from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.utils.html import format_html, format_html_join

FOLDER = Path(settings.BASE_DIR) / "static" / "vendor" / "icons"
SVG = "{http://www.w3.org/2000/svg}"


@lru_cache(maxsize=512)
def paths(name: str) -> tuple[str, ...]:
    """The strokes of an outline icon; an icon that was not vendored has none (a test keeps icons.txt complete)."""
    file = FOLDER / f"{name}.svg"
    if not file.exists():
        return ()
    strokes = [path.get("d", "") for path in ElementTree.parse(file).getroot().iter(f"{SVG}path")]
    return tuple(stroke for stroke in strokes if stroke and stroke != "M0 0h24v24H0z")


@lru_cache(maxsize=1024)
def svg(name: str, label: str = "", css: str = ""):
    """The icon as safe HTML. Without a label it is decoration and hidden from screen readers."""
    strokes = format_html_join("", '<path d="{}"/>', ((stroke,) for stroke in paths(name)))
    if label:
        return format_html(
            '<svg class="ti {}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', css, label, strokes
        )
    return format_html('<svg class="ti {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', css, strokes)
