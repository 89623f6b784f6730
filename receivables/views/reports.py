"""The ageing page 应收账龄 with its proof line, and who is being dunned."""

from collections import defaultdict

from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render

from core.sight import visible
from receivables.api import params
from receivables.models import DunningStep, Receivable
from receivables.rules.ageing import BUCKETS, days_overdue
from receivables.selectors import ageing
from receivables.services.levels import ladder

# Rows on the page; the rest is in the list and in the totals.
SHOWN = 40
CARDS = 4


def ageing_page(request):
    """Open receivables by customer and days overdue as of a day; the totals equal the ledger."""
    day = params.as_of(request.GET)
    found = ageing(request.actor, as_of=day, currency=params.currency(request.GET))
    rows = sorted(found.rows, key=lambda row: row.total, reverse=True)
    context = {
        "found": found,
        "buckets": BUCKETS,
        "rows": [_cells(row, found) for row in rows[:SHOWN]],
        "hidden": len(rows) - SHOWN if len(rows) > SHOWN else 0,
        "totals": [found.money(found.amounts[bucket.code]) for bucket in BUCKETS],
        "total": found.money(found.total),
        "ledger": found.money(found.ledger),
        "overdue": found.money(found.overdue),
        "late": found.money(sum(found.amounts[code] for code in ("91-180", "181-365", "365+"))),
        "share": found.overdue / found.total if found.total else None,
        "board": _board(request.actor, day),
    }
    return render(request, "receivables/ageing.html", context)


def _cells(row, found) -> dict:
    cells = [
        {"money": found.money(row.amounts[bucket.code]), "heat": heat}
        for bucket, heat in zip(BUCKETS, (0, 2, 3, 4, 5, 5, 5), strict=True)
    ]
    return {"id": row.customer_id, "name": row.name, "cells": cells, "total": found.money(row.total)}


def _board(by, day) -> list[dict]:
    """Receivables by the dunning level they stand on, the most overdue first; all are counted, a few are shown."""
    found: dict = defaultdict(list)
    shown = _latest_steps(by, day).filter(place__lte=CARDS).order_by("place")
    for level, *step in shown.values_list("level", "receivable_id", "count"):
        found[level].append(step)
    ids = [pk for steps in found.values() for pk, _count in steps]
    rows = Receivable.objects.select_related("customer").in_bulk(ids)
    return [
        {
            "level": level,
            "days": days,
            "cards": [
                {"row": rows[pk], "days": days_overdue(rows[pk].due_on, day)} for pk, _count in found[level]
            ],
            "count": found[level][0][1] if found[level] else 0,
        }
        for level, days in ladder()
    ]


def _latest_steps(by, day):
    """The highest step of each overdue receivable's cycle, with its place on its level and how many stand there."""
    overdue = visible(Receivable.objects.overdue(day), by).values("pk")
    steps = DunningStep.objects.filter(receivable__in=overdue, cycle=F("receivable__cycle"))
    same = DunningStep.objects.filter(receivable=OuterRef("receivable"), cycle=OuterRef("cycle"))
    return steps.exclude(Exists(same.filter(level__gt=OuterRef("level")))).annotate(
        place=Window(RowNumber(), partition_by="level", order_by=["receivable__due_on", "receivable_id"]),
        count=Window(Count("pk"), partition_by="level"),
    )
