"""Papers as PDF: Typst templates with data, Chinese without a font of the system; runs in web and worker processes.

A template is a .typ file that reads its data from `sys.inputs.data`, JSON with every word already in the reader's
language. The same data and moment make the same bytes.
"""

import json
import threading
from datetime import datetime
from functools import cache
from pathlib import Path

import manimgx_fonts_cjk
import typst

FONTS = Path(manimgx_fonts_cjk.__file__).parent
# Fonts and templates are read once a process; a compiler serves one caller at a time.
_at_work = threading.Lock()


def pdf_of(template: Path, data: dict, *, at: datetime) -> bytes:
    """The paper as PDF. at: the moment that the file says it was made. Raises RuntimeError for a broken template."""
    with _at_work:
        made = _compiler(template).compile(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(at.timestamp()),
            pdf_tags=True,
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler(template: Path) -> typst.Compiler:
    # Without the fonts of the system a paper looks the same wherever it is made.
    return typst.Compiler(
        str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
