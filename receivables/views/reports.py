"""The ageing page 应收账龄 with its proof line, and who is being dunned."""

from datetime import timedelta

from django.shortcuts import render

from core.sight import visible
from receivables.api import params
from receivables.models import DunningStep, Receivable
from receivables.rules.ageing import BUCKETS, days_overdue
from receivables.selectors import ageing
from receivables.services.levels import ladder

# Rows on the page; the rest is in the list and in the totals.
SHOWN = 40
RECENT_DAYS = 120
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
    """Receivables by the dunning level they stand on, the most overdue first."""
    open_rows = visible(Receivable.objects.overdue(day), by).select_related("customer")
    steps = DunningStep.objects.filter(
        receivable__in=open_rows.values("pk"), made_on__gte=day - timedelta(days=RECENT_DAYS * 10)
    )
    reached: dict = {}
    for pk, cycle, level in steps.values_list("receivable_id", "cycle", "level"):
        reached[pk, cycle] = max(level, reached.get((pk, cycle), 0))
    columns = {level: [] for level, _days in ladder()}
    for row in open_rows.order_by("due_on", "pk"):
        level = reached.get((row.pk, row.cycle))
        if level in columns:
            columns[level].append({"row": row, "days": days_overdue(row.due_on, day)})
    return [
        {"level": level, "days": days, "cards": columns[level][:CARDS], "count": len(columns[level])}
        for level, days in ladder()
    ]
