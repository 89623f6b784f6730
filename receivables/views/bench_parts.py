"""The matching bench as a page and in the parts that htmx swaps: the work on one line, its row, marks, presence."""

from django.shortcuts import render

from core.sight import visible
from receivables.models import BankLine
from receivables.services.allocation import ALLOCATING
from receivables.services.matching import confidences
from receivables.views.bench import (
    Asked,
    balances,
    chosen_line,
    lately,
    lines_shown,
    marks,
    progress,
    tabs_of,
)
from receivables.views.bench_work import as_id, here_in_words, others_at, people_to_ask, work


def bench_page(request, rows, *, bench: str) -> dict:
    """The context of the whole page over these lines."""
    asked = Asked.of(request.GET)
    found = lines_shown(rows, asked)
    line = chosen_line(rows, asked, found["lines"])
    may_allocate = ALLOCATING(None, request.actor)
    return found | work(request, line, may_allocate=may_allocate) | {"bench": bench}


def bench_part(request, rows, *, bench: str):
    """The answer to htmx asking for a part, or None where it asks for the page."""
    name = request.GET.get("part", "work" if request.htmx.target == "work" else "")
    return PARTS[name](request, rows, bench) if name in PARTS else None


def _work(request, rows, bench):
    """The work on a line; after a change the row of the line that is done, the progress and the words with it."""
    asked = Asked.of(request.GET)
    line = chosen_line(rows, asked, [])
    if line is None or (asked.tab == "unmatched" and line.unallocated <= 0 and "done" in request.GET):
        found = lines_shown(rows, asked)
        line = chosen_line(rows, Asked.of({**request.GET.dict(), "line": ""}), found["lines"])
    context = work(request, line, may_allocate=ALLOCATING(None, request.actor))
    context |= {"asked": asked, "tab": asked.tab, "bench": bench, "is_part": True}
    context |= _changed(request, rows, asked, bench)
    response = render(request, "receivables/_bench_work.html", context)
    response["HX-Push-Url"] = asked.url(line=line.pk if line else "")
    return response


def _changed(request, rows, asked, bench) -> dict:
    """What a change has changed beside the line: its row, the counts, the sums."""
    pk = as_id(request.GET.get("done", ""))
    done = rows.filter(pk=pk).first() if pk else None
    if done is None:
        return {}
    counted = progress(lately(rows, asked) if bench else rows)
    percent = confidences([done])[done.pk] if done.unallocated > 0 else None
    return {
        "done": done, "percent": percent, "progress": counted, "tabs": tabs_of(asked.narrowed(rows), asked),
        "balances": balances(asked, counted["left"], request.actor) if bench else None,
    }  # fmt: skip


def _marks(request, rows, bench):
    """How sure the best suggestion of each listed line is, and how many lines are certain."""
    asked = Asked.of(request.GET)
    lines = lines_shown(rows, asked)["lines"]
    shown, certain = marks(lines)
    context = {
        "marks": shown,
        "lines": lines,
        "certain": len(certain),
        "asked": asked,
        "tab": asked.tab,
        "bench": bench,
    }
    return render(request, "receivables/_bench_marks.html", context)


def _auto(request, rows, bench):
    """What would be posted by itself, before it is."""
    asked = Asked.of(request.GET)
    lines = lines_shown(rows, asked)["lines"]
    _shown, certain = marks(lines)
    found = [(line, certain[line.pk]) for line in lines if line.pk in certain]
    return render(request, "receivables/_bench_auto.html", {"found": found, "asked": asked, "bench": bench})


def _here(request, rows, bench):
    """Who else has this line open."""
    pk = as_id(request.GET.get("line", ""))
    line = visible(BankLine.objects.all(), request.actor).filter(pk=pk).first() if pk else None
    names = others_at(line.pk, request.actor) if line else []
    return render(request, "receivables/_bench_here.html", {"text": here_in_words(names)})


def _ask(request, rows, bench):
    """The form that asks the AR."""
    line = chosen_line(rows, Asked.of(request.GET), [])
    context = people_to_ask(line) if line is not None else {}
    return render(
        request, "receivables/_bench_ask.html", context | {"bench": bench, "asked": Asked.of(request.GET)}
    )


PARTS = {"work": _work, "marks": _marks, "auto": _auto, "here": _here, "ask": _ask}
